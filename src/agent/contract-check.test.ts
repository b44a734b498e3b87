import { expect, test } from "vitest";
import type { JsonObject } from "../value/json.ts";
import { check, checkSchema } from "./contract-check.ts";

const brief: JsonObject = {
  type: "object",
  required: ["email"],
  additionalProperties: false,
  properties: {
    email: { type: "string", format: "email" },
    due: { type: "string", format: "date" },
    at: { type: "string", format: "date-time" },
    link: { type: "string", format: "uri" },
    stage: { enum: ["open", "won"] },
    kind: { const: "brief" },
    deliverables: { type: "array", items: { type: "string" }, minItems: 1 },
  },
};
const ana = { email: "ana@nordlicht.example" };

test("a value that satisfies its contract gives no messages", () => {
  const value = {
    ...ana,
    due: "2026-07-15",
    at: "2026-06-01T14:41:00Z",
    link: "https://nordlicht.example/blends",
    stage: "open",
    kind: "brief",
    deliverables: ["label"],
  };
  expect(check(brief, value)).toEqual([]);
});

test.each([
  [{}, 'lacks "email"'],
  ["text", 'must be object, but is "text"'],
  [{ ...ana, price: 1 }, 'has the unknown field "price"'],
  [{ email: "ana at home" }, '/email: must be a valid email, but is "ana at home"'],
  [{ ...ana, due: "2026-02-30" }, '/due: must be a valid date, but is "2026-02-30"'],
  [{ ...ana, due: "15 July" }, '/due: must be a valid date, but is "15 July"'],
  [{ ...ana, due: "2026-13-01" }, '/due: must be a valid date, but is "2026-13-01"'],
  [{ ...ana, at: "2026-06-01" }, '/at: must be a valid date-time, but is "2026-06-01"'],
  [{ ...ana, link: "nowhere" }, '/link: must be a valid uri, but is "nowhere"'],
  [{ ...ana, stage: "lost" }, '/stage: must be one of ["open","won"], but is "lost"'],
  [{ ...ana, kind: "mail" }, '/kind: must be "brief", but is "mail"'],
  [{ ...ana, deliverables: [] }, "/deliverables: must NOT have fewer than 1 items, but is []"],
  [{ ...ana, deliverables: ["a", 2] }, "/deliverables/1: must be string, but is 2"],
])("%j is refused with its place and value", (value, message) => {
  expect(check(brief, value)).toEqual([message]);
});

test("several mistakes are listed, with long values cut, up to twenty", () => {
  const many = { ...ana, deliverables: Array.from({ length: 50 }, (_, i) => i) };
  expect(check(brief, many)).toHaveLength(20);
  const [message] = check(brief, { email: "x".repeat(500) });
  expect(message?.length).toBeLessThan(120);
});

test("fields that combined schemas leave over are named", () => {
  const schema = { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false };
  expect(check(schema, { a: 1, b: 2 })).toEqual(['has the unknown field "b"']);
});

test("CC1: a misspelt keyword, an unknown format and a remote reference are mistakes", () => {
  expect(checkSchema({ type: "object", requried: ["a"] })).toMatch(/unknown keyword: "requried"/);
  expect(checkSchema({ type: "string", format: "phone" })).toMatch(/unknown format "phone"/);
  expect(checkSchema({ $ref: "https://elsewhere.example/s.json" })).toMatch(
    /can't resolve reference/,
  );
  expect(checkSchema({ $async: true })).toMatch(/\$async/);
  expect(checkSchema({ type: "number", minimum: "1" })).toMatch(/^the schema is not valid: /);
  expect(checkSchema({ pattern: "(" })).toMatch(/^the schema is not valid: /);
  expect(checkSchema(brief)).toBeNull();
});

test("CC1: two schemas with the same id do not meet", () => {
  expect(checkSchema({ $id: "brief", type: "object" })).toBeNull();
  expect(checkSchema({ $id: "brief", type: "string" })).toBeNull();
});

test("CC2: a schema that does not compile satisfies nothing", () => {
  expect(check({ type: "objekt" }, {})).toEqual([
    expect.stringMatching(/^the schema is not valid: /),
  ]);
});

test("CC3: nothing is filled in or converted", () => {
  const value = { n: "1" };
  const schema = { properties: { n: { type: "number" }, m: { default: 3 } } };
  expect(check(schema, value)).toEqual(['/n: must be number, but is "1"']);
  expect(value).toEqual({ n: "1" });
});

test("equal schemas read twice are compiled once, and many do not pile up", () => {
  for (let i = 0; i < 300; i++) expect(check({ const: i }, i)).toEqual([]);
  expect(check({ const: 299 }, 1)).toEqual(["must be 299, but is 1"]);
});

test("CC1: what a schema says of its facts is checked with it, and judges no value", () => {
  const schema = { type: "object", properties: { paper: { "x-mainstay": { fresh: "P90D" } } } };
  expect(checkSchema(schema)).toBeNull();
  expect(check(schema, { paper: "uncoated" })).toEqual([]);
  expect(checkSchema({ "x-mainstay": { consistency: "weak" } })).toMatch(/not valid/);
  expect(checkSchema({ "x-mainstay": { fresh: "soon" } })).toMatch(/not valid/);
});
