import { expect, test } from "vitest";
import { ownText } from "../value/label.ts";
import { type Fact, factFrom } from "./fact.ts";
import { titleIn } from "./title.ts";

function fact(value: string, more: Partial<Fact> = {}): Fact {
  const said = { reason: "", author: "operator", validFrom: 0, source: 1, version: 1 };
  const made = factFrom(ownText({}), "f", value, { ...said, entry: 1, intent: 1, recordedAt: 1 });
  return { ...made, ...more };
}

test("a record is called by its number before its name, in at most 60 characters", () => {
  const number = fact("2026-012");
  const record = new Map([
    ["name", fact("Nordlicht")],
    ["number", number],
  ]);
  expect(titleIn(record)).toEqual({ text: "2026-012", fact: number });
  expect(titleIn(new Map([["text", fact("x".repeat(61))]]))?.text).toBe(`${"x".repeat(59)}…`);
});

test("nothing is called by what is secret or empty", () => {
  const labels = { "": { origins: ["operator"], clients: [], sensitivity: "secret" } } as const;
  const hidden = fact("1234", { labels: labels as unknown as Fact["labels"] });
  expect(titleIn(new Map([["number", hidden]]))).toBeNull();
  expect(titleIn(new Map([["name", fact("")]]))).toBeNull();
});
