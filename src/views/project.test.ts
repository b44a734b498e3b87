import * as fc from "fast-check";
import { expect, test } from "vitest";
import { anySeen } from "../../test/fixtures/any-event.ts";
import type { Row, RowOperation, Table } from "../ledger/table.ts";
import type { Json } from "../value/json.ts";
import { fromOutside, type Labelled, ownText } from "../value/label.ts";
import { openItem } from "./item.ts";
import { project } from "./project.ts";
import type { Seen } from "./seen.ts";
import { tables } from "./tables.ts";

function seen(stream: string, type: string, data: unknown, values: Seen["values"] = {}): Seen {
  return { stream, type, at: 5, seq: 9, intent: 4, subject: "s1", data, values };
}

const received = (subject: string | null, event: Labelled) =>
  seen(
    "inbound/i1",
    "inbound.received",
    {
      id: "i1",
      source: "inbox",
      type: "mail.received",
      subject,
      known: false,
      occurredAt: 1,
    },
    { event },
  );
const routed = (data: object) =>
  seen("inbound/i1", "inbound.routed", { run: null, because: "", item: null, ...data });
const mailFrom = (from: Json) => fromOutside({ from }, "s1");
const about = (operations: readonly RowOperation[], table: string) =>
  operations.filter((operation) => operation.table === table);

test("an arrival is listed from the moment it is received, without a fate", () => {
  expect(about(project(received("s1", ownText(null))), "arrival")).toEqual([
    {
      op: "put",
      table: "arrival",
      row: {
        id: "i1",
        seq: 9,
        source: "inbox",
        type: "mail.received",
        subject: "s1",
        at: 5,
        fate: null,
        because: null,
        run: null,
        item: null,
      },
    },
  ]);
});

test("IB1: the fate of an arrival is shown with its reason", () => {
  expect(project(routed({ fate: "started", run: "r1", because: "first mail" }))).toEqual([
    {
      op: "set",
      table: "arrival",
      key: { id: "i1" },
      set: { fate: "started", because: "first mail", run: "r1", item: null },
    },
  ]);
});

test("IB1: what is set aside is an item, until it is dismissed", () => {
  expect(about(project(routed({ fate: "suspicious", item: 4 })), "item")).toEqual([
    openItem(4, "suspicious", null, "i1", { at: 5, subject: "s1" }, null),
  ]);
  expect(about(project(routed({ fate: "dismissed", dismissed: 4 })), "item")).toEqual([
    { op: "set", table: "item", key: { number: 4 }, set: { status: "closed" } },
  ]);
});

test("a dismissal that names no item closes none", () => {
  expect(about(project(routed({ fate: "dismissed", dismissed: 4 })), "answer")).toMatchObject([
    { row: { action: "", said: "dismissed" } },
  ]);
  expect(about(project(routed({ fate: "dismissed" })), "item")).toEqual([]);
  expect(about(project(routed({ fate: "ignored" })), "item")).toEqual([]);
});

test("who writes is called what the latest arrival says, by address where there is no name", () => {
  const named = (from: Json) =>
    about(project(received("s1", mailFrom(from))), "party").flatMap((operation) =>
      operation.op === "set" ? [operation.set] : [],
    );
  expect(named({ name: "Ana", address: "a@x.example" })).toEqual([
    { sender: "Ana", address: "a@x.example" },
  ]);
  expect(named({ name: "", address: "a@x.example" })).toEqual([
    { sender: "a@x.example", address: "a@x.example" },
  ]);
  expect(named({})).toEqual([{ sender: null, address: null }]);
});

test("SU1: another arrival leaves the stage of its subject alone", () => {
  const operations = about(project(received("s1", mailFrom({ name: "Ana" }))), "party");
  expect(operations.map((operation) => operation.op)).toEqual(["add", "set"]);
  expect(operations.every((operation) => !JSON.stringify(operation).includes("stage"))).toBe(true);
});

test("an arrival that is about nobody, or says not from whom, names nobody", () => {
  expect(about(project(received(null, mailFrom({ name: "Ana" }))), "party")).toEqual([]);
  expect(about(project(received("s1", mailFrom("Ana"))), "party")).toEqual([]);
  expect(about(project(received("s1", ownText("text"))), "party")).toEqual([]);
  const { values: _, ...bare } = received("s1", ownText(null));
  expect(about(project({ ...bare, values: {} }), "party")).toEqual([]);
});

test("SU1: a subject's stage is shown with its name", () => {
  expect(project(seen("subject/s1", "subject.met", {}))).toEqual([
    { op: "add", table: "party", key: { subject: "s1" }, column: "arrivals", by: 0 },
  ]);
  expect(project(seen("subject/s1", "subject.staged", { stage: "active" }))).toEqual([
    { op: "set", table: "party", key: { subject: "s1" }, set: { stage: "active" } },
  ]);
  expect(project(seen("subject/s1", "subject.minted", {}))).toEqual([]);
});

