import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../value/json.ts";
import { at as labelAt, fromOperator, fromOutside, type Labelled, whole } from "../value/label.ts";
import { kindBy } from "./kind.ts";
import { current, evolve, initial, type RecordState } from "./record.ts";
import { calledNow, inShape, isSecretNow, shapeOf } from "./shape.ts";

type Word = { set: Labelled; shape?: number; from?: number };

/** Said one after the other, each at its own time; a member that is missing is said not to be known. */
function record(...words: Word[]): RecordState {
  return words.reduce((state, { set, shape, from }, n) => {
    const data = {
      kind: "supplier",
      id: "k",
      version: n + 1,
      fields: Object.keys(set.value as object),
      reason: "said",
      author: "operator",
      validFrom: from ?? n,
      source: n,
      ...(shape === undefined ? {} : { shape }),
    };
    return evolve(state, {
      type: "record.changed",
      data,
      values: { set },
      at: n,
      seq: n,
      intent: n,
    });
  }, initial);
}

const told = (value: JsonObject, shape?: number): Word => ({
  set: fromOperator(value),
  ...(shape === undefined ? {} : { shape }),
});
const schema = (version: number, from: JsonObject): JsonObject => ({
  "x-mainstay": { version, from },
});
const now = (state: RecordState, by: JsonObject): Json => current(inShape(state, by), 1_000).value;

test("SH1: a fact reads by the rules of every version after its own", () => {
  const by = schema(3, {
    "1": { rename: { a: "b" }, wrap: ["b"] },
    "2": { rename: { b: "c" }, map: { c: { x: "y" } } },
  });
  expect(now(record(told({ a: "x" })), by)).toEqual({ c: ["y"] });
  expect(now(record(told({ b: ["x", 1] }, 2)), by)).toEqual({ c: ["y", 1] });
  expect(now(record(told({ c: "x" }, 3)), by)).toEqual({ c: "x" });
});

test("FA1: of two fields that are one by now, what was said last holds", () => {
  const by = schema(2, { "1": { rename: { mail: "email" } } });
  expect(now(record(told({ email: "old" }), told({ mail: "new" })), by)).toEqual({ email: "new" });
  const later = record(told({ mail: "new" }), told({ email: "newer" }, 2));
  expect(now(later, by)).toEqual({ email: "newer" });
});

test("RU3: a value of which an expression cannot be read is read as it was said", () => {
  const by = schema(2, { "1": { read: { size: "int(value) * 10" } } });
  expect(now(record(told({ size: "4" })), by)).toEqual({ size: 40 });
  expect(now(record(told({ size: "four" })), by)).toEqual({ size: "four" });
});

test("a record from before says what its version says by itself, for as long as it is known", () => {
  const by = schema(3, { "1": { default: { lang: "de" } }, "2": { rename: { lang: "language" } } });
  const before = record(told({ name: "x" }));
  expect(now(before, by)).toEqual({ name: "x", language: "de" });
  expect(inShape(before, by).facts["language"]).toMatchObject([
    { author: "schema", version: 1, recordedAt: 0, validFrom: 0, confidence: 100 },
  ]);
  // Once something is said of it, that counts; so does that nothing is known.
  const said = record(told({ name: "x" }), told({ language: "fr" }, 3));
  expect(now(said, by)).toEqual({ name: "x", language: "fr" });
  expect(current(inShape(said, by), 0).value).toEqual({ name: "x", language: "de" });
  expect(now(record(told({ name: "x", lang: "it" })), by)).toMatchObject({ language: "it" });
  // One that was made later never had to.
  expect(now(record(told({ name: "x" }, 3)), by)).toEqual({ name: "x" });
  expect(now(initial, by)).toEqual({});
});

test("a default that a later version leaves out is left out", () => {
  const by = schema(3, { "1": { default: { lang: "de" } }, "2": { drop: ["lang"] } });
  expect(now(record(told({ name: "x" })), by)).toEqual({ name: "x" });
});

test("SH2: what was said under a later version reads as it was said", () => {
  const state = record(told({ a: "x" }), told({ b: "y" }, 2));
  expect(inShape(state, undefined)).toBe(state);
  expect(now(state, { "x-mainstay": { sensitivity: "personal" } })).toEqual({ a: "x", b: "y" });
});

test("SH4: what reads otherwise keeps its labels", () => {
  const by = schema(2, { "1": { wrap: ["a"], rename: { b: "c" } } });
  const labels = fromOutside(null, "s1").labels;
  const { labels: read } = current(
    inShape(record({ set: { value: { a: "x", b: "y" }, labels } }), by),
    1_000,
  );
  for (const at of ["/a", "/a/0", "/c"]) expect(labelAt(read, at)).toEqual(labels[""]);
});

