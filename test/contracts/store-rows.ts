import { beforeEach, expect, test } from "vitest";
import type { EventStore, RowOperation, Table } from "../../src/ledger/store.ts";
import { batch, counts, derive, event, job, jobs } from "../fixtures/batch.ts";

export function rowContract(at: () => EventStore, reopen: () => Promise<void>): void {
  let seq = 0;
  beforeEach(() => {
    seq = 0;
  });
  const write = async (...rows: RowOperation[]): Promise<void> => {
    seq += 1;
    await at().commit(batch([event(seq, "s", seq, rows)], { rows }));
  };

  test("put replaces the whole row, set changes columns of a row that exists", async () => {
    await write(job(1, { client: "Ana", extra: "{}" }), job(1, { state: "done" }));
    await write({ op: "set", table: "jobs", key: { id: 1 }, set: { client: "Ben", due: null } });
    await write({ op: "set", table: "jobs", key: { id: 2 }, set: { client: "Ben" } });
    expect(await at().find({ table: "jobs" })).toEqual([
      { id: 1, client: "Ben", state: "done", due: null, extra: null },
    ]);
  });

  test("add makes the row or counts on, remove takes it away", async () => {
    const key = { day: "d", kind: "k" };
    const by = (n: number): RowOperation => ({
      op: "add",
      table: "counts",
      key,
      column: "n",
      by: n,
    });
    await write(by(2), by(3), { op: "add", table: "counts", key, column: "at", by: 1 });
    expect(await at().find({ table: "counts" })).toEqual([{ ...key, n: 5, at: 1 }]);
    await write({ op: "remove", table: "counts", key }, by(-1));
    expect(await at().find({ table: "counts" })).toEqual([{ ...key, n: -1, at: null }]);
  });

  test("setWhere and removeWhere touch every row with these cells, null among them", async () => {
    await write(job(1, { client: "Ana" }), job(2, { client: "Ana", state: "done" }), job(3));
    const where = { client: "Ana", state: "open" };
    await write({ op: "setWhere", table: "jobs", where, set: { state: "held", due: null } });
    await write({ op: "setWhere", table: "jobs", where: { client: null }, set: { client: "Ben" } });
    const rest = { extra: null };
    expect(await at().find({ table: "jobs" })).toEqual([
      { id: 1, client: "Ana", state: "held", due: null, ...rest },
      { id: 2, client: "Ana", state: "done", due: 20, ...rest },
      { id: 3, client: "Ben", state: "open", due: 30, ...rest },
    ]);
    await write({ op: "removeWhere", table: "jobs", where: { client: "Ana" } });
    expect(await at().count({ table: "jobs" })).toBe(1);
    await write({ op: "removeWhere", table: "jobs", where: {} });
    expect(await at().count({ table: "jobs" })).toBe(0);
  });

  test.each<[string, RowOperation]>([
    ["a key that is missing", { op: "put", table: "jobs", row: { client: "x" } }],
    ["a key that is null", { op: "put", table: "counts", row: { day: null, kind: "k" } }],
    ["text in an integer", { op: "put", table: "jobs", row: { id: 1, due: "soon" } }],
    ["a fraction in an integer", { op: "put", table: "jobs", row: { id: 1, due: 1.5 } }],
    ["no number", { op: "put", table: "jobs", row: { id: 1, due: Number.NaN } }],
    ["an integer in text", { op: "put", table: "jobs", row: { id: 1, client: 5 } }],
    ["half a key", { op: "remove", table: "counts", key: { day: "d" } }],
    ["adding to text", { op: "add", table: "jobs", key: { id: 1 }, column: "client", by: 1 }],
    ["a change of the key", { op: "set", table: "jobs", key: { id: 1 }, set: { id: 2 } }],
    ["a key changed in many rows", { op: "setWhere", table: "jobs", where: {}, set: { id: 1 } }],
    ["cells of no column", { op: "removeWhere", table: "jobs", where: { nope: 1 } }],
    ["an unknown table", { op: "put", table: "nope", row: { id: 1 } }],
  ])("a row operation with %s is refused", async (_, operation) => {
    await expect(write(operation)).rejects.toThrow(/^Cannot /);
    expect(await at().last()).toEqual({ seq: 0, at: 0 });
  });

  test("queries filter, order, limit and count", async () => {
    await write(
      job(1, { state: "open", due: 30, client: "Zoë" }),
      job(2, { state: "done", due: 20, client: "ana" }),
      job(3, { state: "open", due: null, client: "Ana" }),
      job(4, { state: "held", due: 20, client: null }),
    );
    const ids = async (query: object): Promise<unknown[]> =>
      (await at().find({ table: "jobs", ...query })).map((row) => row["id"]);
    expect(await ids({})).toEqual([1, 2, 3, 4]);
    expect(await ids({ where: { state: "open" } })).toEqual([1, 3]);
    expect(await ids({ where: { state: ["open", "held"] } })).toEqual([1, 3, 4]);
    expect(await ids({ where: { state: [] } })).toEqual([]);
    expect(await ids({ where: { due: null } })).toEqual([3]);
    expect(await ids({ where: { due: [null, 20] } })).toEqual([2, 3, 4]);
    expect(await ids({ below: { due: 30 } })).toEqual([2, 4]);
    expect(await ids({ above: { due: 20 } })).toEqual([1]);
    expect(await ids({ order: [{ column: "due" }] })).toEqual([3, 2, 4, 1]);
    expect(await ids({ order: [{ column: "due", descending: true }] })).toEqual([1, 4, 2, 3]);
    expect(await ids({ order: [{ column: "client" }], limit: 3 })).toEqual([4, 3, 1]);
    expect(await at().count({ table: "jobs", where: { state: "open" } })).toBe(2);
    expect(await at().highest("jobs", "due")).toBe(30);
    expect(await at().highest("counts", "n")).toBe(0);
    await expect(at().find({ table: "jobs", where: { "1=1; --": 1 } })).rejects.toThrow(
      /it has no column/,
    );
  });

  test("a table that is declared otherwise, or late, is empty and stale until a rebuild", async () => {
    await write(job(1));
    const changed: Table = { ...jobs, columns: { ...jobs.columns, more: "text" } };
    const late: Table = { name: "late", columns: { id: "integer" }, key: ["id"] };
    await at().prepare([changed, counts, late]);
    expect((await at().staleTables()).toSorted()).toEqual(["jobs", "late"]);
    expect(await at().count({ table: "jobs" })).toBe(0);
    await at().rebuild(derive);
    expect(await at().staleTables()).toEqual([]);
    expect(await at().count({ table: "jobs" })).toBe(1);
    await reopen();
    await expect(at().count({ table: "late" })).rejects.toThrow(/never declared$/);
  });

  test("a table whose declaration cannot be kept is refused", async () => {
    const table = (more: Partial<Table>) => at().prepare([{ ...jobs, ...more }]);
    await expect(table({ name: 'x"; --' })).rejects.toThrow(/no name for a table/);
    await expect(table({ name: "lease" })).rejects.toThrow(/taken/);
    await expect(table({ key: [] })).rejects.toThrow(/no key$/);
    await expect(table({ key: ["nope"] })).rejects.toThrow(/no column "nope"/);
  });
}
