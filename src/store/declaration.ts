import { canonical } from "../value/json.ts";
import { isWord } from "../value/word.ts";
import type { Cell, Column, Query, Row, RowOperation, Search, Table } from "../ledger/table.ts";

/**
 * What every store asks of declared tables and of the rows put into them, so that all of them
 * refuse the same. Names become SQL identifiers, and rows are compared by their dump.
 */
const identifier = /^[a-z][A-Za-z0-9_]{0,62}$/;

/** Leases are operational rows: found like a projection's, never dumped, never rebuilt. */
export const leaseTable: Table = {
  name: "lease",
  columns: { run: "text", path: "text", attempt: "integer", worker: "text", expiresAt: "integer" },
  key: ["run", "path"],
};

export function checkTable(table: Table): void {
  const fail = (reason: string): never => {
    throw new Error(`Cannot make table "${table.name}": ${reason}`);
  };
  const columns = Object.keys(table.columns);
  if (table.name === leaseTable.name) fail("the name is taken by the store itself");
  for (const name of [table.name, ...columns]) {
    if (!identifier.test(name)) fail(`"${name}" is no name for a table or column`);
  }
  if (new Set(columns.map((name) => name.toLowerCase())).size !== columns.length) {
    fail("two columns differ only in case");
  }
  if (table.key.length === 0) fail("it has no key");
  for (const column of [...table.key, ...(table.indexes ?? []).flat()]) {
    if (!Object.hasOwn(table.columns, column)) fail(`it has no column "${column}"`);
  }
  const { words } = table;
  if (words === undefined) return;
  if (table.columns[words.within] !== "text") fail(`"${words.within}" is no text column`);
  const [key, ...more] = table.key;
  if (more.length > 0 || key === undefined || table.columns[key] !== "integer") {
    fail("what is found by words has one integer column as its key");
  }
}

/** Equal for equal declarations, whatever the order they were written in. */
export function fingerprint(table: Table): string {
  const indexes = (table.indexes ?? []).map((columns) => [...columns]);
  const words = table.words === undefined ? {} : { words: { ...table.words } };
  return canonical({ columns: { ...table.columns }, key: [...table.key], indexes, ...words });
}

export function checkOperation(table: Table, operation: RowOperation): void {
  switch (operation.op) {
    case "put":
      checkCells(table, operation.row);
      checkWords(table, operation.words);
      return checkKey(table, operation.row);
    case "set":
      checkCells(table, operation.set);
      checkChanged(table, Object.keys(operation.set));
      return checkExactKey(table, operation.key);
    case "add":
      if (table.columns[operation.column] !== "integer") {
        throw broken(table, `"${operation.column}" is no integer column to add to`);
      }
      checkCell(table, operation.column, "integer", operation.by);
      checkChanged(table, [operation.column]);
      return checkExactKey(table, operation.key);
    case "remove":
      return checkExactKey(table, operation.key);
    case "setWhere":
      checkCells(table, operation.where);
      checkCells(table, operation.set);
      return checkChanged(table, Object.keys(operation.set));
    case "removeWhere":
      return checkCells(table, operation.where);
  }
}

function checkCells(table: Table, row: Row): void {
  for (const name in row) {
    const column = table.columns[name];
    if (column === undefined) throw broken(table, `there is no column "${name}"`);
    checkCell(table, name, column, row[name] ?? null);
  }
}

function checkCell(table: Table, name: string, column: Column, cell: Cell): void {
  if (cell === null) return;
  const fits = column === "integer" ? Number.isSafeInteger(cell) : typeof cell === "string";
  if (!fits) throw broken(table, `"${name}" takes ${column}, not ${String(cell)}`);
}

function checkKey(table: Table, row: Row): void {
  for (const column of table.key) {
    if (row[column] === undefined || row[column] === null) {
      throw broken(table, `its key "${column}" is missing`);
    }
  }
}

function checkExactKey(table: Table, key: Row): void {
  checkCells(table, key);
  checkKey(table, key);
  const names = Object.keys(key);
  if (names.length !== table.key.length) {
    throw broken(table, `its key is (${table.key.join(", ")}), not (${names.join(", ")})`);
  }
}

function checkChanged(table: Table, columns: readonly string[]): void {
  for (const column of columns) {
    if (table.key.includes(column)) throw broken(table, `"${column}" belongs to the key`);
    if (table.words?.within === column) throw broken(table, `it is found within "${column}"`);
  }
}

function checkWords(table: Table, words: readonly string[] | undefined): void {
  if (words === undefined) return;
  if (table.words === undefined) throw broken(table, "it is not found by words");
  const wrong = words.find((word) => !isWord(word));
  if (wrong !== undefined) throw broken(table, `${JSON.stringify(wrong)} is no word`);
}

/** Throws for a search that the table is not made for, and for what is no word. */
export function checkSearch(table: Table, { words }: Search): void {
  if (table.words === undefined) {
    throw new Error(`Cannot search "${table.name}": it is not found by words`);
  }
  const wrong = words.find((word) => !isWord(word));
  if (wrong !== undefined) {
    throw new Error(`Cannot search "${table.name}": ${JSON.stringify(wrong)} is no word`);
  }
}

function broken(table: Table, reason: string): Error {
  return new Error(`Cannot write a row of "${table.name}": ${reason}`);
}

/** One row of the canonical dump, newline included. */
export function dumpLine(columns: readonly string[], row: Row): string {
  return `${JSON.stringify(columns.map((column) => row[column] ?? null))}\n`;
}

/** Columns in the order the dump has them. */
export function dumpColumns(table: Table): readonly string[] {
  return Object.keys(table.columns).toSorted();
}

/** The order of a query's rows: what it asks for, then the key, so that equal rows never swap. */
export function ordering(
  table: Table,
  query: Query,
): readonly { column: string; descending: boolean }[] {
  const asked = (query.order ?? []).map(({ column, descending }) => ({
    column,
    descending: descending === true,
  }));
  // In the direction of the last: an index that ends in the key then serves all of it.
  const descending = asked.at(-1)?.descending === true;
  const rest = table.key.filter((column) => !asked.some((order) => order.column === column));
  return [...asked, ...rest.map((column) => ({ column, descending }))];
}

/** Throws where a query names a column that the table does not have. */
export function checkQuery(table: Table, query: Query): void {
  const columns = [
    ...Object.keys(query.where ?? {}),
    ...Object.keys(query.below ?? {}),
    ...Object.keys(query.above ?? {}),
    ...(query.order ?? []).map(({ column }) => column),
  ];
  for (const column of columns) {
    if (!Object.hasOwn(table.columns, column)) {
      throw new Error(`Cannot query "${table.name}": it has no column "${column}"`);
    }
  }
}
