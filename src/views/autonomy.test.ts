import { expect, test } from "vitest";
import { type Answered, offerOf } from "./autonomy.ts";

const said = (action: string, words: string, at = 1): Answered[] =>
  words.split("").map((letter, i) => ({
    at: at + i,
    action,
    said: letter === "y" ? "granted" : letter === "e" ? "edited" : "denied",
  }));

test("ten unedited yeses in a row make an offer, nine do not", () => {
  expect(offerOf(said("mail.send", "yyyyyyyyyy"))).toEqual({
    action: "mail.send",
    times: 10,
    since: 1,
  });
  expect(offerOf(said("mail.send", "yyyyyyyyy"))).toBeNull();
});

test("an edit or a no begins the count anew", () => {
  expect(offerOf(said("mail.send", "yyyyyyyyyyn"))).toBeNull();
  expect(offerOf(said("mail.send", "yyyyyeyyyyyyyyyy"))).toMatchObject({ times: 10, since: 7 });
});

test("of two, the one she was asked about more often is offered; of equal ones the first by name", () => {
  const [eleven, ten] = ["yyyyyyyyyyy", "yyyyyyyyyy"];
  expect(offerOf([...said("b", ten), ...said("a", eleven)])?.action).toBe("a");
  expect(offerOf([...said("b", ten), ...said("a", ten)])?.action).toBe("a");
  expect(offerOf([...said("a", ten), ...said("b", ten)])?.action).toBe("a");
});

test("answers that name no act are no experience", () => {
  expect(offerOf(said("", "yyyyyyyyyyyy"))).toBeNull();
});
