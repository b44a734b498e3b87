import { equal, isObject, type Json } from "../value/json.ts";
import { at as labelAt, type Labelled, nest, part } from "../value/label.ts";
import { join } from "../value/pointer.ts";

/**
 * A record is the set of current facts about one thing, such as a client or a project (ST10).
 *
 * RC1 A change supersedes; nothing is overwritten: every fact keeps its versions with time, reason,
 *     source and labels.
 * RC2 A change that changes nothing adds no version.
 * RC3 An undo is a change back to what stood before, recorded like any other.
 */
export type Fact = {
  readonly value: Json;
  readonly labels: Labelled["labels"];
  /** Version of the record in which this was recorded. */
  readonly version: number;
  readonly recordedAt: number;
  /** From when it holds in the world; epoch ms. */
  readonly validFrom: number;
  readonly reason: string;
  /** `seq` of the event that it rests on. */
  readonly source: number;
  readonly author: string;
};

export type RecordState = {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  /** Versions of each field, oldest first; a null value means that it is no longer known. */
  readonly facts: Readonly<Record<string, readonly Fact[]>>;
};

export type RecordEvent = {
  type: "record.changed";
  data: {
    kind: string;
    id: string;
    version: number;
    fields: string[];
    reason: string;
    author: string;
    validFrom: number;
    source: number;
  };
  values: { set: Labelled };
};

export const initial: RecordState = { kind: "", id: "", version: 0, facts: {} };

/** The fields that setting `values` would change (RC2). */
export function changes(record: RecordState, set: Labelled): Labelled {
  const now = current(record);
  const value: { [key: string]: Json } = {};
  let labels: Labelled["labels"] = {};
  if (!isObject(set.value)) return { value, labels };
  for (const [field, next] of Object.entries(set.value)) {
    const before = isObject(now.value) ? now.value[field] : undefined;
    if (before !== undefined && equal(before, next) && sameLabel(now, set, field)) continue;
    value[field] = next;
    labels = { ...labels, ...nest(part(set.labels, join("", field)), join("", field)) };
  }
  return { value, labels };
}

function sameLabel(a: Labelled, b: Labelled, field: string): boolean {
  const pointer = join("", field);
  const left = labelAt(a.labels, pointer);
  const right = labelAt(b.labels, pointer);
  return left === right || left.origins.join() === right.origins.join();
}

export function evolve(record: RecordState, event: RecordEvent & { at: number; seq: number }): RecordState {
  const { kind, id, version, fields, reason, author, validFrom, source } = event.data;
  const set = event.values.set;
  const facts = { ...record.facts };
  for (const field of fields) {
    const value = isObject(set.value) ? (set.value[field] ?? null) : null;
    const labels = part(set.labels, join("", field));
    const fact = { value, labels, version, recordedAt: event.at, validFrom, reason, source, author };
    facts[field] = [...(facts[field] ?? []), fact];
  }
  return { kind, id, version, facts };
}

/** The record as a value: each field's newest fact. */
export function current(record: RecordState): Labelled {
  return asOf(record, record.version);
}

/** The record as it stood at one of its versions. */
export function asOf(record: RecordState, version: number): Labelled {
  const value: { [key: string]: Json } = {};
  let labels: Labelled["labels"] = {};
  for (const [field, versions] of Object.entries(record.facts)) {
    const fact = versions.findLast((f) => f.version <= version);
    if (fact === undefined || fact.value === null) continue;
    value[field] = fact.value;
    labels = { ...labels, ...nest(fact.labels, join("", field)) };
  }
  return { value, labels };
}

/** What must be set to bring the record back to how it stood at `version` (RC3). */
export function revert(record: RecordState, version: number): Labelled {
  const then = asOf(record, version);
  const value: { [key: string]: Json } = {};
  let labels: Labelled["labels"] = {};
  for (const field of Object.keys(record.facts)) {
    const before = isObject(then.value) ? (then.value[field] ?? null) : null;
    const now = record.facts[field]?.at(-1)?.value ?? null;
    if (equal(before, now)) continue;
    value[field] = before;
    labels = { ...labels, ...nest(part(then.labels, join("", field)), join("", field)) };
  }
  return { value, labels };
}

