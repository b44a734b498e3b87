import { expect, test } from "vitest";
import { bundled } from "./bundle.ts";
import type { Line } from "./diary.ts";

const line = (more: Partial<Line>): Line => ({
  at: 1,
  client: "",
  verb: "came",
  line: "x",
  ...more,
});
const news = (text: string, at = 1) => line({ at, line: text, bundle: "newsletters" });

test("what needs nobody is counted, moment by moment", () => {
  const lines = [news("a"), line({ line: "mail" }), news("b"), news("c", 2)];
  expect(bundled(lines).map((each) => each.line)).toEqual([
    "2 that need nobody (newsletters)",
    "mail",
    "c",
  ]);
});

test("what is drafted for one client at one moment stands in one line", () => {
  const drafted = (client: string, text: string) => line({ verb: "drafted", client, line: text });
  const lines = [drafted("Ana", "brief"), drafted("Tom", "brief"), drafted("Ana", "letter")];
  expect(bundled(lines).map((each) => each.line)).toEqual(["brief; letter", "brief"]);
});

test("other lines stand for themselves", () => {
  const lines = [line({ verb: "did" }), line({ verb: "did" })];
  expect(bundled(lines)).toEqual(lines);
});
