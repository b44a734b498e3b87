import { expect, test } from "vitest";
import { type ApartEvent, evolve, initial } from "./apart.ts";

const begun = { call: "c1", tier: "small", model: "openai/m", boundMicros: 40 };
const done = { call: "c1", tier: "small", costMicros: 3, estimated: false };

test.each<[string, ApartEvent, ApartEvent]>([
  ["probe", { type: "probe.started", data: begun }, { type: "probe.ended", data: done }],
  [
    "call for vectors",
    {
      type: "embedding.started",
      data: { ...begun, to: "models.example", entries: [4], clients: ["s1"] },
    },
    { type: "embedding.ended", data: done },
  ],
])("AC1: a %s is open with its bound until its end is recorded", (_, started, ended) => {
  const open = evolve(initial, { ...started, at: 7 });
  expect(open).toEqual({ c1: { tier: "small", boundMicros: 40, at: 7 } });
  expect(evolve(open, { ...ended, at: 8 })).toEqual({});
});
