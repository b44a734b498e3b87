import { createHash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { OutOfDate } from "../../../ledger/store.ts";
import type { Cell, Query, Row, RowOperation, Search, Table } from "../../../ledger/table.ts";
import {
  checkOperation,
  checkSearch,
  checkTable,
  dumpColumns,
  dumpLine,
  fingerprint,
  leaseTable,
} from "../../declaration.ts";
import { plan } from "./query.ts";
import * as sql from "./table-sql.ts";
import { createWords, dropWords, WordRows } from "./words.ts";

type Prepared = {
  table: Table;
  columns: readonly string[];
  put: StatementSync;
  remove: StatementSync;
  adds: Map<string, StatementSync>;
  sets: Map<string, StatementSync>;
  removes: Map<string, StatementSync>;
  words: WordRows | null;
};

/** Statements kept by their text; past it they start afresh. */
const cachedTexts = 500;

/** The rows of declared projections. */
export class TableRows {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();
  readonly #texts = new Map<string, StatementSync>();
  readonly #declared = new Map<string, Table>([[leaseTable.name, leaseTable]]);

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Inside a transaction. A table made anew is stale wherever there are events to fill it from. */
  prepare(tables: readonly Table[], hasEvents: boolean): void {
    this.#forget();
    const known = this.#declarations();
    for (const table of tables) {
      checkTable(table);
      const declaration = fingerprint(table);
      if (known.get(table.name)?.declaration !== declaration) {
        if (known.has(table.name)) this.#drop(table.name);
        this.#db.exec(sql.create(table));
        if (table.words !== undefined) this.#db.exec(createWords(table.name));
        this.#db
          .prepare("INSERT OR REPLACE INTO projection (name, declaration, stale) VALUES (?, ?, ?)")
          .run(table.name, declaration, hasEvents ? 1 : 0);
      }
      known.delete(table.name);
      this.#declared.set(table.name, table);
    }
    for (const name of known.keys()) {
      this.#drop(name);
      this.#db.prepare("DELETE FROM projection WHERE name = ?").run(name);
    }
  }

  /** For a reader, who changes nothing: the tables as they were made. */
  recognise(tables: readonly Table[]): void {
    this.#forget();
    const known = this.#declarations();
    for (const table of tables) {
      checkTable(table);
      const is = known.get(table.name);
      if (is?.declaration !== fingerprint(table) || is.stale) {
        throw new OutOfDate(
          `Cannot read table "${table.name}": it was made by another version of Mainstay; start "mainstay up" once, or run "mainstay rebuild"`,
        );
      }
      this.#declared.set(table.name, table);
    }
  }

  stale(): readonly string[] {
    return [...this.#declarations()].filter(([, { stale }]) => stale).map(([name]) => name);
  }

  apply(operation: RowOperation): void {
    const at = this.#statementsOf(operation.table);
    checkOperation(at.table, operation);
    const { key } = at.table;
    switch (operation.op) {
      case "put":
        at.put.run(...cells(at.columns, operation.row));
        at.words?.put(numberIn(operation.row, key), operation.row, operation.words ?? []);
        return;
      case "set": {
        const changed = Object.keys(operation.set);
        if (changed.length === 0) return;
        const shape = changed.join(",");
        const statement =
          at.sets.get(shape) ?? this.#keep(at.sets, shape, sql.set(at.table, changed));
        statement.run(...cells(changed, operation.set), ...cells(key, operation.key));
        return;
      }
      case "add": {
        const { column, by } = operation;
        const statement =
          at.adds.get(column) ?? this.#keep(at.adds, column, sql.add(at.table, column));
        statement.run(...cells(key, operation.key), by);
        return;
      }
      case "remove":
        at.remove.run(...cells(key, operation.key));
        at.words?.remove(numberIn(operation.key, key));
        return;
      case "setWhere": {
        const changed = Object.keys(operation.set);
        if (changed.length === 0) return;
        const where = Object.keys(operation.where);
        const shape = `${changed.join(",")} ${where.join(",")}`;
        const statement =
          at.sets.get(shape) ?? this.#keep(at.sets, shape, sql.setWhere(at.table, where, changed));
        statement.run(...cells(changed, operation.set), ...cells(where, operation.where));
        return;
      }
      case "removeWhere": {
        const where = Object.keys(operation.where);
        const shape = where.join(",");
        if (at.words !== null) {
          for (const row of this.find({ table: operation.table, where: operation.where })) {
            at.words.remove(numberIn(row, key));
          }
        }
        const statement =
          at.removes.get(shape) ?? this.#keep(at.removes, shape, sql.removeWhere(at.table, where));
        statement.run(...cells(where, operation.where));
        return;
      }
    }
  }

  find(query: Query): readonly Row[] {
    const { text, parameters } = this.#plan(query, "rows");
    const rows = this.#byText(text).all(...parameters);
    // STRICT columns hold only integers and text.
    return rows.map((row) => ({ ...row }) as Row);
  }

  count(query: Query): number {
    const { text, parameters } = this.#plan(query, "count");
    return Number(this.#byText(text).get(...parameters)?.["n"]);
  }

  highest(name: string, column: string): number {
    const highest = this.#byText(sql.highest(this.#table(name), column)).get();
    return Number(highest?.["n"] ?? 0);
  }

  search(search: Search): readonly number[] {
    const table = this.#table(search.table);
    checkSearch(table, search);
    return this.#statementsOf(search.table).words?.search(search) ?? [];
  }

  dump(): Record<string, string> {
    const digests: Record<string, string> = {};
    for (const [name, table] of this.#declared) {
      if (table === leaseTable) continue;
      const columns = dumpColumns(table);
      const hash = createHash("sha256");
      const rows = this.#db.prepare(sql.all(table)).iterate();
      // STRICT columns hold only integers and text.
      for (const row of rows) hash.update(dumpLine(columns, row as Row));
      digests[name] = hash.digest("hex");
    }
    return digests;
  }

  /** Inside the transaction of a rebuild. */
  clear(): void {
    for (const table of this.#declared.values()) {
      if (table !== leaseTable) this.#db.exec(sql.clear(table));
      if (table.words !== undefined)
        this.#db.exec(`${dropWords(table.name)};${createWords(table.name)}`);
    }
  }

  settle(): void {
    this.#db.exec("UPDATE projection SET stale = 0");
  }

  #plan(query: Query, what: "rows" | "count"): ReturnType<typeof plan> {
    const table = this.#table(query.table);
    return plan(table, query, what, () => this.highest(table.name, table.key[0] ?? ""));
  }

  #table(name: string): Table {
    const table = this.#declared.get(name);
    if (table === undefined) throw new Error(`Cannot use table "${name}": it was never declared`);
    return table;
  }

  #statementsOf(name: string): Prepared {
    const known = this.#prepared.get(name);
    if (known !== undefined) return known;
    const table = this.#table(name);
    const prepared = {
      table,
      columns: Object.keys(table.columns),
      put: this.#db.prepare(sql.put(table)),
      remove: this.#db.prepare(sql.remove(table)),
      adds: new Map<string, StatementSync>(),
      sets: new Map<string, StatementSync>(),
      removes: new Map<string, StatementSync>(),
      words: table.words === undefined ? null : new WordRows(this.#db, table),
    };
    this.#prepared.set(name, prepared);
    return prepared;
  }

  #drop(name: string): void {
    this.#db.exec(sql.drop(name));
    this.#db.exec(dropWords(name));
  }

  #keep(statements: Map<string, StatementSync>, shape: string, text: string): StatementSync {
    const statement = this.#db.prepare(text);
    statements.set(shape, statement);
    return statement;
  }

  #byText(text: string): StatementSync {
    if (this.#texts.size > cachedTexts) this.#texts.clear();
    return this.#texts.get(text) ?? this.#keep(this.#texts, text, text);
  }

  #declarations(): Map<string, { declaration: string; stale: boolean }> {
    const rows = this.#db.prepare("SELECT name, declaration, stale FROM projection").all();
    return new Map(
      rows.map((row) => [
        String(row["name"]),
        { declaration: String(row["declaration"]), stale: row["stale"] === 1 },
      ]),
    );
  }

  #forget(): void {
    this.#prepared.clear();
    this.#texts.clear();
    this.#declared.clear();
    this.#declared.set(leaseTable.name, leaseTable);
  }
}

function cells(columns: readonly string[], row: Row): Cell[] {
  return columns.map((column) => row[column] ?? null);
}

function numberIn(row: Row, [key = ""]: readonly string[]): number {
  return Number(row[key]);
}
