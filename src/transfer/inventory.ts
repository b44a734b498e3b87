/**
 * What a company consists of in its data folder, and where an export has it. A table, a setting or a
 * file that stands in none of these lists is exported as it is, or makes the export fail: nothing is
 * left out because nobody thought of it.
 */

/** Tables of the ledger's file. Those of projections, `p_…` and `w_…`, are derived from the history. */
export const ledgerTables: Readonly<Record<string, string>> = {
  event: "ledger.ndjson",
  value: "ledger.ndjson",
  meta: "settings.json, but for the key of the workspace, which is in keys.json",
  stream: "derived from the history: every entry names its stream",
  tile: "derived from the history: hashes over it",
  projection: "derived from the history",
  lease: "left out: who was working on what at that moment, which ends by itself",
};

/** Tables of the keys' file. */
export const keyTables: Readonly<Record<string, string>> = {
  own: "settings.json",
  key: "keys.json",
};

/** Settings that are secrets: they stand with the keys. */
export const secretSettings: readonly string[] = ["workspace-key"];

/** Settings of this folder on this machine: a copy is somewhere else. */
export const boundSettings: readonly string[] = ["place"];

export type Place = { pattern: RegExp; what: string; why: string };

/** Names in the data folder that are exported otherwise, or rightly not. */
export const elsewhere: readonly Place[] = [
  { pattern: /^ledger\.db(?:-wal|-shm|-journal)?$/, what: "ledger.db", why: "as ledger.ndjson" },
  { pattern: /^keys\.db(?:-wal|-shm|-journal)?$/, what: "keys.db", why: "as keys.json" },
  { pattern: /^signing\.key(?:\.new)?$/, what: "signing.key", why: "in keys.json" },
  { pattern: /^blobs$/, what: "blobs/", why: "as files with readable names" },
  { pattern: /^checkpoints$/, what: "checkpoints/", why: "as they are" },
];

export const leftOut: readonly Place[] = [
  {
    pattern: /^owner\.(?:db(?:-journal|-wal|-shm)?|json|sock)$/,
    what: "owner.*",
    why: "tells which process runs the company",
  },
  { pattern: /^pages\.sum$/, what: "pages.sum", why: "sums of the ledger's own file" },
  {
    pattern: /^vectors\.db(?:-wal|-shm|-journal)?$/,
    what: "vectors.db",
    why: "made anew from what is remembered",
  },
  { pattern: /^formats$/, what: "formats/", why: "written anew by every apply" },
  { pattern: /^secrets$/, what: "secrets/", why: "passwords, which belong to this machine alone" },
  { pattern: /^cursors$/, what: "cursors/", why: "how far each mailbox was read, found out anew" },
  { pattern: /^cache$/, what: "cache/", why: "fetched anew from where it comes from" },
  { pattern: /^drafts$/, what: "drafts/", why: "previews, drawn anew when asked for" },
  { pattern: /^service\.log$/, what: "service.log", why: "what this machine's service printed" },
  {
    pattern: /^(?:migrating|deriving|derived|restoring|signing\.key\..+)$/,
    what: "unfinished work",
    why: "a file that was being written; it starts over",
  },
  {
    pattern: /^ledger\.format\d+\.db$/,
    what: "the kept ledger of an older format",
    why: "the same history as it stood before the migration",
  },
  {
    pattern: /^backup\.json(?:\.\d+\.part)?$/,
    what: "backup.json",
    why: "where this machine puts its backups; a copy has its own",
  },
  {
    pattern: /^tested\.json$/,
    what: "tested.json",
    why: "on which files all scenarios passed here; they are run anew",
  },
  {
    pattern: /^needs\.json(?:\.\d+\.part)?$/,
    what: "needs.json",
    why: "derived from the history: what the last backup saw that it needs",
  },
];
