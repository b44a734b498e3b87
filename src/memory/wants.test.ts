import { expect, test } from "vitest";
import { wantsOf } from "./wants.ts";

const nothing = { time: false, name: false, several: false };

test.each([
  ["When did she move?", { ...nothing, time: true }],
  ["  how long did it take?", { ...nothing, time: true }],
  ["In what year did she move?", { ...nothing, time: true }],
  ["Where does she live?", { ...nothing, name: true }],
  ["What book did she read?", { ...nothing, name: true }],
  ["How many times did she call?", { ...nothing, several: true }],
  ["What big projects has she had?", { ...nothing, several: true }],
  ["Which week was it?", { ...nothing, time: true, name: true }],
  ["Why did she move?", nothing],
  ["Wann zog sie um?", nothing],
])("%s", (question, wants) => {
  expect(wantsOf(question)).toEqual(wants);
});
