import { equal, isObject } from "../value/json.ts";
import { at as labelAt, type Labelled, nest, part } from "../value/label.ts";
import { join } from "../value/pointer.ts";
import type { Dispute } from "./assertion.ts";
import { type Fact, factFrom, type Grounds, heldAt } from "./fact.ts";

/**
 * A record is the set of facts about one thing, such as a client or a project (ST10).
 *
 * RC1 A change supersedes; nothing is overwritten: every fact keeps its versions with times, reason,
 *     source and labels.
 * RC2 A change that changes nothing adds no version; it may be recorded as said again.
 * RC3 An undo is a change back to what stood before, recorded like any other.
 */
export type RecordState = {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  /** Versions of each field, in the order in which they were recorded. */
  readonly facts: Readonly<Record<string, readonly Fact[]>>;
  /** What was said against what stands, by the item under which the operator was asked. */
  readonly disputes: Readonly<Record<string, Disputed>>;
};

/** What was said of a field and not recorded: it waits for the operator, or she decided. */
export type Disputed = {
  readonly item: number;
  readonly field: string;
  readonly because: Dispute;
  /** As it would be recorded; its version is the one that it was said against. */
  readonly said: Fact;
  readonly status: "open" | "taken" | "kept";
};

type About = { kind: string; id: string; fields: string[] };

export type RecordEvent =
  | {
      type: "record.changed";
      /** Fields of which `set` has no value are said not to be known. */
      data: About & Grounds & { version: number };
      /** `why` is the reason in somebody's own words. */
      values: { set: Labelled; why?: Labelled };
    }
  /** The same was said once more. */
  | { type: "record.confirmed"; data: About & { source: number } }
  /** Somebody says something else than what stands: the operator decides. */
  | {
      type: "record.disputed";
      data: About & Grounds & { item: number; because: Dispute };
      values: { set: Labelled; why?: Labelled };
    }
  /** What she decided; what she took is recorded beside it. */
  | { type: "record.settled"; data: About & { item: number; as: "taken" | "kept" } };

type Place = { at: number; seq: number; intent: number };
type Of<T extends RecordEvent["type"]> = Extract<RecordEvent, { type: T }> & Place;

export const initial: RecordState = { kind: "", id: "", version: 0, facts: {}, disputes: {} };

/** The fields that setting `set` would change at that time (RC2). */
export function changes(record: RecordState, set: Labelled, at: number): Labelled {
  const now = inForce(record, at);
  const fields = isObject(set.value) ? Object.entries(set.value) : [];
  return assemble(
    fields
      .map(
        ([field, value]) => [field, { value, labels: part(set.labels, join("", field)) }] as const,
      )
      .filter(([field, next]) => differs(now.get(field), next)),
  );
}

function differs(fact: Fact | undefined, next: Labelled | undefined): boolean {
  if (fact === undefined || next === undefined) return fact !== next;
  if (!equal(fact.value, next.value)) return true;
  return labelAt(fact.labels, "").origins.join() !== labelAt(next.labels, "").origins.join();
}

export function evolve(record: RecordState, event: RecordEvent & Place): RecordState {
  switch (event.type) {
    case "record.changed":
      return changed(record, event);
    case "record.confirmed":
      return confirmed(record, event);
    case "record.disputed":
      return disputed(record, event);
    case "record.settled": {
      const { item, as } = event.data;
      const before = record.disputes[item];
      if (before === undefined) return record;
      return { ...record, disputes: { ...record.disputes, [item]: { ...before, status: as } } };
    }
  }
}

function changed(record: RecordState, event: Of<"record.changed">): RecordState {
  const { kind, id, version, fields } = event.data;
  const facts = new Map(Object.entries(record.facts));
  for (const field of fields) {
    facts.set(field, [...(facts.get(field) ?? []), saidOf(event, field, version)]);
  }
  return { ...record, kind, id, version, facts: Object.fromEntries(facts) };
}

