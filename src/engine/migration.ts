import { ruleFor } from "../memory/kind-check.ts";
import { asRead, inShape } from "../memory/shape.ts";
import { kindBy } from "../memory/kind.ts";
import { current, inForce, type RecordState } from "../memory/record.ts";
import { isObject, type JsonObject } from "../value/json.ts";
import type { SchemaChange } from "../value/schema-change.ts";
import type { Problem, Release } from "../workspace/release.ts";
import type { Owner } from "./owner.ts";
import { recordOf } from "./streams.ts";

/**
 * What a new schema of a kind of records does to those that there are: nothing is written anew, they only
 * read otherwise (SH1).
 */
export type Migration = SchemaChange & {
  /** Records that fitted and would not any more, by what is wrong. */
  unfit: Unfit[];
};

export type Unfit = {
  subject: string | null;
  key: string;
  /** The field, where one is at fault. */
  field: string;
  message: string;
};

/** Of every kind whose schema differs, what becomes of its records; nothing where all read as before. */
export async function migrations(
  owner: Owner,
  before: Release | null,
  after: Release,
): Promise<Migration[]> {
  const found: Migration[] = [];
  for (const [kind, schema] of Object.entries(after.schemas)) {
    const was = before?.schemas[kind];
    if (JSON.stringify(was) === JSON.stringify(schema)) continue;
    const migration = await migrationOf(owner, kind, was, schema);
    const { from, to, unfit, beyond } = migration;
    if (from !== to || unfit.length > 0 || beyond > 0) found.push(migration);
  }
  return found;
}

async function migrationOf(
  owner: Owner,
  kind: string,
  was: JsonObject | undefined,
  schema: JsonObject,
): Promise<Migration> {
  const { store, office } = owner;
  const rows = await store.find({ table: "fact", where: { kind } });
  const whose = new Map(rows.map((row) => [String(row["id"]), row["subject"]]));
  const from = kindBy(was).version;
  const to = kindBy(schema).version;
  const now = office.clock.now();
  const changes = new Map<string, number>();
  const unfit: Unfit[] = [];
  let [count, beyond] = [0, 0];
  for (const [key, subject] of whose) {
    const record = await office.book.read(recordOf(kind, key));
    const facts = Object.values(record.facts).flat();
    count += facts.length;
    beyond += facts.filter(({ shape }) => shape > to).length;
    for (const what of otherwise(record, schema)) changes.set(what, (changes.get(what) ?? 0) + 1);
    const about = { subject: typeof subject === "string" ? subject : null, key };
    for (const why of unfitIn(owner, record, { was, schema, now }))
      unfit.push({ ...about, ...why });
  }
  return {
    kind,
    from,
    to,
    records: whose.size,
    facts: count,
    changes: [...changes].map(([what, facts]) => ({ what, facts })),
    unfit,
    beyond,
  };
}

/** What reads otherwise by the schema than it was said, once for each fact and way. */
function otherwise(record: RecordState, schema: JsonObject): string[] {
  const into = kindBy(schema);
  const said = Object.entries(record.facts).flatMap(([field, versions]) =>
    versions.flatMap((fact) => {
      const read = asRead(into, field, fact);
      if (read === null) return [`${field} is not shown any more`];
      return [
        ...(read.field === field ? [] : [`${field} is called ${read.field}`]),
        ...(read.fact.value === fact.value ? [] : [`${read.field} reads otherwise`]),
      ];
    }),
  );
  const read = Object.entries(inShape(record, schema).facts).flatMap(([field, versions]) =>
    versions
      .filter(({ author }) => author === "schema")
      .map(({ value }) => `${field} is ${JSON.stringify(value)} where nothing was said`),
  );
  return [...said, ...read];
}

/** What was amiss before is not this schema's fault. */
function unfitIn(
  { office }: Owner,
  record: RecordState,
  { was, schema, now }: { was: JsonObject | undefined; schema: JsonObject; now: number },
): Pick<Unfit, "field" | "message">[] {
  const before = inShape(record, was);
  // Its client is forgotten, or all of it was taken back.
  if (inForce(before, now).size === 0) return [];
  const amiss = was === undefined ? [] : office.check(was, current(before, now).value);
  const { value } = current(inShape(record, schema), now);
  return office
    .check(schema, value)
    .filter((message) => !amiss.includes(message))
    .map((message) => ({ field: fieldIn(message, value), message }));
}

/** Which field a message of the check is about; "" for the whole. */
function fieldIn(message: string, value: unknown): string {
  const [, named] = /^(?:lacks|has the unknown field) "(.*)"$/.exec(message) ?? [];
  if (named !== undefined) return named;
  const fields = isObject(value) ? Object.keys(value) : [];
  return fields.find((field) => message.startsWith(`/${field}`)) ?? "";
}

/**
 * Why such a schema cannot be made active. A new version is her word on how all that is on record reads,
 * so it must hold for all of it. Without one nothing reads otherwise: what does not fit is only told, and
 * judged when it is changed next.
 */
export function refusedOf(migration: Migration): Problem | null {
  const { kind, from, to, records, unfit, beyond } = migration;
  const file = `schemas/${kind}.json`;
  const at = { file, line: null, column: null };
  if (to < from && beyond > 0) {
    return {
      ...at,
      message: `Cannot go back to version ${to}: ${beyond} facts were said under a later one`,
      remedy: `give "version": ${from} or a later one, or go back to the files of then with "mainstay rollback"`,
    };
  }
  const [first] = unfit;
  if (to <= from || first === undefined) return null;
  const messages = [...new Set(unfit.map(({ message }) => message))];
  const found = new Set(unfit.map(({ key }) => key)).size;
  return {
    ...at,
    message: `Cannot read ${found} of ${records} records by version ${to}: ${messages.slice(0, 3).join("; ")}`,
    remedy: `say how they read, under "x-mainstay" "from" "${from}": ${ruleFor(first.message, first.field)}`,
  };
}
