import { expect, test } from "vitest";
import { countTo, forever, kinds, leastMs, rulesFrom, termOf } from "./retention.ts";

const day = 86_400_000;
const digest = (n: number) => n.toString(16).padStart(12, "0").padEnd(64, "f");

test("RK1: what no rule names is kept forever", () => {
  const rules = rulesFrom({ prompts: { ...forever, keepMs: day } });
  expect(Object.keys(rules)).toEqual([...kinds]);
  expect(termOf(rules.mails, { at: 1, digest: digest(1) })).toEqual({
    goesAt: null,
    sampled: false,
  });
  expect(termOf(rules.prompts, { at: 1, digest: digest(1) })).toEqual({
    goesAt: day + 1,
    sampled: false,
  });
});

test("RK3: a sample is drawn by the digest alone, and stays until its own end", () => {
  const rule = { keepMs: day, sample: 4, untilMs: 3 * day };
  const drawn = Array.from({ length: 40 }, (_, n) => termOf(rule, { at: 0, digest: digest(n) }));
  expect(drawn.filter(({ sampled }) => sampled)).toHaveLength(10);
  expect(drawn[0]).toEqual({ goesAt: 3 * day, sampled: true });
  expect(drawn[1]).toEqual({ goesAt: day, sampled: false });
  expect(termOf({ ...rule, untilMs: null }, { at: 0, digest: digest(8) })).toEqual({
    goesAt: null,
    sampled: true,
  });
});

test("RK4: letters of trade are kept seven years at least, anything a day", () => {
  expect(leastMs("mails") / day).toBe(2_557);
  expect(leastMs("prompts")).toBe(day);
});

test("RK5: no more than a month is counted at once; a clock that was ahead counts as now", () => {
  expect(countTo(100 * day, 90 * day)).toBe(100 * day);
  expect(countTo(1_000 * day, 90 * day)).toBe(121 * day);
  expect(countTo(100 * day, 900 * day)).toBe(100 * day);
});
