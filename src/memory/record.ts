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
  /** False where an undo took the field back to not being known. */
  readonly known: boolean;
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
  /** Versions of each field, oldest first; the last one is in force. */
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

/** The fields that setting `set` would change (RC2). */
export function changes(record: RecordState, set: Labelled): Labelled {
  const now = inForce(record, record.version);
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
  const { kind, id, version, fields, reason, author, validFrom, source } = event.data;
  const set = event.values.set;
  const facts = new Map(Object.entries(record.facts));
  for (const field of fields) {
    const known = isObject(set.value) && Object.hasOwn(set.value, field);
    const value = known && isObject(set.value) ? (set.value[field] ?? null) : null;
    const labels = part(set.labels, join("", field));
    const fact = {
      known,
      value,
      labels,
      version,
      recordedAt: event.at,
      validFrom,
      reason,
      source,
      author,
    };
    facts.set(field, [...(facts.get(field) ?? []), fact]);
  }
  return { kind, id, version, facts: Object.fromEntries(facts) };
}

/** The record as a value: each field's newest fact. */
export function current(record: RecordState): Labelled {
  return asOf(record, record.version);
}

/** The record as it stood at one of its versions. */
export function asOf(record: RecordState, version: number): Labelled {
  return assemble([...inForce(record, version)]);
}

/**
 * What must be recorded to bring the record back to how it stood at `version` (RC3): every field
 * that differs, of which those without a value in `set` were not known then.
 */
export function revert(record: RecordState, version: number): { fields: string[]; set: Labelled } {
  const then = inForce(record, version);
  const now = inForce(record, record.version);
  const fields = Object.keys(record.facts).filter((field) =>
    differs(now.get(field), then.get(field)),
  );
  const known = fields.flatMap((field) => {
    const fact = then.get(field);
    return fact === undefined ? [] : [[field, fact] as const];
  });
  return { fields, set: assemble(known) };
}

/** By field, the fact that held at a version; none where it was not known. */
function inForce(record: RecordState, version: number): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  for (const [field, versions] of Object.entries(record.facts)) {
    const fact = versions.findLast((f) => f.version <= version);
    if (fact?.known === true) facts.set(field, fact);
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
