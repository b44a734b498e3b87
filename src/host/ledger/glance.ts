import type { Finding } from "../../api/contract/status.ts";
import { divided } from "../../cli/remedy.ts";
import { capital } from "../../cli/views/words.ts";
import type { Keys } from "../../ledger/keys.ts";
import { Damaged, type EventStore } from "../../ledger/store.ts";
import { auditFiles } from "../../store/sqlite/audit/files.ts";
import { Findings } from "../../store/sqlite/audit/findings.ts";
import { Hindered } from "../../store/sqlite/failure.ts";
import { assertSigns } from "./checkpoints.ts";
import { gapsOf, gapText, hexRoot } from "./gaps.ts";
import { digestOf, type Needs, sealedFor } from "./needs.ts";
import { readNoted } from "./noted-needs.ts";

/**
 * The doctor's look at that without which the history cannot be read or signed on: keys, files, and
 * the key that signs.
 *
 * GL1 Nothing sealed is opened. What is needed is known from the last backup, and from the entries
 *     since, of which only the newest are read; files are read up to a bound.
 * GL2 What was not looked at is said, with the command that looks at all of it.
 */
const mostEntries = 20_000;
const mostFileBytes = 64 * 1024 * 1024;
const page = 500;

/** What is amiss, with its remedy behind a semicolon; what was not looked at. */
type Seen = { amiss: string | null; not?: string };

const bringBack =
  'bring back what was moved or removed in the data folder, or restore the newest backup with "mainstay restore --aside"';
const unreadable = "What is concerned cannot be read, and no backup is made.";
const unsigned = "What is recorded is not signed any more, and no backup is made.";

export async function glance(data: string, store: EventStore, keys: Keys): Promise<Finding[]> {
  const looks: readonly [name: string, effect: string, look: () => Promise<Seen>][] = [
    ["keys and files", unreadable, () => lookAtNeeds(data, store, keys)],
    ["files", unreadable, async () => lookAtFiles(data)],
    ["signature", unsigned, () => lookAtSigning(data)],
  ];
  const problems: Finding[] = [];
  const not = ["nothing sealed was opened"];
  for (const [name, effect, look] of looks) {
    const seen = await look().catch(amissIn);
    if (seen.not !== undefined) not.push(seen.not);
    if (seen.amiss === null) continue;
    const { what, remedy } = divided(seen.amiss);
    problems.push({ ok: false, name, line: what, effect, remedy: capital(remedy ?? bringBack) });
  }
  if (problems.length > 0) return problems;
  const line = `the keys, the files and the signing key are there; ${not.join(", ")}: ledger verify looks at everything`;
  return [{ ok: true, name: "content", line, effect: "", remedy: "" }];
}

function amissIn(error: unknown): Seen {
  if (error instanceof Damaged || error instanceof Hindered) return { amiss: error.message };
  throw error;
}

async function lookAtNeeds(data: string, store: EventStore, keys: Keys): Promise<Seen> {
  const { needs, unread } = await needed(data, store, keys);
  const gaps = gapText(await gapsOf(needs, store, keys));
  const amiss = gaps === null ? null : `${gaps}; ${bringBack}`;
  return unread === 0 ? { amiss } : { amiss, not: `entries 1 to ${unread} were not asked` };
}

/** GL1. A key counts as there where it is the one that was noted (ND3). */
async function needed(
  data: string,
  store: EventStore,
  keys: Keys,
): Promise<{ needs: Needs; unread: number }> {
  const { seq: last } = await store.last();
  const noted = await readNoted(data);
  const isOfThis =
    noted !== null && noted.events <= last && (await hexRoot(store, noted.events)) === noted.root;
  const there = new Map((await keys.all()).map(({ subject, key }) => [subject, digestOf(key)]));
  const needs: Needs = { events: last, files: new Map(), keys: new Map() };
  if (isOfThis) {
    for (const [name, whose] of noted.files) needs.files.set(name, whose);
    for (const [subject, digest] of noted.keys) {
      needs.keys.set(subject, there.get(subject) === digest ? digest : null);
    }
  }
  const known = isOfThis ? noted.events : 0;
  const from = Math.max(known, last - mostEntries);
  for (let seq = from + 1; seq <= last; seq += page) {
    for (const event of await store.readFrom(seq, Math.min(page, last - seq + 1))) {
      const subject = sealedFor(event);
      if (subject === null || needs.keys.get(subject) === null) continue;
      needs.keys.set(subject, there.get(subject) ?? null);
    }
  }
  return { needs, unread: from > known ? from : 0 };
}

function lookAtFiles(data: string): Seen {
  const findings = new Findings();
  const { unread } = auditFiles(data, findings, () => {}, mostFileBytes);
  const [first] = findings.list;
  const more = findings.list.length - 1 + findings.more;
  const others = more === 0 ? "" : `, nor do ${more} more`;
  const amiss = first === undefined ? null : `${first.message}${others}; ${bringBack}`;
  return unread === 0 ? { amiss } : { amiss, not: `${unread} files were not read` };
}

async function lookAtSigning(data: string): Promise<Seen> {
  await assertSigns(data);
  return { amiss: null };
}
