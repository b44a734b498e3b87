import { expect, test } from "vitest";
import { choose, each, leaf, parallel, planOf, wait } from "../../test/fixtures/nodes.ts";
import { blocks, walk } from "./plan.ts";

const plan = planOf(
  leaf("brief"),
  choose("paid", { yes: [leaf("open")], no: [each("remind", [leaf("send")])] }),
  parallel("both", { left: [wait("reply", null)], right: [] }),
);

test("walking a plan meets every node once, outer before inner, in order", () => {
  expect([...walk(plan.steps)].map((node) => node.path)).toEqual([
    "brief",
    "paid",
    "paid/yes/open",
    "paid/no/remind",
    "paid/no/remind/send",
    "both",
    "both/left/reply",
  ]);
});

test("PL1: the blocks of a node begin with its path", () => {
  expect(plan.steps.map((node) => blocks(node).map((block) => block.path))).toEqual([
    [],
    ["paid/yes", "paid/no"],
    ["both/left", "both/right"],
  ]);
});
