/**
 * What an export holds: one `manifest.json` that names every file with its size and digest.
 *
 * MF1 A file that the manifest does not name, and one that it names and is not there, is no export.
 * MF2 What the company has and the export has not is named, with the reason; what could not be
 *     exported makes the export one that is not whole, and is never imported.
 * MF3 A number that this program does not know, of the format or of a kind, is refused, never guessed.
 */
export const formatName = "mainstay-export";
export const formatVersion = 1;
export const manifestFile = "manifest.json";

/** Every kind of file, with what it is. Those that `import` reads stand first. */
export const kinds = {
  history: "every entry of the ledger with its content",
  keys: "the keys under which content is sealed, and who was forgotten",
  settings: "settings of the data folder",
  arrival: "mails and files as they came",
  document: "documents and attachments",
  blob: "other files that the history names",
  folder: "files that lie in the data folder: books, letters sent, what the bank gave",
  checkpoint: "signed statements about the history",
  workspace: "the company's files as they are now",
  release: "the company's files as they were made active, each time",
  records: "what is known of clients and projects",
  clients: "clients as address cards",
  jobs: "every job as a readable timeline",
  readme: "how to read this folder",
} as const;

export type Kind = keyof typeof kinds;

export const isKind = (text: unknown): text is Kind =>
  typeof text === "string" && Object.hasOwn(kinds, text);

export type Item = {
  /** Below the folder of the export, with "/". */
  path: string;
  kind: Kind;
  /** How many things it holds: entries, records, clients. */
  count: number;
  bytes: number;
  sha256: string;
  /** Of a file that the history names: as it is named there (SF1, SF3). */
  reference?: string;
};

export type Note = { what: string; why: string };

export type Manifest = {
  format: typeof formatName;
  version: number;
  /** Instant, as ISO 8601. */
  made: string;
  mainstay: string;
  workspace: string;
  epoch: number;
  history: { events: number; root: string };
  /** Content that the history names and that is forgotten: it is nowhere any more. */
  forgotten: { values: number; clients: number };
  items: Item[];
  leftOut: Note[];
  failed: Note[];
};