const recorded = (kind: string, values: Seen["values"], fields = ["name"]) =>
  seen("record/client/k1", "record.changed", { kind, id: "k1", version: 3, fields }, values);

test("every changed field is a fact, as JSON", () => {
  const set = ownText({ name: "Ana", lines: [1] });
  expect(about(project(recorded("note", { set }, ["name", "lines", "gone"])), "fact")).toEqual(
    [
      ["name", '"Ana"'],
      ["lines", "[1]"],
      ["gone", "null"],
    ].map(([field, value]) => ({
      op: "put",
      table: "fact",
      row: { kind: "note", id: "k1", field, version: 3, value, at: 5, subject: "s1" },
    })),
  );
});

test("a client is called what her record says, or the record that names her", () => {
  const renamed = { op: "set", table: "party", key: { subject: "s1" }, set: { name: "Ana Ruiz" } };
  const name = "Ana Ruiz";
  expect(about(project(recorded("client", { set: ownText({ name }) })), "party")).toEqual([
    renamed,
  ]);
  const set = ownText({ client: { name } });
  expect(about(project(recorded("project", { set }, ["client"])), "party")).toEqual([renamed]);
});

test("other records, empty names and forgotten values name nobody", () => {
  const named = (event: Seen) => about(project(event), "party");
  expect(named(recorded("project", { set: ownText({ name: "Poster" }) }))).toEqual([]);
  expect(named(recorded("client", { set: ownText({ name: "" }) }))).toEqual([]);
  expect(named(recorded("client", { set: ownText(null) }))).toEqual([]);
  expect(named(recorded("client", {}))).toEqual([]);
  expect(named({ ...recorded("client", { set: ownText({ name: "x" }) }), subject: null })).toEqual(
    [],
  );
});

test("what was spent is counted for the whole scope of its budget", () => {
  const settled = (stream: string) =>
    project(seen(stream, "budget.settled", { id: "t", micros: 7 }));
  expect(settled("budget/workspace")).toEqual([
    { op: "add", table: "spent", key: { scope: "workspace" }, column: "micros", by: 7 },
  ]);
  expect(settled("budget/run/r1")).toMatchObject([{ key: { scope: "run/r1" } }]);
});

test("RM1: entries whose content goes are listed from when that is recorded, with why", () => {
  const data = { batch: 1, kind: "prompts", by: "rule", entries: [2, 4], until: 5 };
  expect(project(seen("removal", "content.removing", data))).toEqual(
    [2, 4].map((seq) => ({
      op: "put",
      table: "removed",
      row: { seq, at: 5, kind: "prompts", by: "rule" },
    })),
  );
  const done = { batches: [1], receipt: [{ store: "values", removed: 2, left: 0 }] };
  expect(project(seen("removal", "content.removed", done))).toEqual([]);
});

test("what is only reserved or released is not spent", () => {
  expect(project(seen("budget/workspace", "budget.reserved", { id: "t", micros: 7 }))).toEqual([]);
  expect(project(seen("budget/workspace", "budget.released", { id: "t" }))).toEqual([]);
  expect(project(seen("budget/workspace", "budget.settled", null))).toEqual([]);
});

test("a doubt about the time is an item until the time is confirmed", () => {
  expect(project(seen("control", "clock.doubted", { item: 3, at: 1, by: 2 }))).toEqual([
    openItem(3, "clock", null, "clock", { at: 5, subject: "s1" }, null),
  ]);
  expect(project(seen("control", "clock.confirmed", { item: 3 }))).toEqual([
    { op: "set", table: "item", key: { number: 3 }, set: { status: "closed" } },
  ]);
});

test("what has no row of its own changes none", () => {
  expect(project(seen("control", "control.stopped", {}))).toEqual([]);
  expect(project(seen("control", "control.stopped", null))).toEqual([]);
  expect(project(seen("key/k", "key.freed", { token: "t" }))).toEqual([]);
});

const byName = new Map(tables.map((table) => [table.name, table]));

/** What an operation says that its table does not declare. */
function undeclared(operation: RowOperation): string[] {
  const table = byName.get(operation.table);
  if (table === undefined) return [`table ${operation.table}`];
  const rows = "row" in operation ? [operation.row] : [];
  const cells = "set" in operation ? [operation.set] : [];
  const keys = "key" in operation ? [operation.key] : [];
  const where = "where" in operation ? [operation.where] : [];
  return [
    ...[...rows, ...cells, ...keys, ...where].flatMap((row) => misfits(table, row)),
    ...rows.flatMap((row) => table.key.filter((column) => (row[column] ?? null) === null)),
    ...keys.filter((key) => Object.keys(key).join() !== table.key.join()).map(() => "key"),
    ...("column" in operation && table.columns[operation.column] !== "integer" ? ["add"] : []),
  ];
}

function misfits(table: Table, row: Row): string[] {
  return Object.entries(row).flatMap(([column, cell]) => {
    const declared = table.columns[column];
    if (declared === undefined) return [`${table.name}.${column}`];
    const fits = declared === "integer" ? Number.isSafeInteger(cell) : typeof cell === "string";
    return cell === null || fits ? [] : [`${table.name}.${column} = ${String(cell)}`];
  });
}

