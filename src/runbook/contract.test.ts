import { expect, test } from "vitest";
import type { JsonObject } from "../value/json.ts";
import { mismatches } from "./contract.ts";
import { follow, ofSchema } from "./shape.ts";

const schema: JsonObject = {
  type: "object",
  properties: {
    name: { type: "string" },
    stage: { enum: ["open", "closed"] },
    count: { type: "number" },
    lines: { type: "array", items: { $ref: "#/$defs/line" } },
    any: {},
    more: { type: "object", additionalProperties: { type: "string" } },
    either: { type: ["string", "null"] },
    list: { type: "array" },
  },
  required: ["name"],
  $defs: { line: { type: "object", properties: { text: { type: "string" } }, required: ["text"] } },
};

const said = (given: JsonObject) => mismatches(given, schema, "it").map((one) => one.message);

test("expressions may give anything; what stands written is compared", () => {
  expect(said({ name: "{{ x }}", count: "{{ x }}", stage: "{{ x }}", lines: "{{ x }}" })).toEqual(
    [],
  );
  expect(
    said({ name: "a", count: 1, stage: "open", lines: [{ text: "a" }], any: [1], either: null }),
  ).toEqual([]);
  expect(said({ name: "a", more: { x: "y" }, list: [1] })).toEqual([]);
});

test("text around an expression is text", () => {
  expect(said({ name: "Dear {{ x }}", count: "{{ x }} pieces" })).toEqual([
    `Cannot give it the text "{{ x }} pieces" as "count": it takes number`,
  ]);
  expect(said({ name: "a", stage: "so {{ x }}" })).toEqual([]);
});

test("whole numbers are numbers, but not the other way round", () => {
  const pieces: JsonObject = { properties: { pieces: { type: "integer" } } };
  expect(mismatches({ pieces: 2 }, pieces, "it")).toEqual([]);
  expect(mismatches({ pieces: 2.5 }, pieces, "it")[0]?.message).toBe(
    `Cannot give it the number 2.5 as "pieces": it takes integer`,
  );
});

test("a value that is not among those allowed", () => {
  expect(mismatches({ name: "a", stage: "opn" }, schema, "it")).toEqual([
    {
      pointer: "/stage",
      aboutKey: false,
      message: `Cannot give it the text "opn" as "stage": it takes only some values`,
      remedy: `write "open", if that is meant`,
    },
  ]);
  expect(said({ name: "a", stage: 7 })).toHaveLength(1);
});

test("mismatches inside lists and maps are found where they stand", () => {
  const found = mismatches({ name: "a", lines: [{ text: 1 }, {}], more: { x: 2 } }, schema, "it");
  expect(found.map((one) => one.pointer)).toEqual(["/lines/0/text", "/lines/1", "/more/x"]);
  expect(found[1]?.message).toBe(`Cannot leave out "lines.1.text": it needs it`);
});

test("a part of a record may be written alone, but no unknown field", () => {
  expect(mismatches({ count: 1 }, schema, "it", true)).toEqual([]);
  expect(mismatches({ cuont: 1 }, schema, "it", true)[0]?.remedy).toBe(
    `write "count", if that is meant`,
  );
});

test("a template of the wrong type altogether", () => {
  expect(mismatches("text", schema, "it")[0]?.message).toBe(
    `Cannot give it the text "text": it takes object`,
  );
});

test("a schema that allows more, or says nothing, is not closed", () => {
  expect(mismatches({ x: 1 }, { type: "object" }, "it")).toEqual([]);
  expect(mismatches({ x: 1 }, { properties: {}, additionalProperties: true }, "it")).toEqual([]);
  expect(ofSchema({ properties: { a: {} }, additionalProperties: true }).fields).toBeNull();
  expect(ofSchema({ properties: { a: {} }, additionalProperties: {} }).fields).toBeNull();
});

test("references that lead nowhere, out, or in a circle say nothing", () => {
  expect(ofSchema({ $ref: "#/$defs/none" }).fields).toBeNull();
  expect(ofSchema({ $ref: "https://elsewhere.example/x" }).fields).toBeNull();
  expect(ofSchema({ $ref: 7 }).fields).toBeNull();
  expect(ofSchema({ $defs: { a: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" }).fields).toBeNull();
});

test("a path is followed as far as the shape is known", () => {
  const shape = ofSchema(schema);
  expect(follow(shape, ["any", "thing"]).ok).toBe(true);
  expect(follow(shape, ["name"]).ok).toBe(true);
  expect(follow(shape, ["nam"])).toMatchObject({ ok: false, field: "nam" });
  expect(follow(shape, ["constructor"])).toMatchObject({ ok: false });
});
