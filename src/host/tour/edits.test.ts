import { expect, test } from "vitest";
import { edits } from "./edits.ts";

const before = {
  project: { deadline: "d15", note: "" },
  list: [{ text: "a" }],
  letter: { text: "x\ny" },
  n: 1,
};
const after = {
  project: { deadline: "d18", note: "new" },
  list: [{ text: "b" }],
  letter: { text: "z" },
  n: 2,
};
const said = (...at: string[]) => edits(before, after, at, (text) => text.replace("d", "day "));

test("a short value is told with what it was", () => {
  expect(said("/project/deadline", "/n")).toEqual(["project deadline day 15 → day 18", "n 1 → 2"]);
  expect(said("/project/note")).toEqual(["project note: new"]);
});

test("places in a list say nothing, and the same is told once", () => {
  expect(said("/list/0/text", "/list/0/text")).toEqual(["list text a → b"]);
});

test("a long value, or one of several lines, is only said to have changed", () => {
  expect(edits({ t: "a" }, { t: "b\nc" }, ["/t"], String)).toEqual(["t changed"]);
  expect(edits({ t: "a" }, { t: "b".repeat(41) }, ["/t"], String)).toEqual(["t changed"]);
  expect(edits({ t: "a" }, { t: ["b"] }, ["/t"], String)).toEqual(["t changed"]);
});
