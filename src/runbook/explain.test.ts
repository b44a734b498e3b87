import { expect, test } from "vitest";
import { z } from "zod";
import type { Json } from "../value/json.ts";
import { explain } from "./explain.ts";
import { nearest, suggest } from "../value/nearest.ts";

const said = (schema: z.ZodType, value: Json) => {
  const parsed = schema.safeParse(value);
  return explain(parsed.success ? [] : parsed.error.issues, schema, value);
};
const message = (schema: z.ZodType, value: Json) => said(schema, value)[0]?.message;

test.each([
  [z.object({ a: z.string() }), {}, `Cannot read this: the key "a" is missing`],
  [z.object({ a: z.string() }), { a: 1 }, `Cannot read "a": expected text, found the number 1`],
  [z.object({ a: z.string() }), { a: true }, `Cannot read "a": expected text, found true`],
  [z.object({ a: z.number() }), { a: [] }, `Cannot read "a": expected a number, found a list`],
  [
    z.object({ a: z.int() }),
    { a: 0.5 },
    `Cannot read "a": expected a whole number, found the number 0.5`,
  ],
  [
    z.object({ a: z.array(z.boolean()) }),
    { a: [null] },
    `Cannot read "a": expected true or false, found nothing`,
  ],
  [
    z.object({ a: z.enum(["x", "y"]) }),
    { a: {} },
    `Cannot read "a": expected one of "x", "y", found a map of keys and values`,
  ],
  [
    z.object({ a: z.string().min(1) }),
    { a: "" },
    `Cannot read "a": expected text that is not empty, found the text ""`,
  ],
  [
    z.object({ a: z.string().max(1) }),
    { a: "xy" },
    `Cannot read "a": expected text of at most 1 characters, found the text "xy"`,
  ],
  [
    z.object({ a: z.number().min(2) }),
    { a: 1 },
    `Cannot read "a": expected a number of at least 2, found the number 1`,
  ],
  [
    z.object({ a: z.array(z.string()).max(1) }),
    { a: ["x", "y"] },
    `Cannot read "a": expected a list, at most 1, found a list`,
  ],
  [
    z.object({ a: z.email() }),
    { a: "x" },
    `Cannot read "a": expected text in the form of email, found the text "x"`,
  ],
  [
    z.object({ a: z.number().multipleOf(2) }),
    { a: 3 },
    `Cannot read "a": expected something else, found the number 3`,
  ],
  [
    z.object({ a: z.string().regex(/x/, "a letter x") }),
    { a: "y" },
    `Cannot read "a": expected a letter x, found the text "y"`,
  ],
  [
    z.object({ a: z.string().regex(/x/, "must be x") }),
    { a: "y" },
    `Cannot read "a": expected x, found the text "y"`,
  ],
  [
    z.object({ a: z.string().regex(/x/, "write an x") }),
    { a: "y" },
    `Cannot read "a": the text "y" is not what belongs here`,
  ],
  [
    z.object({ a: z.union([z.string(), z.number()]) }),
    { a: true },
    `Cannot read "a": expected text or a number, found true`,
  ],
  [
    z.object({ a: z.union([z.string(), z.number()], { error: "this or that" }) }),
    { a: true },
    `Cannot read "a": expected this or that, found true`,
  ],
  [
    z.object({ a: z.union([z.string(), z.object({ b: z.number() })]) }),
    { a: { b: "x" } },
    `Cannot read "b": expected a number, found the text "x"`,
  ],
  [
    z.object({ a: z.union([z.string(), z.strictObject({ b: z.number().optional() })]) }),
    { a: { c: 1 } },
    `Cannot use the key "c": it is not known here`,
  ],
  [
    z.record(z.string().regex(/^[a-z]+$/, "small letters"), z.string()),
    { A: "x" },
    `Cannot use the name "A": expected small letters`,
  ],
  [
    z.discriminatedUnion("kind", [z.object({ kind: z.literal("a") })]),
    { kind: "b" },
    `Cannot read "kind": expected something else, found the text "b"`,
  ],
  [z.object({ a: z.date() }), { a: "x" }, `Cannot read "a": expected date, found the text "x"`],
  [z.string(), 7, `Cannot read this: expected text, found the number 7`],
  [
    z.null(),
    "x".repeat(80),
    `Cannot read this: expected nothing, found the text "${"x".repeat(60)}…"`,
  ],
])("%#: what is wrong is said in words", (schema, value, wanted) => {
  expect(message(schema, value)).toBe(wanted);
});

test("an unknown key is known by the keys that stand there, however deep", () => {
  const schema = z.object({
    list: z.array(z.strictObject({ amount: z.number(), text: z.string() })),
  });
  expect(said(schema, { list: [{ amuont: 1, amount: 1, text: "x" }] })).toEqual([
    {
      path: ["list", 0, "amuont"],
      aboutKey: true,
      message: `Cannot use the key "amuont": it is not known here`,
      remedy: `write "amount", if that is meant`,
    },
  ]);
  const named = z.record(z.string(), z.strictObject({ a: z.string() }));
  expect(said(named, { any: { a: "x", zzz: 1 } })[0]?.remedy).toBe("use one of: a");
});

test("an unknown key within one of several readings is known by the keys of that one", () => {
  const deep = z.strictObject({ amount: z.number().optional() });
  const schema = z.object({ either: z.union([z.string(), z.object({ deep })]) });
  expect(said(schema, { either: { deep: { amuont: 1 } } })[0]?.remedy).toBe(
    `write "amount", if that is meant`,
  );
  const kinds = z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("a"), amount: z.number().optional() }),
    z.strictObject({ kind: z.literal("b"), text: z.string().optional() }),
  ]);
  expect(said(kinds, { kind: "a", amuont: 1 })[0]?.remedy).toBe(`write "amount", if that is meant`);
});

test("a number where text is wanted is to be quoted", () => {
  expect(said(z.object({ a: z.string() }), { a: 7 })[0]?.remedy).toBe(`quote it: "7"`);
  expect(said(z.object({ a: z.string() }), { a: [] })[0]?.remedy).toBe("write text");
});

test("a name is suggested where one is near, else all there are", () => {
  expect(nearest("mial", ["mail", "bank"])).toBe("mail");
  expect(nearest("x".repeat(70), ["x".repeat(69)])).toBeNull();
  expect(suggest("zebra", ["mail", "bank"], "connector")).toBe("use one of: mail, bank");
  expect(suggest("zebra", [], "connector")).toBe(
    "there is no connector yet; add one or leave this out",
  );
});
