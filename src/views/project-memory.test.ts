import { expect, test } from "vitest";
import { type Labelled, ownText } from "../value/label.ts";
import { project } from "./project.ts";
import type { Seen } from "./seen.ts";

function seen(stream: string, type: string, data: unknown, values: Seen["values"] = {}): Seen {
  return { stream, type, at: 5, seq: 9, intent: 4, subject: "s1", data, values };
}

const gone: Labelled = { value: null, labels: {}, forgotten: true };

test("MS1: what was recorded of a fact is listed by its entry; what it says is not", () => {
  const about = { kind: "client", id: "k1", fields: ["name"] };
  const row = { seq: 9, at: 5, kind: "client", id: "k1", subject: "s1", intent: 4 };
  const put = (said: object) => ({
    op: "put",
    table: "change",
    row: { ...row, fields: '["name"]', ...said },
  });
  const changed = { ...about, version: 3, author: "run:r1" };
  for (const set of [ownText({ name: "Ana" }), gone]) {
    expect(project(seen("record/client/k1", "record.changed", changed, { set }))).toContainEqual(
      put({ version: 3, author: "run:r1" }),
    );
  }
  expect(project(seen("record/client/k1", "record.confirmed", about))).toEqual([
    put({ version: null, author: null }),
  ]);
});

test("MS2: a mark is listed by its number; one whose name was forgotten has none", () => {
  const marked = (values: Seen["values"]) =>
    project(seen("mark/k", "memory.marked", { number: 31, why: "asked" }, values));
  const row = { number: 31, seq: 9, at: 5, why: "asked" };
  const put = (name: string | null) => [{ op: "put", table: "mark", row: { ...row, name } }];
  expect(marked({ name: ownText("fair") })).toEqual(put("fair"));
  expect(marked({ name: gone })).toEqual(put(null));
  expect(marked({})).toEqual(put(null));
});

test("an import is listed with what it was called", () => {
  const begun = (file: Labelled) =>
    project(seen("import/31", "import.begun", { number: 31, what: "facts" }, { file }));
  const row = { number: 31, seq: 9, at: 5, what: "facts" };
  const put = (file: string) => [{ op: "put", table: "import", row: { ...row, file } }];
  expect(begun(ownText("a.ndjson"))).toEqual(put("a.ndjson"));
  expect(begun(gone)).toEqual(put(""));
});

test("MS8: an act is listed from its beginning, with what it came to once it has ended", () => {
  const begun = (data: object, values: Seen["values"] = {}) =>
    project(seen("revision/41", "revision.begun", { number: 41, ...data }, values));
  const row = { number: 41, seq: 9, at: 5, facts: 0, passages: 0, conflicts: 0, ended_at: null };
  expect(begun({ how: "restore", entry: 7 })).toEqual([
    { op: "put", table: "revision", row: { ...row, how: "restore", of: "7", why: "" } },
  ]);
  const of = { kind: "job", number: 17 };
  expect(begun({ how: "rollback", of }, { why: ownText("misread") })).toEqual([
    {
      op: "put",
      table: "revision",
      row: { ...row, how: "rollback", of: JSON.stringify(of), why: "misread" },
    },
  ]);
  const data = { facts: 2, passages: 1, conflicts: 0 };
  expect(project(seen("revision/41", "revision.ended", data))).toEqual([
    { op: "set", table: "revision", key: { number: 41 }, set: { ...data, ended_at: 5 } },
  ]);
});

test("PA3: what was withdrawn is found no more until it is returned, and is told apart from then on", () => {
  const data = { entry: 3, root: 2, revision: 41 };
  expect(project(seen("passage/p1", "passage.withdrawn", data))).toEqual([
    { op: "remove", table: "passage", key: { seq: 3 } },
    { op: "put", table: "withdrawn", row: { client: "s1", ...data, seq: 9 } },
  ]);
  const said = { id: "m1", author: "Ann", at: 3, thread: "t", text: "She paints boats" };
  const back = project(seen("passage/p1", "passage.returned", data, { passage: ownText(said) }));
  expect(back).toMatchObject([
    { op: "put", table: "passage", row: { seq: 9, root: 2, id: "m1" } },
    { op: "remove", table: "withdrawn", key: { entry: 3 } },
  ]);
  expect(project(seen("passage/p1", "passage.returned", data, { passage: gone }))).toEqual([]);
  const kept = project(seen("passage/p1", "passage.kept", null, { passage: ownText(said) }));
  expect(kept).toMatchObject([{ op: "put", row: { seq: 9, root: 4 } }]);
});
