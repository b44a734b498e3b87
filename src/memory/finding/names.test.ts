import { expect, test } from "vitest";
import { mentionsIn, namesOf, replaced } from "./names.ts";

const people = [["Ann Lee", "Ann"], ["Bob"], ["Will Ray", "Will"], ["C.J. (CJ)"]];
const named = (text: string) =>
  mentionsIn(text, people).map(({ people: [person], at, length }) => [
    person,
    text.slice(at, at + length),
  ]);

test("an author goes by the whole name and the given one", () => {
  expect(namesOf("Ann Lee")).toEqual(["Ann Lee", "Ann"]);
  expect(namesOf("Ann Lee <ann@example.org>")).toEqual(["Ann Lee", "Ann"]);
  expect(namesOf("Dr. Ann Lee")).toEqual(["Dr. Ann Lee", "Ann Lee", "Ann"]);
  expect(namesOf("The Printers")).toEqual(["The Printers", "Printers"]);
  expect(namesOf("Caroline")).toEqual(["Caroline"]);
  expect(namesOf("J. Doe")).toEqual(["J. Doe"]);
  expect(namesOf("<ann@example.org>")).toEqual(["<ann@example.org>"]);
  expect(namesOf(" ")).toEqual([]);
});

test("people are found in the order of the text, whatever their case and possessive", () => {
  expect(named("Did bob see ANN's car?")).toEqual([
    [1, "bob"],
    [0, "ANN's"],
  ]);
  expect(mentionsIn("Bob’s", people)).toEqual([
    { people: [1], at: 0, length: 5, possessive: true },
  ]);
  expect(mentionsIn("Bob", people)).toEqual([{ people: [1], at: 0, length: 3, possessive: false }]);
});

test("NA1: the longest name counts, and no part of it again", () => {
  expect(named("Ann Lee and Ann")).toEqual([
    [0, "Ann Lee"],
    [0, "Ann"],
  ]);
});

test("a name inside another word is none", () => {
  expect(named("Annual Bobsled, Älann, Ann2")).toEqual([]);
});

test("NA3: a name that is a word too counts in its own case alone", () => {
  expect(named("will Will go, and WILL will ray?")).toEqual([
    [2, "Will"],
    [2, "will ray"],
  ]);
  expect(mentionsIn("mark this, Mark", [["Mark"]])).toHaveLength(1);
});

test("signs in a name are signs, and nothing of a pattern", () => {
  expect(named("Is C.J. (CJ) there?")).toEqual([[3, "C.J. (CJ)"]]);
  expect(named("Is CxJ. (CJ) there?")).toEqual([]);
});

test("NA2: a name that several go by names all of them", () => {
  const namesakes = ["Ann Ray", "Ann", "ann lee", "Ann Lee <ann@example.org>"].map(namesOf);
  expect(mentionsIn("Ann and Ann Lee", namesakes)).toMatchObject([
    { people: [0, 1, 2, 3] },
    { people: [2, 3] },
  ]);
});

test("mentions give way to something else", () => {
  const text = "Ann met Bob.";
  expect(replaced(text, mentionsIn(text, people), ({ people }) => `<${people.join()}>`)).toBe(
    "<0> met <1>.",
  );
  expect(replaced(text, [], () => "")).toBe(text);
});
