import { expect, test } from "vitest";
import type { Recorded } from "../ledger/event.ts";
import { upcast } from "../ledger/upcast.ts";
import { ownText } from "../value/label.ts";
import { shapes } from "./shapes.ts";

const old = (type: string, data: Recorded["data"]): Recorded => ({
  seq: 1,
  stream: "run/1",
  version: 1,
  at: 0,
  type,
  schema: 1,
  actor: "operator",
  cause: null,
  intent: 1,
  tenant: "own",
  release: "",
  epoch: 1,
  subject: "s1",
  data,
  values: {},
});
const read = (event: Recorded) => upcast(event, shapes.upcasts, shapes.schemaOf);

test.each([
  ["run.cancelling", { reason: "she left" }, {}, { reason: ownText("she left") }],
  ["control.stopped", { reason: "odd" }, {}, { reason: ownText("odd") }],
  [
    "control.paused",
    { target: { kind: "everything" }, reason: "odd" },
    { target: { kind: "everything" } },
    { reason: ownText("odd") },
  ],
  ["inbound.received", { id: "i1", raw: "ab" }, { id: "i1" }, { raw: ownText("ab") }],
  ["inbound.received", { id: "i1", raw: null }, { id: "i1" }, {}],
])("EV1: what %s once held in its data is content", (type, before, data, values) => {
  expect(read(old(type, before))).toMatchObject({ schema: 2, data, values });
});

test("an event whose shape never changed is read as it is", () => {
  const event = old("step.completed", { path: "a" });
  expect(read(event)).toBe(event);
});
