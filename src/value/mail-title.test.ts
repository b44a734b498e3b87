import { expect, test } from "vitest";
import { answerTitle, bareTitle } from "./mail-title.ts";

test.each([
  ["Two posters", "Re: Two posters"],
  ["Re: Two posters", "Re: Two posters"],
  ["RE:Two posters", "RE:Two posters"],
  ["AW: Re: Two posters", "AW: Re: Two posters"],
  ["Sv: Two posters", "Sv: Two posters"],
  ["Re[2]: Two posters", "Re[2]: Two posters"],
  ["Fwd: Re: Two posters", "Re: Fwd: Re: Two posters"],
  ["Rework: posters", "Re: Rework: posters"],
  ["", "Re: "],
])("the answer to %j is called %j", (title, answer) => {
  expect(answerTitle(title)).toBe(answer);
});

test("what mails are about is the same whatever programs put before it", () => {
  expect(bareTitle("AW: Re[2]: WG: Two Posters ")).toBe(bareTitle("two posters"));
  expect(bareTitle("Rework: posters")).toBe("rework: posters");
});
