import { expect, test } from "vitest";
import type { Recorded } from "./event.ts";
import { upcast, type Upcasts } from "./upcast.ts";

const event = (schema: number): Recorded => ({
  seq: 7,
  stream: "run/1",
  version: 1,
  at: 1,
  type: "step.completed",
  schema,
  actor: "engine",
  cause: null,
  intent: 7,
  tenant: "local",
  release: "",
  epoch: 1,
  subject: null,
  data: { trail: [schema] },
  values: { out: { value: 1, labels: {} } },
});

const trail = (n: number) => ({
  data: { trail: [n] },
  values: {},
});
const upcasts: Upcasts = {
  "step.completed": {
    1: (old) => ({ ...old, data: { ...old.data, second: true } }),
    2: (old) => ({ data: { ...old.data, third: true }, values: { ...old.values, more: none } }),
  },
};
const none = { value: null, labels: {} };
const at = (schema: number) => () => schema;

test("UP1: steps run in order up to the current shape, and the rest of the envelope stays", () => {
  const now = upcast(event(1), upcasts, at(3));
  expect(now).toEqual({
    ...event(1),
    schema: 3,
    data: { trail: [1], second: true, third: true },
    values: { out: { value: 1, labels: {} }, more: none },
  });
});

test("UP1: an event of the current shape is left alone", () => {
  const same = event(3);
  expect(upcast(same, { "step.completed": { 3: () => trail(0) } }, at(3))).toBe(same);
});

test("UP2: a shape from a newer program is refused", () => {
  expect(() => upcast(event(4), upcasts, at(3))).toThrow(
    `Cannot read event 7: "step.completed" has shape 4, this program knows 3; use the newer Mainstay that wrote it`,
  );
});

test("UP2: a missing step is refused", () => {
  expect(() => upcast(event(3), upcasts, at(4))).toThrow(
    `Cannot read event 7: nothing turns shape 3 of "step.completed" into 4`,
  );
});
