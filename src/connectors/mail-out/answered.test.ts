import { expect, test } from "vitest";
import { isAnswered } from "./answered.ts";

const letter = { to: "tom@x.example", subject: "Re: Prices", inReplyTo: "<m1@x>" };
const sentAt = 1_000;
const mail = (more: object = {}, at = 900) => ({
  content: { from: { name: "Tom", address: "Tom@x.example" }, title: "Prices?", ...more },
  at,
});

test("her letter answers what he wrote before it on the same mail, or under the same subject", () => {
  expect(isAnswered(letter, sentAt, mail({ title: "AW: Re: prices" }))).toBe(true);
  expect(isAnswered(letter, sentAt, mail({ inReplyTo: "m1@x" }))).toBe(true);
  expect(isAnswered(letter, sentAt, mail({ references: ["<m0@x>", "<m1@x>"] }))).toBe(true);
});

test("it does not answer what came after it, from others, or about something else", () => {
  expect(isAnswered(letter, sentAt, mail({ title: "Re: Prices" }, 1_001))).toBe(false);
  expect(isAnswered(letter, sentAt, mail({ title: "A poster" }))).toBe(false);
  const ben = { from: { name: "Ben", address: "ben@x.example" } };
  expect(isAnswered(letter, sentAt, mail({ ...ben, title: "Re: Prices" }))).toBe(false);
  expect(isAnswered({ ...letter, inReplyTo: null }, sentAt, mail({ inReplyTo: "m1@x" }))).toBe(
    false,
  );
});
