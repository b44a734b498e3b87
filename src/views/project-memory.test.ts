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
