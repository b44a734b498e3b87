import { expect, test } from "vitest";
import type { Entry } from "./journal.ts";
import { highest, missing, numbersOf } from "./numbers.ts";
import { settings } from "./settings.ts";

const given = { journal: "a", invoices: "b", vat: { rate: 19 } };
const of = (more: object) => numbersOf(settings.parse({ ...given, ...more }));
const several = of({
  numbers: [
    { kind: "deposit", series: "D-YYYY-NNN" },
    { currency: "USD", series: "US-YYYY-NN" },
  ],
  credits: "CN-YYYY-NNN",
  last: ["2026-010", "CN-2026-002"],
});
const entry = (tags: Record<string, string>, code = ""): Entry => ({
  line: 1,
  date: "2026-06-02",
  code,
  description: "",
  tags,
  postings: [],
});
const invoices = (...numbers: string[]) => numbers.map((invoice) => entry({ invoice }));
const credit = (number: string, invoice: string) =>
  entry({ mainstay: "credit-note", invoice, credit: number }, number);

test("a kind or a currency has a series of its own; the first that fits", () => {
  expect(several.invoice("deposit", "USD")).toBe("D-YYYY-NNN");
  expect(several.invoice("final", "USD")).toBe("US-YYYY-NN");
  expect(several.invoice("final", "EUR")).toBe("YYYY-NNN");
  expect(of({}).credit).toBe("YYYY-NNN");
});

test("NU1: each series goes on behind its own highest, and behind the last of before", () => {
  const entries = [...invoices("2026-011", "US-2026-07"), credit("CN-2026-003", "2026-011")];
  expect(highest(several, entries, "2026-NNN")).toBe(11);
  expect(highest(several, entries, "US-2026-NN")).toBe(7);
  expect(highest(several, entries, "CN-2026-NNN")).toBe(3);
  expect(highest(several, [], "CN-2026-NNN")).toBe(2);
  expect(highest(several, entries, "D-2026-NNN")).toBe(0);
});

test("NU1: a credit note of the invoices' own series takes its place in it", () => {
  const entries = [...invoices("2026-001", "2026-002"), credit("2026-003", "2026-001")];
  expect(highest(of({}), entries, "2026-NNN")).toBe(3);
  expect(missing(of({}), [...entries, ...invoices("2026-004")])).toBeNull();
  expect(missing(of({}), [...invoices("2026-001"), credit("2026-003", "2026-001")])).toBe(
    "2026-002",
  );
});

test("a gap in any series is named", () => {
  expect(missing(several, invoices("2026-011", "US-2026-01", "US-2026-03"))).toBe("US-2026-02");
  expect(missing(several, [credit("CN-2026-004", "2026-011")])).toBe("CN-2026-003");
  expect(missing(several, invoices("2026-011", "US-2026-01"))).toBeNull();
});

test("two series that begin alike are refused: one number could belong to both", () => {
  const alike = { ...given, credits: "YYYY-NNNN" };
  expect(JSON.stringify(settings.safeParse(alike).error?.issues)).toContain("begin alike");
  expect(settings.safeParse({ ...given, credits: "YYYY-NNN" }).success).toBe(true);
});

test("numbers of before these books take their place, and begin no series here", () => {
  const before = (...numbers: string[]) =>
    numbers.map((invoice) => entry({ mainstay: "opening", invoice }, invoice));
  const paid = entry({ mainstay: "payment", invoice: "2026-003" });
  expect(missing(of({}), [...before("2026-003", "2026-007"), paid])).toBeNull();
  const all = [...before("2026-003", "2026-009"), paid, ...invoices("2026-008", "2026-010")];
  expect(missing(of({}), all)).toBeNull();
  expect(highest(of({}), all, "2026-NNN")).toBe(10);
});
