import { expect, test } from "vitest";
import { type Labelled, ownText } from "../value/label.ts";
import { openItem } from "./item.ts";
import { project } from "./project.ts";

const place = { at: 5, seq: 9, intent: 9, subject: "s1" };
const told = (type: string, data: object, values: Record<string, Labelled> = {}) =>
  project({ stream: "heuristic/h1", type: `heuristic.${type}`, data, values, ...place });

const rule = ownText({ rule: "removes", field: "/text", text: "Hi there!" });
const gone: Labelled = { value: null, labels: {}, forgotten: true };
const borne = { item: 31, for: [1], against: [] };
const asked = openItem(31, "heuristic", null, "h1", place, null);
const standing = (status: string) => ({
  op: "set",
  table: "heuristic",
  key: { key: "h1" },
  set: { status },
});

test("HE1: what was learned is an item until she answers, and none where it was forgotten", () => {
  const data = { ...borne, action: "a/ok", process: "a", agents: ["writer"] };
  expect(told("proposed", data, { rule })).toEqual([
    {
      op: "put",
      table: "heuristic",
      row: { key: "h1", seq: 9, at: 5, action: "a/ok", subject: "s1", status: "proposed" },
    },
    asked,
  ]);
  expect(told("proposed", data, { rule: gone })).toEqual([]);
  expect(told("settled", { item: 31, as: "consented" })).toEqual([
    { op: "put", table: "answer", row: { seq: 9, at: 5, action: "", said: "consented" } },
    { op: "set", table: "item", key: { number: 31 }, set: { status: "closed" } },
    standing("consented"),
  ]);
});

test("HE3: she is asked whether it still holds, and what she keeps goes on", () => {
  expect(told("doubted", borne, { rule })).toEqual([asked]);
  expect(told("doubted", borne, { rule: gone })).toEqual([]);
  expect(told("settled", { item: 31, as: "kept" }).at(-1)).toEqual(standing("consented"));
  expect(told("retired", {}, { why: ownText("x") })).toEqual([
    {
      op: "setWhere",
      table: "item",
      where: { about: "h1", status: "open" },
      set: { status: "closed" },
    },
    standing("retired"),
  ]);
});