test("LG3: whatever is recorded changes only declared tables, columns and keys", () => {
  fc.assert(
    fc.property(fc.array(anySeen), (events) => {
      for (const event of events) {
        expect(project(event).flatMap(undeclared)).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});

test("a table's key and indexes are columns of it", () => {
  for (const { columns, key, indexes = [] } of tables) {
    for (const column of [...key, ...indexes.flat()]) expect(columns).toHaveProperty(column);
  }
});

test("SU3, SU4: who was found to be another, and who is forgotten, is known by id alone", () => {
  const key = { subject: "s1" };
  const counted = { op: "add", table: "party", key, column: "arrivals", by: 0 };
  const set = (cells: Row) => ({ op: "set", table: "party", key, set: cells });
  const told = (type: string, data: object) => project(seen("subject/s1", type, data));
  expect(told("subject.merged", { into: "s2" }).slice(0, 2)).toEqual([
    counted,
    set({ into: "s2" }),
  ]);
  expect(told("subject.forgetting", { at: 3 })).toEqual([counted, set({ leaving: 3 })]);
  expect(told("subject.forgotten", { at: 4 })).toEqual([
    set({ name: null, sender: null, address: null, stage: null, forgotten: 4 }),
  ]);
  expect(told("subject.minted", {})).toEqual([]);
});

test("facts that were forgotten are no facts any more", () => {
  const set: Labelled = { value: null, labels: {}, forgotten: true };
  expect(about(project(recorded("client", { set }, ["name", "email"])), "fact")).toEqual(
    ["name", "email"].map((field) => ({
      op: "remove",
      table: "fact",
      key: { kind: "client", id: "k1", field },
    })),
  );
});

test.each([
  ["a check", "probe/models", "probe"],
  ["a call for vectors", "embedding/calls", "embedding"],
])("AC1: %s counts for its tier when it has ended", (_, stream, type) => {
  const told = (what: string, data: object) => project(seen(stream, `${type}.${what}`, data));
  const data = { call: "c1", tier: "small", costMicros: 4, estimated: false };
  expect(told("started", { ...data, model: "openai/m", boundMicros: 9 })).toEqual([]);
  expect(told("ended", data).map((op) => ("column" in op ? op.column : op.op))).toEqual([
    "calls",
    "micros",
  ]);
});

test("a passage is found by the stems of its words, and not at all once its client is forgotten", () => {
  const said = { id: "m1", author: "Ann", at: 3, thread: "t", text: "She paints boats" };
  const kept = (passage: Labelled) =>
    project(seen("passage/p1", "passage.kept", { at: 3, source: "import" }, { passage }));
  expect(kept(fromOutside(said, "s1"))).toEqual([
    {
      op: "put",
      table: "passage",
      row: {
        seq: 9,
        client: "s1",
        id: "m1",
        author: "Ann",
        thread: "t",
        at: 3,
        words: 3,
        chars: 16,
        flags: 0,
        root: 4,
      },
      words: ["she", "paint", "boat"],
    },
  ]);
  expect(kept({ value: null, labels: {}, forgotten: true })).toEqual([]);
});

test("what only held before says that there is such a record, and nothing of what is so now", () => {
  const data = { kind: "client", id: "k1", version: 3, fields: ["name"], validTo: 5 };
  const set = ownText({ name: "Ana" });
  const key = { kind: "client", id: "k1", field: "name" };
  const held = project(seen("record/client/k1", "record.changed", data, { set }));
  expect(about(held, "fact")).toEqual([
    { op: "add", table: "fact", key, column: "version", by: 0 },
    { op: "set", table: "fact", key, set: { version: 3, subject: "s1" } },
  ]);
  const later = { ...data, validTo: 6 };
  const rows = project(seen("record/client/k1", "record.changed", later, { set }));
  expect(about(rows, "fact")).toHaveLength(1);
});

test("AS5: what contradicts is an item until she decides, and none where it was forgotten", () => {
  const data = { kind: "client", id: "k1", fields: ["name"], item: 31 };
  const disputed = (set: Labelled) =>
    project(seen("record/client/k1", "record.disputed", data, { set }));
  const place = { at: 5, subject: "s1" };
  expect(about(disputed(ownText({ name: "Ana" })), "item")).toEqual([
    openItem(31, "fact", null, "client/k1", place, null),
  ]);
  expect(disputed({ value: null, labels: {}, forgotten: true })).toEqual([]);
  expect(project(seen("record/client/k1", "record.settled", { ...data, as: "kept" }))).toEqual([
    { op: "put", table: "answer", row: { seq: 9, at: 5, action: "", said: "kept" } },
    { op: "set", table: "item", key: { number: 31 }, set: { status: "closed" } },
  ]);
  const again = project(seen("record/client/k1", "record.confirmed", data));
  expect(again.map(({ table }) => table)).toEqual(["change"]);
});
