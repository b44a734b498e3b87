import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ofYear, position, problem, text } from "./series.ts";

test("a pattern gives a series of its year, and numbers padded to its width", () => {
  const series = ofYear("YYYY-NNN", "2026");
  expect(text(series, 11)).toBe("2026-011");
  expect(text(series, 1234)).toBe("2026-1234");
  expect(text(ofYear("INV-YYYY-NNNN", "2026"), 7)).toBe("INV-2026-0007");
});

test.each(["YYYY-NNN", "NNNN", "RE/YYYY/NNN", "INV-NNN"])("%s is a shape of numbers", (pattern) => {
  expect(problem(pattern)).toBeNull();
});

test.each(["", "2026-", "YYYY", "YYYY-YYYY-N", "nnn", "N N"])("%j is none", (pattern) => {
  expect(problem(pattern)).toContain('like "YYYY-NNN"');
});

test("every number finds its position again", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("2026-NNN", "NNNN", "INV-2026-N", "RE/26/NN"),
      fc.integer({ min: 1, max: 99_999 }),
      (series, n) => {
        expect(position(series, text(series, n))).toBe(n);
      },
    ),
  );
});

test.each(["2025-011", "2026-11", "2026-0011", "2026-011-CN", "2026-000", "", "x"])(
  "%j is no number of 2026-NNN",
  (number) => {
    expect(position("2026-NNN", number)).toBeNull();
  },
);
