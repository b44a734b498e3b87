import { expect, test } from "vitest";
import { mentionsIn } from "./names.ts";
import { inFirstPerson } from "./voice.ts";

const people = [["Ann"], ["Bob"]];

test.each([
  ["When did Ann sell her car to Bob?", "When did I sell my car to you?"],
  ["Where is Ann?", "Where am I?"],
  ["Why does Ann think she has it?", "Why do I think I have it?"],
  ["What does Ann do when they meet Bob's son?", "What do I do when I meet your son?"],
  ["What was Ann's first job, and where were they?", "What was my first job, and where was I?"],
  ["Why  is it that he does  this, Ann? ", "Why is it that I do this, I?"],
])("%s", (question, put) => {
  expect(inFirstPerson(question, mentionsIn(question, people), [0])).toBe(put);
});
