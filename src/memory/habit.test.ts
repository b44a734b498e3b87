import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../value/json.ts";
import { type Answered, evidenceOf, habitsIn } from "./habit.ts";

let seq = 0;

function answer(before: Json, after: Json, subject: string | null = `s${(seq % 3) + 1}`): Answered {
  seq += 1;
  return { seq, subject, before, after };
}

const letter = (...lines: string[]): Json => ({ letter: { text: lines.join("\n") } });
const drafted = letter("Hi there!", "Thank you for your mail.", "Clara");
const cut = letter("Thank you for your mail.", "Clara");

test("HB1: what she leaves out of three drafts is a habit, borne out by how the others ended", () => {
  const answers = [
    answer(drafted, cut),
    answer(drafted, cut),
    answer(drafted, drafted),
    answer(drafted, cut),
    answer(drafted, cut),
  ];
  const seqs = answers.map((each) => each.seq);
  expect(habitsIn(answers)).toEqual([
    {
      rule: { rule: "removes", field: "/letter/text", text: "Hi there!" },
      subject: null,
      evidence: { for: [seqs[0], seqs[1], seqs[3], seqs[4]], against: [seqs[2]] },
      made: 4,
    },
  ]);
});

test("HB1: twice is no habit, and neither is what she leaves as often as not", () => {
  const twice = [answer(drafted, cut), answer(drafted, cut)];
  expect(habitsIn(twice)).toEqual([]);
  const often = [...twice, answer(drafted, cut)];
  expect(habitsIn(often)).toHaveLength(1);
  expect(habitsIn([...often, answer(drafted, drafted), answer(drafted, drafted)])).toEqual([]);
});

test("one piece for another is one habit, before those that are parts of it", () => {
  const greeted = letter("Good day.", "Thank you for your mail.", "Clara");
  const [first, ...others] = habitsIn([1, 2, 3].map(() => answer(drafted, greeted)));
  expect(first?.rule).toEqual({
    rule: "replaces",
    field: "/letter/text",
    text: "Hi there!",
    by: "Good day.",
  });
  expect(others).toEqual([]);
});

test("what she adds each time is one, and her signature beside it another", () => {
  const more = letter("Hi there!", "Thank you for your mail.", "Call me.", "Best", "Clara");
  const rules = habitsIn([1, 2, 3].map(() => answer(drafted, more))).map(({ rule }) => rule);
  expect(rules).toEqual([
    { rule: "adds", field: "/letter/text", text: "Call me." },
    { rule: "adds", field: "/letter/text", text: "Best" },
  ]);
});

test("the same value in the same field is one, and so is the same share of another amount", () => {
  const offers = [100, 200, 400].map((price) =>
    answer(
      { price: `${price}.00 EUR`, deposit: `${price / 2}.00 EUR`, days: 30, rush: true, of: "" },
      {
        price: `${price}.00 EUR`,
        deposit: `${price * 0.3}.00 EUR`,
        days: 14,
        rush: false,
        of: "x",
      },
    ),
  );
  expect(habitsIn(offers).map(({ rule }) => rule)).toEqual([
    { rule: "shares", field: "/deposit", of: "/price", percent: 30 },
    { rule: "sets", field: "/days", value: 14 },
    { rule: "sets", field: "/rush", value: false },
    { rule: "sets", field: "/of", value: "x" },
  ]);
});

test("amounts that are no round share of one another, or of nothing, are no habit", () => {
  const odd = (deposit: string, price: string) =>
    answer({ deposit: "9.99 EUR", price }, { deposit, price, list: [1] });
  const answers = [odd("33.33 EUR", "100.00 EUR"), odd("12.34 EUR", "99.00 EUR")];
  const none = [odd("1.00 EUR", "0.00 EUR"), odd("5.00 EUR", "5.00 EUR"), odd("2.00 EUR", "soon")];
  expect(habitsIn([...answers, ...none])).toEqual([]);
});

test("HB3: what she does with one client alone is about that client, by their drafts", () => {
  const theirs = [1, 2, 3].map(() => answer(drafted, cut, "ana"));
  const others = [1, 2, 3, 4].map(() => answer(drafted, drafted, "ben"));
  expect(habitsIn([...theirs, ...others])).toMatchObject([
    { subject: "ana", evidence: { for: theirs.map((each) => each.seq), against: [] } },
  ]);
  expect(habitsIn([1, 2, 3].map(() => answer(drafted, cut, null)))).toMatchObject([
    { subject: null },
  ]);
});

test("HB4: a draft that she wrote anew teaches no piece, and a text of a page no value", () => {
  const anew = letter("One thing.", "Two things.", "Three things.", "Four things.", "Five things.");
  expect(habitsIn([1, 2, 3].map(() => answer(drafted, anew)))).toEqual([]);
  const long = "x".repeat(90);
  expect(habitsIn([1, 2, 3].map(() => answer({ note: 1 }, { note: long })))).toEqual([]);
  expect(habitsIn([1, 2, 3].map(() => answer("a", "b")))).toEqual([]);
});

test("HB2: a piece that was never there says nothing of leaving it out", () => {
  const rule = { rule: "removes", field: "/letter/text", text: "Hi there!" } as const;
  const answers = [answer(cut, cut), answer(cut, drafted), answer(drafted, cut)];
  const [, back, gone] = answers.map((each) => each.seq);
  expect(evidenceOf(rule, null, answers)).toEqual({ for: [gone], against: [back] });
});

/** Drafts of few sentences and figures, so that the same changes come up again. */
const draft = fc.record({
  letter: fc.record({
    text: fc
      .shuffledSubarray(["Hi there!", "Thank you.", "We print.", "Best", "Clara"])
      .map((all) => all.join("\n")),
  }),
  price: fc.constantFrom("100.00 EUR", "200.00 EUR"),
  deposit: fc.constantFrom("30.00 EUR", "60.00 EUR", "50.00 EUR"),
  days: fc.constantFrom(14, 30),
});
const said = fc.array(fc.tuple(draft, draft, fc.constantFrom("ana", "ben", null)), {
  maxLength: 12,
});

test("HB1, HB3: whatever she answered, a habit is one that she shows, by answers that there were", () => {
  fc.assert(
    fc.property(said, (drafts) => {
      const answers = drafts.map(([before, after, subject]) => answer(before, after, subject));
      const whose = new Map(answers.map((each) => [each.seq, each.subject]));
      for (const { made, subject, evidence } of habitsIn(answers)) {
        const { for: pro, against } = evidence;
        expect(made).toBeGreaterThanOrEqual(3);
        expect(pro.length).toBeGreaterThanOrEqual(Math.max(made, 2 * against.length));
        const all = [...pro, ...against];
        expect(new Set(all).size).toBe(all.length);
        for (const seq of all) expect(whose.has(seq)).toBe(true);
        if (subject !== null) for (const seq of all) expect(whose.get(seq)).toBe(subject);
      }
    }),
  );
});
