import type { JsonObject } from "../value/json.ts";
import { at, join, type Label, type Labels, whole } from "../value/label.ts";
import { type Fact, isSecret } from "./fact.ts";
import { type Kind, kindBy } from "./kind.ts";
import type { Disputed, RecordState } from "./record.ts";
import { nameBy, valueBy } from "./rules.ts";

/**
 * A record as the files in force have such records, whatever its facts looked like when they were said.
 *
 * SH1 Facts are stored as they were said. Each is read by the rules of every version after its own, in
 *     their order; one that reads otherwise names what was said.
 * SH2 What was said under a version that the schema does not know (files went back) reads as it was said.
 * SH3 What a rule leaves out is not read any more, and stays in the history.
 * SH4 Labels never lose anything: a value that reads otherwise has them all, and what its schema guards
 *     is marked so from then on, whenever it was said.
 */
export function inShape(record: RecordState, schema: JsonObject | undefined): RecordState {
  const kind = kindBy(schema);
  if (kind.version === 1 && !kind.guarded) return record;
  const facts = new Map<string, Fact[]>();
  for (const [field, versions] of Object.entries(record.facts)) {
    for (const fact of versions) {
      const read = asRead(kind, field, fact);
      if (read === null) continue;
      const there = facts.get(read.field);
      if (there === undefined) facts.set(read.field, [read.fact]);
      else there.push(read.fact);
    }
  }
  // Two fields may be one by now: what was recorded last counts last (FA1).
  for (const versions of facts.values()) versions.sort((a, b) => a.version - b.version);
  for (const { field, fact } of defaults(kind, record)) {
    const there = facts.get(field);
    if (there === undefined) facts.set(field, [fact]);
    else if (there.every(({ shape }) => shape >= fact.shape)) there.unshift(fact);
  }
  return {
    ...record,
    facts: Object.fromEntries(
      [...facts].map(([field, all]) => [field, guardedBy(kind, field, all)]),
    ),
    disputes: Object.fromEntries(
      Object.entries(record.disputes).map(([item, asked]) => [item, disputedIn(kind, asked)]),
    ),
  };
}

/** Whether its value is kept from lists: as it is marked, or by what its schema says of the field by now (SH4). */
export function isSecretNow(schema: JsonObject | undefined, field: string, fact: Fact): boolean {
  const kind = kindBy(schema);
  const names = [field, calledNow(kind, field, fact.shape) ?? field];
  return isSecret(fact) || names.some((name) => kind.sensitivity(name) === "secret");
}

/** What an event says of the version under which its facts are said; nothing of the first. */
export function shapeOf(schema: JsonObject | undefined): { shape?: number } {
  const { version } = kindBy(schema);
  return version === 1 ? {} : { shape: version };
}

/** What a field of that version is called by now; null where it is left out. */
export function calledNow({ rules }: Kind, field: string, shape: number): string | null {
  let name: string | null = field;
  for (const step of rules.slice(shape - 1)) name = name === null ? null : nameBy(step, name);
  return name;
}

/** A fact under the name that it has by now; null where it is left out. */
export function asRead(
  kind: Kind,
  field: string,
  fact: Fact,
): { field: string; fact: Fact } | null {
  let name = field;
  let { value } = fact;
  for (const step of kind.rules.slice(fact.shape - 1)) {
    const next = nameBy(step, name);
    if (next === null) return null;
    name = next;
    if (fact.known) value = valueBy(step, name, value);
  }
  if (name === field && value === fact.value) return { field, fact };
  const said = { field, value: fact.value };
  const labels = value === fact.value ? fact.labels : { "": whole(fact.labels, "") };
  return { field: name, fact: { ...fact, value, labels, said } };
}

/** What rules say where a record that was made before says nothing: known for as long as the record is. */
function defaults(kind: Kind, record: RecordState): { field: string; fact: Fact }[] {
  // Of a record that is forgotten nothing is known, and nothing is said by itself.
  const facts = Object.values(record.facts)
    .flat()
    .filter(({ known }) => known);
  return kind.rules.flatMap((step, n) => {
    const older = facts.filter(({ shape }) => shape <= n + 1);
    const [first] = older.toSorted((a, b) => a.version - b.version);
    if (first === undefined) return [];
    const shape = n + 2;
    return [...step.default].flatMap(([field, value]) => {
      const made = {
        ...first,
        value,
        labels: {},
        validFrom: Math.min(...older.map(({ validFrom }) => validFrom)),
        validTo: null,
        expiresAt: null,
        confidence: 100,
        reason: `what such a record says by itself since version ${shape}`,
        author: "schema",
        shape,
      };
      return asRead(kind, field, made) ?? [];
    });
  });
}

function guardedBy(kind: Kind, field: string, versions: readonly Fact[]): readonly Fact[] {
  return kind.guarded ? versions.map((fact) => guarded(kind, field, fact)) : versions;
}

function guarded(kind: Kind, field: string, fact: Fact): Fact {
  const sensitivity = kind.sensitivity(field);
  if (sensitivity === "ordinary") return fact;
  const mark: Label = { origins: [], clients: [], sensitivity };
  const marked = Object.entries({ "": at(fact.labels, ""), ...fact.labels });
  const labels: Labels = Object.fromEntries(
    marked.map(([pointer, label]) => [pointer, join(label, mark)]),
  );
  return { ...fact, labels };
}

function disputedIn(kind: Kind, asked: Disputed): Disputed {
  const read = asRead(kind, asked.field, asked.said);
  const { field, fact } = read ?? { field: asked.field, fact: asked.said };
  return { ...asked, field, said: guarded(kind, field, fact) };
}
