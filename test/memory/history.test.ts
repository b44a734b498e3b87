import { expect, test } from "vitest";
import type { FactHistory } from "../../src/api/contract/facts.ts";
import { studio } from "../bad-input/company.ts";

test("D3: every version of a fact is told in both times, with who said it and why", async () => {
  const company = await studio();
  const ana = ["--client", "ana@nordlicht.example"];
  const say = (...words: string[]) => company.type("fact", ...words, ...ana);
  await say("set", "preference.paper", "glossy", "--from", "2026-01-01");
  await say("set", "preference.paper", "coated", "--from", "2026-03-01");
  await say("correct", "preference.paper", "uncoated", "--because", "misheard");
  const { out } = await company.type("fact", "history", "preference.paper", ...ana, "--json");
  const { versions } = JSON.parse(out) as FactHistory;
  const march = Date.parse("2026-02-28T23:00Z");
  expect(versions).toMatchObject([
    { value: "uncoated", validFrom: march, heldTo: null, knownTo: null, holds: true, by: "you" },
    { value: "coated", validFrom: march, heldTo: null, knownTo: versions[0]?.recordedAt },
    { value: "glossy", heldTo: march, knownTo: null },
  ]);
  const told = await company.type("fact", "history", "preference.paper", ...ana);
  expect(told.out).toMatch(/uncoated\n {3}holds .*2026.* – …\n {3}known .* – now\n/);
  expect(told.out).toMatch(/misheard · entry \d+/);
});
