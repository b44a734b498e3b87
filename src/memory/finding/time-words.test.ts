import { expect, test } from "vitest";
import { spansIn } from "./dates.ts";
import { timeWords } from "./time-words.ts";

const words = (text: string) => spansIn(text, Date.UTC(2026, 4, 1)).map(timeWords);
const third = ["3", "3st", "3nd", "3rd", "3th"];

test("a month is named by itself and its year, a day by itself and its month", () => {
  expect(words("in May 2025")).toEqual([[["mai"], ["2025"]]]);
  expect(words("on 3 January 2025")).toEqual([[["januari", "jan"], third]]);
  expect(words("on January 3")).toEqual([[["januari", "jan"], third]]);
  expect(words("last month")).toEqual([[["april", "apr"], ["2026"]]]);
});

test("what is no month and no day has no words of its own", () => {
  expect(words("in June, in 2025, in summer 2025, last week")).toEqual([null, null, null, null]);
});
