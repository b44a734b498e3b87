import { expect, test } from "vitest";
import { wantsOf } from "./wants.ts";

const nothing = { time: false, name: false, number: false, change: false, several: false };

test.each([
  ["When did she move?", { ...nothing, time: true }],
  ["  how long did it take?", { ...nothing, time: true, number: true }],
  ["In what year did she move?", { ...nothing, time: true }],
  ["Where does she live?", { ...nothing, name: true }],
  ["What book did she read?", { ...nothing, name: true }],
  ["How many times did she call?", { ...nothing, number: true, several: true }],
  ["What big projects has she had?", { ...nothing, several: true }],
  ["Which week was it?", { ...nothing, time: true, name: true }],
  ["At what time do they open?", { ...nothing, number: true }],
  ["What did they decide at first, and what later?", { ...nothing, change: true }],
  ["Why did she move?", nothing],
  ["Wann zog sie um?", nothing],
])("%s", (question, wants) => {
  expect(wantsOf(question)).toEqual(wants);
});
