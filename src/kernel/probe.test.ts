import { expect, test } from "vitest";
import { evolve, initial, type ProbeEvent } from "./probe.ts";

const started: ProbeEvent = {
  type: "probe.started",
  data: { call: "c1", tier: "small", model: "openai/m", boundMicros: 40 },
};
const ended: ProbeEvent = {
  type: "probe.ended",
  data: { call: "c1", tier: "small", costMicros: 3, estimated: false },
};

test("PB1: a probe is open with its bound until its end is recorded", () => {
  const open = evolve(initial, { ...started, at: 7 });
  expect(open).toEqual({ c1: { tier: "small", boundMicros: 40, at: 7 } });
  expect(evolve(open, { ...ended, at: 8 })).toEqual({});
});
