import { expect, test } from "vitest";
import type { Json } from "../value/json.ts";
import { ownText } from "../value/label.ts";
import {
  evolve,
  type Heuristic,
  type HeuristicEvent,
  initial,
  isOutweighed,
  toldOf,
} from "./heuristic.ts";

const rule = { rule: "removes", field: "/text", text: "Hi there!" } as const;
let seq = 0;
const given = (...events: HeuristicEvent[]): Heuristic =>
  events.reduce(
    (state, event) => evolve(state, { ...event, seq: (seq += 1), subject: "s1" }),
    initial,
  );

const borne = { for: [1, 2, 3], against: [4] };
const proposed: HeuristicEvent = {
  type: "heuristic.proposed",
  data: { item: 9, action: "a/ok", process: "a", agents: ["writer"], ...borne },
  values: { rule: ownText(rule) },
};
const settled = (
  item: number,
  as: "consented" | "refused" | "kept" | "retired",
): HeuristicEvent => ({
  type: "heuristic.settled",
  data: { item, as },
});
const doubted: HeuristicEvent = {
  type: "heuristic.doubted",
  data: { item: 12, ...borne },
  values: { rule: ownText(rule) },
};

test("HE1: what was learned waits for her word, which settles it", () => {
  expect(given(proposed)).toMatchObject({ status: "proposed", item: 9, rule, agents: ["writer"] });
  expect(given(proposed, settled(9, "consented"))).toMatchObject({
    status: "consented",
    item: null,
  });
  expect(given(proposed, settled(9, "refused"))).toMatchObject({ status: "refused", item: null });
});

test("HE3: she is asked again of what she consented to, and keeps it or retires it", () => {
  const told = [proposed, settled(9, "consented"), doubted];
  expect(given(...told)).toMatchObject({ status: "consented", item: 12 });
  const kept = given(...told, settled(12, "kept"));
  expect(kept).toMatchObject({ status: "consented", item: null, settledSeq: seq });
  expect(given(...told, settled(12, "retired"))).toMatchObject({ status: "retired", item: null });
  const why = ownText("we greet again");
  expect(given(...told, { type: "heuristic.retired", data: {}, values: { why } })).toMatchObject({
    status: "retired",
    item: null,
  });
});

test("HE3: three answers against it outweigh it, where fewer are for it", () => {
  expect(isOutweighed({ for: 2, against: 3 })).toBe(true);
  expect(isOutweighed({ for: 3, against: 3 })).toBe(false);
  expect(isOutweighed({ for: 0, against: 2 })).toBe(false);
});

test("of a heuristic an agent is told what is for it, and never whom else it is for", () => {
  const text: { value: Json } = { value: "no exclamation marks" };
  const hers = new Map([["text", text]]);
  const scoped = new Map([...hers, ["scope", { value: { agents: ["writer"] } }]]);
  expect(toldOf("heuristic", hers, "reader")).toEqual([["text", text]]);
  expect(toldOf("heuristic", hers, null)).toEqual([["text", text]]);
  expect(toldOf("heuristic", scoped, "writer")).toEqual([["text", text]]);
  expect(toldOf("heuristic", scoped, "reader")).toEqual([]);
  expect(toldOf("heuristic", scoped, null)).toEqual([]);
  expect(toldOf("client", scoped, "reader")).toHaveLength(2);
});