function saidOf(
  { data, values: { set, why }, ...place }: Of<"record.changed"> | Of<"record.disputed">,
  field: string,
  version: number,
): Fact {
  const values = isObject(set.value) ? set.value : {};
  const value = Object.hasOwn(values, field) ? values[field] : undefined;
  const reason = typeof why?.value === "string" ? why.value : data.reason;
  const { at: recordedAt, seq: entry, intent } = place;
  return factFrom(set, field, value, { ...data, version, reason, entry, intent, recordedAt });
}

function disputed(record: RecordState, event: Of<"record.disputed">): RecordState {
  const { kind, id, fields, item, because } = event.data;
  const added = fields.map((field): [string, Disputed] => [
    String(item),
    { item, field, because, said: saidOf(event, field, record.version), status: "open" },
  ]);
  return { ...record, kind, id, disputes: { ...record.disputes, ...Object.fromEntries(added) } };
}

function confirmed(record: RecordState, { data, at }: Of<"record.confirmed">): RecordState {
  const facts = new Map(Object.entries(record.facts));
  for (const field of data.fields) {
    const versions = facts.get(field) ?? [];
    const fact = heldAt(versions, at);
    if (fact === null) continue;
    const again = { ...fact, confirmedAt: at, confirmed: fact.confirmed + 1 };
    facts.set(
      field,
      versions.map((each) => (each === fact ? again : each)),
    );
  }
  return { ...record, facts: Object.fromEntries(facts) };
}

/** Every version of a field; none of a name that only every object has, such as "constructor". */
export function versionsOf({ facts }: RecordState, field: string): readonly Fact[] {
  return (Object.hasOwn(facts, field) ? facts[field] : undefined) ?? [];
}

/** The record as a value: what holds of each field at that time. */
export function current(record: RecordState, at: number): Labelled {
  return assemble([...inForce(record, at)]);
}

/** The record as it was known then, of which nothing that was recorded later counts. */
export function asKnown(record: RecordState, known: number): RecordState {
  return upTo(record, (fact) => fact.recordedAt <= known);
}

/** The record as what was recorded up to an entry of the history makes it. */
export function asRecorded(record: RecordState, entry: number): RecordState {
  return upTo(record, (fact) => fact.entry <= entry);
}

/** The record as it stood at one of its versions. */
export function asOf(record: RecordState, version: number): RecordState {
  return { ...upTo(record, (fact) => fact.version <= version), version };
}

/**
 * What must be recorded to bring the record back to how it stood at `version` (RC3): every field
 * that differs now, of which those without a value in `set` were not known then.
 */
export function revert(
  record: RecordState,
  version: number,
  at: number,
): { fields: string[]; set: Labelled } {
  const then = inForce(asOf(record, version), at);
  const now = inForce(record, at);
  const fields = Object.keys(record.facts).filter((field) =>
    differs(now.get(field), then.get(field)),
  );
  const known = fields.flatMap((field) => {
    const fact = then.get(field);
    return fact === undefined ? [] : [[field, fact] as const];
  });
  return { fields, set: assemble(known) };
}

function upTo(record: RecordState, counts: (fact: Fact) => boolean): RecordState {
  const facts = Object.entries(record.facts)
    .map(([field, versions]) => [field, versions.filter(counts)] as const)
    .filter(([, versions]) => versions.length > 0);
  return { ...record, facts: Object.fromEntries(facts) };
}

/** By field, the fact that holds at a time; none where nothing is known. */
export function inForce(record: RecordState, at: number): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  for (const [field, versions] of Object.entries(record.facts)) {
    const fact = heldAt(versions, at);
    if (fact !== null) facts.set(field, fact);
  }
  return facts;
}

function assemble(members: readonly (readonly [string, Labelled])[]): Labelled {
  let labels: Labelled["labels"] = {};
  for (const [field, member] of members) {
    labels = { ...labels, ...nest(member.labels, join("", field)) };
  }
  // Field names may come from outside: `fromEntries` takes "__proto__" for a name like any other.
  return { value: Object.fromEntries(members.map(([field, { value }]) => [field, value])), labels };
}
