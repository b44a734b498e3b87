import type { Row } from "../ledger/table.ts";
import type { Json } from "../value/json.ts";
import { csvOf } from "./csv.ts";

/** One thing that is known, with its facts as they are in force. */
export type Known = { id: string; fields: Record<string, Json> };

/** Rows of facts as records, by kind. */
export function recordsIn(facts: readonly Row[]): ReadonlyMap<string, readonly Known[]> {
  const kinds = new Map<string, Map<string, Known>>();
  for (const { kind, id, field, value } of facts) {
    const records = kinds.get(String(kind)) ?? new Map<string, Known>();
    kinds.set(String(kind), records);
    const record = records.get(String(id)) ?? { id: String(id), fields: {} };
    records.set(String(id), record);
    record.fields[String(field)] = typeof value === "string" ? (JSON.parse(value) as Json) : null;
  }
  return new Map([...kinds].map(([kind, records]) => [kind, [...records.values()]]));
}

export function recordsAsCsv(records: readonly Known[]): string {
  const fields = [...new Set(records.flatMap((record) => Object.keys(record.fields)))].toSorted();
  return csvOf(
    ["id", ...fields],
    records.map((record) => [record.id, ...fields.map((field) => record.fields[field] ?? null)]),
  );
}