test("SH4: what its schema guards is marked, whenever it was said; the rest is not", () => {
  const by = {
    properties: { pin: { "x-mainstay": { sensitivity: "secret" } } },
  };
  const state = record(told({ pin: { code: "1" }, name: "x" }));
  const { labels } = current(inShape(state, by), 1_000);
  expect(whole(labels, "/pin")).toMatchObject({ origins: ["operator"], sensitivity: "secret" });
  expect(labelAt(labels, "/pin/code").sensitivity).toBe("secret");
  expect(labelAt(labels, "/name").sensitivity).toBe("internal");
});

test.each([
  [1, "code", true],
  [2, "pin", true],
  [1, "name", false],
  [1, "gone", false],
])(
  "SH4: a fact of version %i named %s is secret by what its schema says of it now: %s",
  (shape, field, is) => {
    const by = {
      "x-mainstay": { version: 2, from: { "1": { rename: { code: "pin" }, drop: ["gone"] } } },
      properties: { pin: { "x-mainstay": { sensitivity: "secret" } } },
    };
    const [fact] = record(told({ [field]: "x" })).facts[field] ?? [];
    if (fact === undefined) throw new Error("Nothing was said");
    expect(isSecretNow(by, field, { ...fact, shape })).toBe(is);
    expect(isSecretNow(undefined, field, fact)).toBe(false);
  },
);

test("what was said against a fact reads as the fact does", () => {
  const by = schema(2, { "1": { rename: { a: "b" }, wrap: ["b"], drop: ["gone"] } });
  const data = {
    kind: "supplier",
    id: "k",
    reason: "learned",
    author: "import",
    validFrom: 1,
    source: 1,
    because: "less sure" as const,
  };
  const state = [
    { field: "a", item: 7 },
    { field: "gone", item: 8 },
  ].reduce(
    (before, { field, item }) =>
      evolve(before, {
        type: "record.disputed",
        data: { ...data, fields: [field], item },
        values: { set: fromOperator({ [field]: "x" }) },
        at: 1,
        seq: 1,
        intent: 1,
      }),
    record(told({ a: "y" })),
  );
  const { disputes } = inShape(state, by);
  expect(disputes["7"]).toMatchObject({ field: "b", said: { value: ["x"] } });
  expect(disputes["8"]).toMatchObject({ field: "gone", said: { value: "x" } });
});

test("an event says under which version it is said, but for the first", () => {
  expect([shapeOf(undefined), shapeOf(schema(2, { "1": {} }))]).toEqual([{}, { shape: 2 }]);
});

test("SH1: names from outside are names like any other", () => {
  const by = schema(2, { "1": { rename: { a: "b" } } });
  const name = fc.constantFrom("__proto__", "constructor", "a", "b", "toString");
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string()), { maxLength: 5 }), (said) => {
      const state = record(...said.map((each) => told(Object.fromEntries([each]))));
      const wanted = Object.fromEntries(said.map(([field, v]) => [field === "a" ? "b" : field, v]));
      const read = now(state, by) as JsonObject;
      expect(new Map(Object.entries(read))).toEqual(new Map(Object.entries(wanted)));
    }),
  );
});

test("SH1: what is not known any more reads so under the name of today; a name is followed to its end", () => {
  const by = schema(3, { "1": { rename: { a: "b" }, wrap: ["b"] }, "2": { drop: ["b"] } });
  const two = schema(2, { "1": { rename: { a: "b" }, wrap: ["b"] } });
  const back = evolve(record(told({ a: "x" })), {
    type: "record.changed",
    data: {
      kind: "supplier",
      id: "k",
      version: 2,
      fields: ["a"],
      reason: "retract",
      author: "operator",
      validFrom: 0,
      source: 1,
    },
    values: { set: fromOperator({}) },
    at: 1,
    seq: 1,
    intent: 1,
  });
  expect(inShape(back, two).facts["b"]).toMatchObject([{ value: ["x"] }, { known: false }]);
  expect(now(back, two)).toEqual({});
  const kind = kindBy(by);
  expect([1, 2, 3].map((shape) => calledNow(kind, "a", shape))).toEqual([null, "a", "a"]);
});

test("SH3: what is left out is read no more, whatever comes after", () => {
  const by = schema(3, { "1": { drop: ["fax"] }, "2": { rename: { fax: "phone" } } });
  expect(now(record(told({ fax: "040", name: "x" })), by)).toEqual({ name: "x" });
  expect(calledNow(kindBy(by), "fax", 1)).toBeNull();
});

test("LG5: a record that is forgotten says nothing by itself", () => {
  const by = schema(2, { "1": { default: { lang: "de" } } });
  const gone = evolve(initial, {
    type: "record.changed",
    data: {
      kind: "supplier",
      id: "k",
      version: 1,
      fields: ["name"],
      reason: "said",
      author: "operator",
      validFrom: 0,
      source: 1,
    },
    values: { set: { value: null, labels: {}, forgotten: true } },
    at: 0,
    seq: 1,
    intent: 1,
  });
  expect(now(gone, by)).toEqual({});
});
