import { ownRecord } from "../../../engine/memory/form.ts";
import { opaque } from "../../../engine/office.ts";
import type { Owner } from "../../../engine/owner.ts";
import { recordOf } from "../../../engine/streams.ts";
import { inForce, type RecordState, versionsOf } from "../../../memory/record.ts";
import { inShape } from "../../../memory/shape.ts";
import { titleIn } from "../../../memory/title.ts";
import { plainKinds } from "../../../value/plain-kinds.ts";
import type { FactName } from "../../contract/facts.ts";
import { Refused } from "../../contract/refused.ts";

/** Whose records are meant; the company itself has no members. */
type Whose = { subject: string | null; members: readonly string[] };

/** `own`: it is the one of its kind about them. */
type Meant = { key: string; own: boolean };

/** A record as the files in force have such records (SH1). */
export async function readRecord(
  { office }: Owner,
  kind: string,
  key: string,
): Promise<RecordState> {
  return inShape(await office.book.read(recordOf(kind, key)), office.active.schemas[kind]);
}

/** A record by what its makers call it, or by its name in the history; without either the one about them. */
export async function recordMeant(
  { office, store }: Owner,
  { subject }: Whose,
  { kind, id }: Pick<FactName, "kind" | "id">,
): Promise<{ key: string; own: boolean }> {
  if (id === undefined) return { key: ownRecord(office, kind, subject), own: true };
  const called = opaque(office, "record", kind, id);
  const [there] = await store.find({ table: "fact", where: { kind, id }, limit: 1 });
  return { key: there === undefined ? called : id, own: false };
}

/**
 * The record that she means: as `recordMeant`, and by its title too. `isNew` where there is none yet. Where
 * there are several and she names none, nothing is guessed.
 */
export async function recordNamed(
  owner: Owner,
  whose: Whose,
  named: FactName,
): Promise<Meant & { isNew: boolean }> {
  const { kind, id } = named;
  const meant = await recordMeant(owner, whose, named);
  const { version } = await owner.office.book.read(recordOf(kind, meant.key));
  if (version > 0) {
    if (id === undefined) await alone(owner, whose, named);
    return { ...meant, isNew: false };
  }
  const theirs = await ofKind(owner, whose, kind);
  if (id === undefined) {
    const alike = theirs.filter(({ record }) => mayBeMeant(record, named));
    if (alike.length > 0) throw which(named, alike);
    return { ...meant, isNew: true };
  }
  const called = theirs.filter(({ title }) => title === id);
  const [only] = called;
  if (called.length > 1) throw which(named, called);
  return only === undefined
    ? { ...meant, isNew: true }
    : { key: only.key, own: false, isNew: false };
}

/** The record that she means, of which something is on record already where they have such records. */
export async function recordKnown(owner: Owner, whose: Whose, named: FactName): Promise<Meant> {
  const { isNew, ...meant } = await recordNamed(owner, whose, named);
  const { kind, id, field } = named;
  if (!isNew) {
    const there = await owner.office.book.read(recordOf(kind, meant.key));
    if (id !== undefined || versionsOf(there, field).length > 0) return meant;
  }
  const theirs = await ofKind(owner, whose, kind);
  const alike = theirs.filter(
    ({ record }) => id !== undefined || versionsOf(record, field).length > 0,
  );
  // Its own record may have the field by a name that only its schema of today knows.
  const isThere = alike.some(({ key }) => key === meant.key);
  if (alike.length > 0 && !isThere) throw which(named, alike);
  return meant;
}

/** Refuses where others stand beside the one about them; what each of two had before they became one is no other. */
async function alone(owner: Owner, whose: Whose, named: FactName): Promise<void> {
  const { kind } = named;
  if (plainKinds.includes(kind)) return;
  const theirs = await ofKind(owner, whose, kind);
  if (besides(owner, whose, kind, theirs)) throw which(named, theirs);
}

/** Whether any of them is not the one of its kind about them. */
export function besides(
  { office }: Owner,
  { subject, members }: Whose,
  kind: string,
  theirs: readonly Titled[],
): boolean {
  const own = [subject, ...members].map((each) => ownRecord(office, kind, each));
  return theirs.some(({ key }) => !own.includes(key));
}

/** Words in plain kinds are noted beside each other: only one that has the field can be meant. */
function mayBeMeant(record: RecordState, { kind, field }: FactName): boolean {
  return !plainKinds.includes(kind) || versionsOf(record, field).length > 0;
}

export type Titled = { key: string; title: string; record: RecordState };

/** Those of a kind that they have. */
export async function ofKind(owner: Owner, whose: Whose, kind: string): Promise<Titled[]> {
  const at = owner.office.clock.now();
  const found: Titled[] = [];
  for (const each of await recordsOf(owner, whose)) {
    if (each.kind !== kind) continue;
    const record = await readRecord(owner, kind, each.key);
    found.push({ key: each.key, title: titleOf(record, at), record });
  }
  return found;
}

const mostTold = 10;

/** By their titles; by their names in the history where these do not tell them apart. */
export function there(among: readonly Titled[]): string {
  const titles = among.map(({ title }) => title);
  const named = among.map(({ key, title }) =>
    title === "" || titles.filter((each) => each === title).length > 1 ? key : title,
  );
  const more = named.length > mostTold ? ` and ${named.length - mostTold} more` : "";
  const told = named.toSorted().slice(0, mostTold).join(", ") + more;
  return `${named.length === 1 ? "there is one" : `there are ${named.length}`}: ${told}`;
}

function which({ kind, id }: FactName, among: readonly Titled[]): Refused {
  const meant = id === undefined ? kind : `${kind} "${id}"`;
  return new Refused({
    code: "fact_which",
    message: `Cannot tell which ${meant} is meant: ${there(among)}; name one with --of`,
  });
}

/** Every record that holds something about them. */
export async function recordsOf(
  { store }: Owner,
  { subject, members }: Whose,
): Promise<{ kind: string; key: string }[]> {
  const where = subject === null ? { subject: null } : { subject: members };
  const rows = await store.find({ table: "fact", where });
  const found = new Map(rows.map((row) => [`${String(row["kind"])}/${String(row["id"])}`, row]));
  return [...found.values()].map((row) => ({ kind: String(row["kind"]), key: String(row["id"]) }));
}

export const titleOf = (record: RecordState, at: number): string =>
  titleIn(inForce(record, at))?.text ?? "";
