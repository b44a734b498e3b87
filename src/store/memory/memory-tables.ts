import { createHash } from "node:crypto";
import type { Cell, Query, Row, RowOperation, Search, Table } from "../../ledger/table.ts";
import {
  checkOperation,
  checkQuery,
  checkSearch,
  checkTable,
  dumpColumns,
  dumpLine,
  fingerprint,
  leaseTable,
  ordering,
} from "../declaration.ts";
import { MemoryWords } from "./memory-words.ts";

type Held = { table: Table; rows: Map<string, Row>; words: MemoryWords; stale: boolean };

const held = (table: Table, stale: boolean): Held => ({
  table,
  rows: new Map(),
  words: new MemoryWords(),
  stale,
});

/** Declared tables as maps, with the meaning that SQLite gives to nulls, order and text. */
export class MemoryTables {
  #held = new Map<string, Held>([[leaseTable.name, held(leaseTable, false)]]);

  prepare(tables: readonly Table[], hasEvents: boolean): void {
    const next = new Map<string, Held>();
    const leases = this.#held.get(leaseTable.name);
    if (leases !== undefined) next.set(leaseTable.name, leases);
    for (const table of tables) {
      checkTable(table);
      const known = this.#held.get(table.name);
      const same = known !== undefined && fingerprint(known.table) === fingerprint(table);
      next.set(table.name, same ? known : held(table, hasEvents));
    }
    this.#held = next;
  }

  stale(): readonly string[] {
    return [...this.#held.values()].filter(({ stale }) => stale).map(({ table }) => table.name);
  }

  /** Throws for an operation that `apply` could not carry out. */
  check(operation: RowOperation): void {
    checkOperation(this.#of(operation.table).table, operation);
  }

  apply(operation: RowOperation): void {
    const { table, rows, words } = this.#of(operation.table);
    switch (operation.op) {
      case "put":
        rows.set(keyOf(table, operation.row), whole(table, operation.row));
        if (table.words !== undefined) {
          const within = String(operation.row[table.words.within] ?? "");
          words.put(numberIn(table, operation.row), within, operation.words ?? []);
        }
        return;
      case "set": {
        const key = keyOf(table, operation.key);
        const row = rows.get(key);
        if (row !== undefined) rows.set(key, whole(table, { ...row, ...operation.set }));
        return;
      }
      case "add": {
        const { column, by } = operation;
        const key = keyOf(table, operation.key);
        const row = rows.get(key);
        const sum = Number(row?.[column] ?? 0) + by;
        rows.set(key, whole(table, { ...(row ?? operation.key), [column]: sum }));
        return;
      }
      case "remove":
        rows.delete(keyOf(table, operation.key));
        words.remove(numberIn(table, operation.key));
        return;
      case "setWhere":
        for (const [key, row] of rows) {
          if (holds(row, operation.where))
            rows.set(key, whole(table, { ...row, ...operation.set }));
        }
        return;
      case "removeWhere":
        for (const [key, row] of rows) {
          if (!holds(row, operation.where)) continue;
          rows.delete(key);
          words.remove(numberIn(table, row));
        }
        return;
    }
  }

  find(query: Query): readonly Row[] {
    const { table, rows } = this.#of(query.table);
    checkQuery(table, query);
    const order = ordering(table, query);
    const found = [...rows.values()].filter((row) => matches(row, query));
    found.sort((a, b) => {
      for (const { column, descending } of order) {
        const by = compare(a[column] ?? null, b[column] ?? null);
        if (by !== 0) return descending ? -by : by;
      }
      return 0;
    });
    return found.slice(0, query.limit ?? found.length).map((row) => ({ ...row }));
  }

  search(search: Search): readonly number[] {
    const { table, words } = this.#of(search.table);
    checkSearch(table, search);
    return words.search(search);
  }

  highest(name: string, column: string): number {
    const { table, rows } = this.#of(name);
    if (table.columns[column] !== "integer") {
      throw new Error(
        `Cannot find the highest of "${name}": "${column}" is no integer column of it`,
      );
    }
    const numbers = [...rows.values()].flatMap((row) => row[column] ?? []);
    return numbers.length === 0 ? 0 : Math.max(...numbers.map(Number));
  }

  dump(): Record<string, string> {
    const digests: Record<string, string> = {};
    for (const [name, { table }] of this.#held) {
      if (table === leaseTable) continue;
      const columns = dumpColumns(table);
      const hash = createHash("sha256");
      for (const row of this.find({ table: name })) hash.update(dumpLine(columns, row));
      digests[name] = hash.digest("hex");
    }
    return digests;
  }

  /** Empty tables with the same declarations, to be filled and then taken over. */
  blank(): MemoryTables {
    const blank = new MemoryTables();
    for (const [name, kept] of this.#held) {
      blank.#held.set(name, kept.table === leaseTable ? kept : held(kept.table, false));
    }
    return blank;
  }

  #of(name: string): Held {
    const held = this.#held.get(name);
    if (held === undefined) throw new Error(`Cannot use table "${name}": it was never declared`);
    return held;
  }
}

function whole(table: Table, row: Row): Row {
  const cells = Object.keys(table.columns).map((column) => [column, stored(row[column] ?? null)]);
  // The cells are those of the row, under its own columns.
  return Object.fromEntries(cells) as Row;
}

/** What a database of UTF-8 text gives back. */
function stored(cell: Cell): Cell {
  return typeof cell === "string" ? cell.toWellFormed() : cell;
}

function keyOf(table: Table, row: Row): string {
  return JSON.stringify(table.key.map((column) => stored(row[column] ?? null)));
}

/** The key of a table that is found by words: one integer. */
function numberIn(table: Table, row: Row): number {
  return Number(row[table.key[0] ?? ""]);
}

function holds(row: Row, where: Row): boolean {
  return Object.entries(where).every(([column, cell]) => row[column] === stored(cell));
}

function matches(row: Row, query: Query): boolean {
  const isIn = ([column, wanted]: [string, Cell | readonly Cell[]]): boolean => {
    const cell = row[column] ?? null;
    return typeof wanted === "object" && wanted !== null ? wanted.includes(cell) : cell === wanted;
  };
  const isBeyond = (limits: Readonly<Record<string, number>>, sign: 1 | -1): boolean =>
    Object.entries(limits).every(([column, limit]) => {
      const cell = row[column] ?? null;
      return cell !== null && compare(cell, limit) === sign;
    });
  return (
    Object.entries(query.where ?? {}).every(isIn) &&
    isBeyond(query.below ?? {}, -1) &&
    isBeyond(query.above ?? {}, 1)
  );
}

/** Null before numbers before text; text by its UTF-8 bytes. */
function compare(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (typeof a === "string" && typeof b === "string") {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : 1;
  return rank(a) < rank(b) ? -1 : 1;
}

function rank(cell: Cell): number {
  if (cell === null) return 0;
  return typeof cell === "number" ? 1 : 2;
}
