import { expect, test } from "vitest";
import { z } from "zod";
import { wrongIn } from "../../src/engine/effect/wrong-in.ts";

const schema = z.strictObject({
  to: z.string().regex(/@/, "must be one address"),
  client: z.strictObject({ name: z.string(), days: z.int() }),
  text: z.string().refine((text) => text !== "?", "the text says nothing; write one"),
});

const told = (value: unknown) => {
  const parsed = schema.safeParse(value);
  return parsed.success ? "" : wrongIn(parsed.error);
};

test("what is wrong is told by its field, without the words of schemas", () => {
  expect(told({ to: "nobody", client: { days: "3" }, text: "?" })).toBe(
    '"to" must be one address; "client.name" is missing; "client.days" must be a number; the text says nothing; write one',
  );
  expect(told({ to: "a@b", client: { name: "A", days: 1, vat: 2 }, text: "x" })).toBe(
    '"client" has no place for "vat"',
  );
  expect(told(null)).toBe("what it was given is missing");
});
