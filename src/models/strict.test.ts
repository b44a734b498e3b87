import { expect, test } from "vitest";
import type { JsonObject } from "../value/json.ts";
import { isStrict } from "./strict.ts";

const closed = (properties: JsonObject, required = Object.keys(properties)): JsonObject => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const text = { type: "string" };

test.each<[string, JsonObject]>([
  ["a closed map of which every field is required", closed({ a: text, b: { enum: [1, 2] } })],
  ["lists and maps inside", closed({ a: { type: "array", items: closed({ b: text }) } })],
  ["what may be null", closed({ a: { anyOf: [text, { type: "null" }] } })],
])("%s is taken as strict", (_, schema) => {
  expect(isStrict(schema)).toBe(true);
});

test.each<[string, JsonObject]>([
  ["a field that may be missing", closed({ a: text, b: text }, ["a"])],
  ["fields beside those named", { ...closed({ a: text }), additionalProperties: true }],
  ["a map without anything said", { type: "object" }],
  ["a keyword of its own kind", closed({ a: { type: "string", pattern: "^a" } })],
  ["an open map in a list", closed({ a: { type: "array", items: { type: "object" } } })],
  ["an open map that may be null", closed({ a: { type: ["object", "null"] } })],
])("%s is only a hint", (_, schema) => {
  expect(isStrict(schema)).toBe(false);
});
