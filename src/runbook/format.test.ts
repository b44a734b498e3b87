import { expect, test } from "vitest";
import { z } from "zod";
import { sourceOf } from "../../test/fixtures/plan-of.ts";
import { kinds, published } from "./format.ts";
import { fit } from "./mistake.ts";

const block = (steps: unknown) => ({ runbook: "r", purpose: "p", trigger: "request", steps });
const wait = { a: { wait: { for: "P1D" } } };

test("the published format knows the steps inside steps", () => {
  const inside = (step: unknown) =>
    published().safeParse(block([{ all: { parallel: { left: [step] } } }])).success;
  expect(inside(wait)).toBe(true);
  expect(inside({ b: { choose: [{ otherwise: [wait] }] } })).toBe(true);
  expect(inside({ a: { wiat: {} } })).toBe(false);
});

test("as a schema it describes one step, of every kind", () => {
  const schema = JSON.stringify(z.toJSONSchema(published(), { io: "input" }));
  for (const kind of kinds) expect(schema).toContain(`"required":["${kind}"`);
  expect(schema).toContain('"$ref":"#/$defs/steps"');
});

test("where nothing stands, it is nothing that cannot be read", () => {
  const read = fit(z.string(), sourceOf({}), "/none");
  expect(read.ok ? [] : read.mistakes.map((one) => one.message)).toEqual([
    "Cannot read this: expected text, found nothing",
  ]);
});
