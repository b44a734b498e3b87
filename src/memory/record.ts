import { equal, isObject } from "../value/json.ts";
import { at as labelAt, type Labelled, nest, part } from "../value/label.ts";
import { join } from "../value/pointer.ts";
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
  | { type: "record.confirmed"; data: About & { source: number } };

export const initial: RecordState = { kind: "", id: "", version: 0, facts: {} };

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

export function evolve(
  record: RecordState,
  event: RecordEvent & { at: number; seq: number },
): RecordState {
  return event.type === "record.changed" ? changed(record, event) : confirmed(record, event);
}

function changed(
  record: RecordState,
  event: Extract<RecordEvent, { type: "record.changed" }> & { at: number },
): RecordState {
  const { kind, id, version, fields } = event.data;
  const { set, why } = event.values;
  const values = isObject(set.value) ? set.value : {};
  const reason = typeof why?.value === "string" ? why.value : event.data.reason;
  const said = { ...event.data, reason, recordedAt: event.at };
  const facts = new Map(Object.entries(record.facts));
  for (const field of fields) {
    const value = Object.hasOwn(values, field) ? values[field] : undefined;
    facts.set(field, [...(facts.get(field) ?? []), factFrom(set, field, value, said)]);
  }
  return { kind, id, version, facts: Object.fromEntries(facts) };
}

function confirmed(
  record: RecordState,
  { data, at }: Extract<RecordEvent, { type: "record.confirmed" }> & { at: number },
): RecordState {
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

/** The record as a value: what holds of each field at that time. */
export function current(record: RecordState, at: number): Labelled {
  return assemble([...inForce(record, at)]);
}

/** The record as it was known then, of which nothing that was recorded later counts. */
export function asKnown(record: RecordState, known: number): RecordState {
  return upTo(record, (fact) => fact.recordedAt <= known);
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
