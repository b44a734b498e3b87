import { expect, test } from "vitest";
import type { Json } from "../../../value/json.ts";
import type { FactHistory } from "../../../api/contract/facts.ts";
import { frame } from "../../../../test/fakes/frame.ts";
import { spanLines } from "./fact-spans.ts";
import { factsLines, historyLines, told } from "./facts.ts";

test.each<[Json, string]>([
  ["uncoated", "uncoated"],
  [7, "7"],
  [true, "yes"],
  [false, "no"],
  [null, "nothing"],
  [[], "none"],
  [["a", 2], "a, 2"],
  [{ name: "Ana", phone: "", street: null, at: ["x", "y"] }, "name: Ana, at: x, y"],
  [
    [{ text: "a logo", price: "10.00 EUR" }, { text: "signs" }],
    "text: a logo, price: 10.00 EUR; text: signs",
  ],
])("%j on record reads as people say it", (value, said) => {
  expect(told(value)).toBe(said);
});

test("where nothing is on record it says of what, about whom, and when", () => {
  const none = { client: "Ana", lead: "Ana", records: [], at: 0, known: 0, timeZone: "UTC" };
  const said = (asked?: object) => factsLines(none, frame(), asked).join(" ");
  expect(said()).toBe("Nothing is on record about Ana: see npx mainstay fact set --help");
  expect(said({ kind: "note" })).toBe("No note is on record about Ana");
  expect(said({ past: true })).toBe("Nothing was on record about Ana then");
});

test("a fact that was taken back is not known now; a time is said once where it began when it was noted", () => {
  const version = { ...line, version: 2, known: false, value: null, holds: false };
  const before = { ...line, known: true, holds: false, heldTo: null, knownTo: at };
  const history = { client: "Ana", kind: "preference", field: "paper", gone: false, rested: [] };
  const versions = [{ ...version, heldTo: null, knownTo: null }, before];
  const lines = historyLines({ ...history, versions, timeZone: "UTC" }, frame());
  expect(lines).toContain("now     not known");
  expect(lines).toContain("before  uncoated");
  expect(lines.join(" ").replaceAll(/\s+/g, " ")).toContain(
    "noted Wed 23 September 2026 07:12, from then on",
  );
});

const at = Date.UTC(2026, 8, 23, 7, 12);
const line = {
  field: "paper",
  value: "uncoated",
  by: "you",
  reason: "set",
  recordedAt: at,
  validFrom: at + 400,
  validTo: null,
  expiresAt: null,
  confidence: 100,
  confirmed: 0,
  confirmedAt: at,
  vouched: true,
  secret: false,
  staleSince: null,
  version: 1,
  shape: 1,
  source: 12,
  removed: null,
};

test("a version that was removed says when, by whose word and why", () => {
  const view: FactHistory = {
    client: "Nordlicht",
    kind: "preference",
    field: "diet",
    gone: false,
    versions: [
      {
        ...line,
        value: null,
        known: false,
        removed: { at, by: "you", because: "she asked for it" },
        holds: false,
        heldTo: null,
        knownTo: null,
      },
    ],
    rested: [],
    timeZone: "UTC",
  };
  for (const lines of [historyLines(view, frame()), spanLines(view, frame())]) {
    const text = lines.join(" ").replaceAll(/\s+/g, " ");
    expect(text).toContain(
      "removed for good Wed 23 September 2026 07:12, by you: she asked for it",
    );
    expect(text).not.toContain("not known");
  }
});

test("until when a fact is believed is said with its hour, where a day does not say it", () => {
  const until = (expiresAt: number) => {
    const facts = [{ ...line, expiresAt }];
    const records = [{ kind: "preference", key: "k", title: "", facts }];
    const view = { client: "Ana", lead: "Ana", records, at, known: at, timeZone: "UTC" };
    return factsLines(view, frame()).join(" ").replaceAll(/\s+/g, " ");
  };
  expect(until(Date.UTC(2026, 10, 21, 15))).toContain("believed until Sat 21 November 15:00");
  expect(until(Date.UTC(2026, 10, 21))).toMatch(/believed until Sat 21 November(?! \d\d:)/);
});
