import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../value/json.ts";
import { draftText, readDraft } from "./draft.ts";
import { compare, leaves } from "./leaves.ts";

const about = { title: "17 · Nordlicht", schema: null };

test("a draft that is read as it was written is the same value", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), async (value) => {
      const same = JSON.parse(JSON.stringify(value)) as Json;
      expect(await readDraft(draftText(same, about), null)).toEqual(same);
    }),
    { numRuns: 50 },
  );
});

test("a title cannot leave its comment", async () => {
  const text = draftText({ a: 1 }, { title: "x\nprice: 0", schema: null });
  expect(await readDraft(text, null)).toEqual({ a: 1 });
});

test("a form says which fields it wants", () => {
  const schema = {
    properties: { budget: { type: "string", description: "what she can spend" } },
    required: ["budget"],
  };
  expect(draftText({}, { title: "t", schema })).toContain(
    "#   budget: text, needed: what she can spend\n",
  );
});

test("text that cannot be read names its line", async () => {
  await expect(readDraft("a: 1\nb: [2\n", null)).rejects.toThrow(
    /^Cannot read the draft: line \d: /,
  );
});

test("a field that does not fit is named", async () => {
  const schema = { type: "object", properties: { days: { type: "integer" } }, required: ["name"] };
  await expect(readDraft("days: two\n", schema)).rejects.toThrow(
    `Cannot take the draft: "name" is missing; "days" must be integer`,
  );
});

test("an edit is compared field by field", () => {
  const before = { a: "1", b: { c: [1, 2] }, gone: true };
  const after = { a: "1", b: { c: [1, 3] }, fresh: "x" };
  expect(compare(before, after)).toEqual([
    { field: "b.c", before: "1, 2", after: "1, 3", mark: "changed" },
    { field: "gone", before: "true", after: null, mark: "removed" },
    { field: "fresh", before: null, after: "x", mark: "added" },
  ]);
});

test("lists of things are leaves by place", () => {
  expect(leaves({ lines: [{ text: "logo" }, { text: "label" }], none: [] })).toEqual([
    { path: "lines.1.text", text: "logo" },
    { path: "lines.2.text", text: "label" },
    { path: "none", text: "none" },
  ]);
});

test("all that is missing is named at once; what was left empty was not filled in", async () => {
  const properties = { name: { type: "string" }, at: { type: ["string", "null"] } };
  const schema = { type: "object", properties, required: ["name", "days", "to"] };
  await expect(readDraft("name:\nat:\n", schema)).rejects.toThrow(
    'Cannot take the draft: "name", "days" and "to" are missing',
  );
  expect(await readDraft("name: x\nat:\n", { ...schema, required: ["name"] })).toEqual({
    name: "x",
    at: null,
  });
});
