import type { Cell, Query, Table } from "../../../ledger/table.ts";
import { ordering, checkQuery } from "../../declaration.ts";
import { quoted, tableName } from "./table-sql.ts";
import { anyOf, keysWithin } from "./words.ts";

/** A query as one statement whose text depends on its shape alone, so that it is prepared once. */
export function plan(
  table: Table,
  query: Query,
  what: "rows" | "count",
  /** The highest key that there is. */
  newest: () => number,
): { text: string; parameters: Cell[] } {
  checkQuery(table, query);
  const parameters: Cell[] = [];
  const conditions: string[] = [];
  for (const [column, value] of Object.entries(query.where ?? {})) {
    conditions.push(condition(quoted(column), value, parameters));
  }
  conditions.push(...within(table, query, newest, parameters));
  for (const [column, value] of Object.entries(query.below ?? {})) {
    conditions.push(`${quoted(column)} < ?`);
    parameters.push(value);
  }
  for (const [column, value] of Object.entries(query.above ?? {})) {
    conditions.push(`${quoted(column)} > ?`);
    parameters.push(value);
  }
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const from = ` FROM ${tableName(table.name)}${where}`;
  if (what === "count") return { text: `SELECT count(*) AS n${from}`, parameters };
  const columns = Object.keys(table.columns).map(quoted).join(", ");
  const order = ordering(table, query)
    .map(({ column, descending }) => `${quoted(column)}${descending ? " DESC" : ""}`)
    .join(", ");
  parameters.push(query.limit ?? -1);
  return { text: `SELECT ${columns}${from} ORDER BY ${order} LIMIT ?`, parameters };
}

/** Fewer rows than these are looked through sooner than the index of words is asked. */
const few = 1_000;

/** The index of its words knows what stands within a value: the column needs none of its own (FT1). */
function within(
  { name, key: [key = ""], words }: Table,
  { where = {}, above = {} }: Query,
  newest: () => number,
  parameters: Cell[],
): string[] {
  const values = words === undefined ? undefined : where[words.within];
  const texts = typeof values === "object" && values !== null ? values : [values];
  if (texts.length === 0 || !texts.every((text) => typeof text === "string")) return [];
  const from = above[key] ?? Number.MIN_SAFE_INTEGER;
  if (newest() - from < few) return [];
  parameters.push(anyOf(texts), from);
  return [`${quoted(key)} IN (${keysWithin(name)})`];
}

function condition(column: string, value: Cell | readonly Cell[], parameters: Cell[]): string {
  if (value === null) return `${column} IS NULL`;
  if (typeof value !== "object") {
    parameters.push(value);
    return `${column} = ?`;
  }
  // As one parameter: the text must not depend on the length of the list.
  parameters.push(JSON.stringify(value));
  const listed = `${column} IN (SELECT value FROM json_each(?))`;
  return value.includes(null) ? `(${listed} OR ${column} IS NULL)` : listed;
}
