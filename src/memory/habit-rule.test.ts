import { expect, test } from "vitest";
import type { Json } from "../value/json.ts";
import { amountIn, covers, follows, type Rule, ruleIn, sentenceOf, textsOf } from "./habit-rule.ts";

const sets: Rule = { rule: "sets", field: "/letter/subject", value: "Your proofs" };
const shares: Rule = { rule: "shares", field: "/deposit", of: "/price", percent: 30 };
const replaces: Rule = { rule: "replaces", field: "/text", text: "Hi there!", by: "Good day." };
const removes: Rule = { rule: "removes", field: "/text", text: "Hi there!" };
const adds: Rule = { rule: "adds", field: "/text", text: "Good day." };

test.each<[Rule, Json, boolean | null]>([
  [sets, { letter: { subject: "Your proofs" } }, true],
  [sets, { letter: { subject: "Re: proofs" } }, false],
  [sets, {}, null],
  [shares, { deposit: "30.00 EUR", price: "100.00 EUR" }, true],
  [shares, { deposit: "31.00 EUR", price: "100.00 EUR" }, false],
  [shares, { deposit: "30.00 USD", price: "100.00 EUR" }, null],
  [shares, { deposit: "30.00 EUR", price: "0.00 EUR" }, null],
  [shares, { deposit: "30.00 EUR" }, null],
  [shares, { deposit: "soon", price: "100.00 EUR" }, null],
  [replaces, { text: "Good day.\nThank you." }, true],
  [replaces, { text: "Hi there!\nThank you." }, false],
  [replaces, { text: "Thank you." }, null],
  [removes, { text: "Thank you." }, true],
  [removes, { text: "Hi there!" }, false],
  [removes, { text: 3 }, null],
  [adds, { text: "Good day." }, true],
  [adds, { text: "Thank you." }, false],
])("%j of %j: %j", (rule, draft, expected) => {
  expect(follows(rule, draft)).toBe(expected);
});

test("an amount is one in the form that amounts have, of a currency that has so many digits", () => {
  expect(amountIn("12.00 EUR")).toEqual({ minor: 1200, currency: "EUR" });
  expect(amountIn("12.001 EUR")).toBeNull();
  expect(amountIn("about 12 EUR")).toBeNull();
  expect(amountIn(12)).toBeNull();
});

test("each rule is told in one sentence", () => {
  expect([sets, shares, replaces, removes, adds].map(sentenceOf)).toEqual([
    'In "letter.subject" write "Your proofs"',
    'Make "deposit" 30 % of "price"',
    'Write "Good day." instead of "Hi there!"',
    'Leave out "Hi there!"',
    'Write "Good day."',
  ]);
});

test("the words in a rule are those that may name somebody", () => {
  const words = [sets, shares, replaces, adds, { ...sets, value: 3 } as const].map(textsOf);
  expect(words).toEqual([["Your proofs"], [], ["Hi there!", "Good day."], ["Good day."], []]);
});

test("HE2: what was answered about some words, or about a figure of that kind, is not asked again", () => {
  expect(covers(replaces, removes)).toBe(true);
  expect(covers(replaces, adds)).toBe(true);
  expect(covers(removes, adds)).toBe(false);
  expect(covers(removes, { ...removes, field: "/other" })).toBe(false);
  expect(covers(shares, { ...shares, percent: 40 })).toBe(true);
  expect(covers(sets, shares)).toBe(false);
});

test("a rule is read back as it was recorded; nothing else is one", () => {
  const number: Rule = { rule: "sets", field: "/n", value: 3 };
  const flag: Rule = { rule: "sets", field: "/n", value: true };
  for (const rule of [sets, shares, replaces, removes, adds, number, flag])
    expect(ruleIn(rule)).toEqual(rule);
  expect(ruleIn({ rule: "sets", field: "/n", value: [1] })).toBeNull();
  expect(ruleIn({ rule: "guesses" })).toBeNull();
  expect(ruleIn(null)).toBeNull();
});
