import { inShape } from "../../memory/shape.ts";
import { kindBy } from "../../memory/kind.ts";
import { inForce } from "../../memory/record.ts";
import type { Counted } from "../../memory/removal.ts";
import type { Kind } from "../../memory/retention.ts";
import { fromOperator } from "../../value/label.ts";
import type { Owner } from "../owner.ts";
import { type About, amend, recordAbout } from "../memory/amend.ts";
import { recordOf } from "../streams.ts";
import { quotedIn, type Wanted } from "./quoted.ts";
import { type Hold, type Sorted, sorted } from "./survey.ts";
import { operator } from "../who.ts";

/**
 * Removes one thing that was said, came or is on record, by the operator's hand.
 *
 * PU1 It goes with what quotes it, where that may go at all: what models were asked, drafts that were never
 *     sent, what jobs looked
 *     back on. What was sent, agreed or recorded with it stays, and is told.
 * PU2 A fact goes with all its versions. What was recorded in the same breath of other fields and still
 *     holds is recorded anew, as it stood; their older versions go with it, and that is told.
 * PU3 What a job works with that is under way stays until it has ended.
 * PU4 Jobs are told that hold its words, or did something after they had it or were told of it; that they
 *     are about the same client is no reason.
 */
export type Target =
  | { what: "passage"; seq: number; passage: string; subject: string }
  | { what: "arrival"; seq: number; arrival: string; subject: string | null }
  | { what: "fact"; about: About; field: string };

export type Purge = {
  target: Target;
  /** Its own entries and those that quote it. */
  entries: readonly number[];
  copies: readonly number[];
  /** Jobs that keep what they did or wrote with it; and how many other entries hold it. */
  stays: { runs: readonly string[]; others: number };
  /** Fields that are recorded anew. */
  again: readonly string[];
  hindered: { hold: Hold; run: string | null } | null;
};

export async function findPurge(owner: Owner, target: Target): Promise<Purge> {
  const { store, office } = owner;
  await office.book.committed();
  const all = new Map((await sorted(store)).map((entry) => [entry.seq, entry]));
  const own = target.what === "fact" ? await versionsOf(owner, target) : cameAs(target, all);
  const fact =
    target.what === "fact"
      ? { kind: target.about.kind, key: target.about.key, field: target.field }
      : null;
  const had = hadIt(target, all);
  const wanted: Wanted = { entries: new Set(own), fact, runs: had };
  // PU4.
  const quoted = await quotedIn({ store, sealer: office.sealer }, wanted);
  const copies: number[] = [];
  const runs = new Set<string>();
  let others = 0;
  for (const seq of quoted.entries) {
    const entry = all.get(seq);
    if (entry !== undefined && mayGo(entry)) copies.push(seq);
    else if (entry !== undefined && "run" in entry.part) runs.add(entry.part.run);
    else others += 1;
  }
  for (const { part, did } of all.values()) {
    if (did && "run" in part && (had.has(part.run) || quoted.runs.has(part.run)))
      runs.add(part.run);
  }
  const held = own.map((seq) => all.get(seq)).find((entry) => (entry?.hold ?? null) !== null);
  return {
    target,
    entries: own,
    copies,
    stays: { runs: [...runs], others },
    again: target.what === "fact" ? await againOf(owner, target, wanted) : [],
    hindered:
      held === undefined || held.hold === null
        ? null
        : { hold: held.hold, run: "run" in held.part ? held.part.run : await jobOf(owner, held) },
  };
}

export async function carryOutPurge(
  owner: Owner,
  { target, entries, copies, again }: Purge,
  why: string,
): Promise<readonly Counted[]> {
  const subject = target.what === "fact" ? target.about.subject : target.subject;
  if (target.what === "fact" && again.length > 0) await recordAgain(owner, target.about, again);
  const all = [...new Set([...entries, ...copies])].toSorted((a, b) => a - b);
  return owner.removing.remove([{ kind: "purge", entries: all, by: { why, subject } }]);
}

/** Jobs that an arrival came to. */
function hadIt(target: Target, all: ReadonlyMap<number, Sorted>): ReadonlySet<string> {
  const copies = [...all.values()].flatMap(({ part }) =>
    target.what === "arrival" && part.of === "copy" && part.arrival === target.arrival
      ? [part.run]
      : [],
  );
  return new Set(copies);
}

/** The job that an arrival began or went to. */
async function jobOf({ store }: Owner, { part }: Sorted): Promise<string | null> {
  if (part.of !== "arrival") return null;
  const [row] = await store.find({ table: "arrival", where: { id: part.arrival }, limit: 1 });
  return typeof row?.["run"] === "string" ? row["run"] : null;
}

const copied: ReadonlySet<Kind> = new Set<Kind>(["prompts", "drafts", "byHand", "notes"]);

/** PU1. What was asked of a model no job needs again. */
function mayGo({ part, kinds, hold }: Sorted): boolean {
  if (part.of === "call") return true;
  if (hold !== null) return false;
  return part.of === "lookBack" || kinds.some((kind) => copied.has(kind));
}

/** What came, with the copies that jobs were given of it; a passage as it was kept, and given back. */
function cameAs(target: Exclude<Target, OfFact>, all: ReadonlyMap<number, Sorted>): number[] {
  return [...all.values()].flatMap(({ seq, part }) => {
    const isOf =
      target.what === "passage"
        ? part.of === "passage" && part.passage === target.passage
        : "arrival" in part && part.arrival === target.arrival;
    return isOf ? [seq] : [];
  });
}

type OfFact = Extract<Target, { what: "fact" }>;

async function versionsOf(owner: Owner, { about, field }: OfFact): Promise<number[]> {
  const events = await owner.journal.load(recordAbout(about).name);
  owner.office.book.drop(recordAbout(about));
  return events.flatMap(({ seq, data, values }) => {
    const { fields } = data;
    const isOf = Array.isArray(fields) && fields.includes(field);
    const isThere = Object.values(values).some(({ forgotten }) => forgotten !== true);
    return isOf && isThere ? [seq] : [];
  });
}

/** PU2. */
async function againOf(
  owner: Owner,
  { about, field }: OfFact,
  { entries }: Wanted,
): Promise<string[]> {
  const events = await owner.journal.load(recordAbout(about).name);
  owner.office.book.drop(recordAbout(about));
  const lost = new Set(
    events.filter(({ seq }) => entries.has(seq)).map(({ data }) => data["version"]),
  );
  const raw = await owner.office.book.read(recordOf(about.kind, about.key));
  const record = inShape(raw, owner.office.active.schemas[about.kind]);
  return [...inForce(record, owner.office.clock.now())].flatMap(([name, fact]) =>
    name !== field && lost.has(fact.version) ? [name] : [],
  );
}

async function recordAgain(owner: Owner, about: About, fields: readonly string[]): Promise<void> {
  const { office } = owner;
  await office.book.turn(operator, (turn) => {
    const record = inShape(turn.get(recordAbout(about)), office.active.schemas[about.kind]);
    const now = inForce(record, turn.at);
    for (const field of fields) {
      const fact = now.get(field);
      if (fact === undefined) continue;
      const { value, labels } = fact;
      // Its reason may be in somebody's own words: content.
      const why = fromOperator(fact.reason);
      amend(turn, office, about, {
        ...fact,
        field,
        value: { value, labels },
        why,
        reason: "again",
      });
    }
  });
  await office.book.committed();
}

/** Facts of such a kind are never removed one by one: bills and contracts rest on them. */
export function isStrong({ office }: Owner, kind: string): boolean {
  return kindBy(office.active.schemas[kind]).strong;
}
