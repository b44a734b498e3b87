import type { Table } from "../../../ledger/table.ts";
import { dumpColumns, leaseTable } from "../../declaration.ts";

/** The statements of one declared table. Its names were checked; they are quoted all the same. */
export function quoted(name: string): string {
  return `"${name}"`;
}

export function tableName(name: string): string {
  return name === leaseTable.name ? quoted(name) : quoted(`p_${name}`);
}

const list = (columns: readonly string[]) => columns.map(quoted).join(", ");
const marks = (columns: readonly string[]) => columns.map(() => "?").join(", ");
const equals = (columns: readonly string[], between: string) =>
  columns.map((column) => `${quoted(column)} = ?`).join(between);

export function create(table: Table): string {
  const columns = Object.entries(table.columns).map(
    ([name, column]) =>
      `${quoted(name)} ${column === "integer" ? "INTEGER" : "TEXT"}${table.key.includes(name) ? " NOT NULL" : ""}`,
  );
  const name = tableName(table.name);
  const made = `CREATE TABLE ${name} (${columns.join(", ")}, PRIMARY KEY (${list(table.key)})) STRICT${standsByKey(table) ? ", WITHOUT ROWID" : ""}`;
  const indexes = (table.indexes ?? []).map(
    (on, i) => `CREATE INDEX ${quoted(`p_${table.name}_${i}`)} ON ${name} (${list(on)})`,
  );
  return [made, ...indexes].join(";");
}

/**
 * Whether the rows themselves stand in the order of their key. A lone integer key is the row's own
 * number. Text keys are mostly hashes: wide rows stand in the order they came, and only their small
 * index is written all over the file.
 */
function standsByKey(table: Table): boolean {
  const [only] = table.key;
  const byNumber =
    table.key.length === 1 && only !== undefined && table.columns[only] === "integer";
  return !byNumber && table.key.length * 2 > Object.keys(table.columns).length;
}

export function drop(name: string): string {
  return `DROP TABLE ${tableName(name)}`;
}

export function clear(table: Table): string {
  return `DELETE FROM ${tableName(table.name)}`;
}

export function put(table: Table): string {
  const columns = Object.keys(table.columns);
  const others = columns.filter((column) => !table.key.includes(column));
  const replaced = others.map((column) => `${quoted(column)} = excluded.${quoted(column)}`);
  const otherwise = others.length === 0 ? "NOTHING" : `UPDATE SET ${replaced.join(", ")}`;
  return `INSERT INTO ${tableName(table.name)} (${list(columns)}) VALUES (${marks(columns)}) ON CONFLICT (${list(table.key)}) DO ${otherwise}`;
}

export function set(table: Table, columns: readonly string[]): string {
  return `UPDATE ${tableName(table.name)} SET ${equals(columns, ", ")} WHERE ${equals(table.key, " AND ")}`;
}

export function add(table: Table, column: string): string {
  const columns = [...table.key, column];
  const sum = `${quoted(column)} = coalesce(${quoted(column)}, 0) + excluded.${quoted(column)}`;
  return `INSERT INTO ${tableName(table.name)} (${list(columns)}) VALUES (${marks(columns)}) ON CONFLICT (${list(table.key)}) DO UPDATE SET ${sum}`;
}

export function remove(table: Table): string {
  return `DELETE FROM ${tableName(table.name)} WHERE ${equals(table.key, " AND ")}`;
}

export function setWhere(table: Table, where: readonly string[], set: readonly string[]): string {
  return `UPDATE ${tableName(table.name)} SET ${equals(set, ", ")}${holding(where)}`;
}

export function removeWhere(table: Table, where: readonly string[]): string {
  return `DELETE FROM ${tableName(table.name)}${holding(where)}`;
}

/** `IS`, so that null is found too. */
function holding(columns: readonly string[]): string {
  const cells = columns.map((column) => `${quoted(column)} IS ?`);
  return cells.length === 0 ? "" : ` WHERE ${cells.join(" AND ")}`;
}

export function all(table: Table): string {
  return `SELECT ${list(dumpColumns(table))} FROM ${tableName(table.name)} ORDER BY ${list(table.key)}`;
}

export function highest(table: Table, column: string): string {
  if (table.columns[column] !== "integer") {
    throw new Error(
      `Cannot find the highest of "${table.name}": "${column}" is no integer column of it`,
    );
  }
  return `SELECT max(${quoted(column)}) AS n FROM ${tableName(table.name)}`;
}
