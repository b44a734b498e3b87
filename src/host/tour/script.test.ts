import path from "node:path";
import { expect, test } from "vitest";
import { parseScript, readScript } from "./script.ts";

const parse = (entries: string) =>
  parseScript(
    `tour: t\nbegins: "2026-06-01 08:00"\nends: "2026-06-02 18:00"\nentries:\n${entries}`,
    "t.yaml",
    "Europe/Berlin",
  );

test("times are the company's", () => {
  const { begins, entries } = parse(`  - { id: a, at: "2026-06-01 16:41", arrive: mail/a.eml }`);
  expect(new Date(begins).toISOString()).toBe("2026-06-01T06:00:00.000Z");
  expect(entries).toEqual([{ id: "a", at: Date.UTC(2026, 5, 1, 14, 41), arrive: "mail/a.eml" }]);
});

test("answers that name their item in the same words are about one after the other", () => {
  const answer = (id: string, step: string) =>
    `  - { id: ${id}, at: "2026-06-01 16:41", answer: { from: a@b.example, step: ${step}, say: approve } }`;
  const { entries } = parse(
    [answer("a", "read"), answer("b", "other"), answer("c", "read")].join("\n"),
  );
  expect(entries.map((entry) => "nth" in entry && entry.nth)).toEqual([0, 0, 1]);
});

test.each([
  [
    "two entries of one id",
    `  - { id: a, at: "2026-06-01 09:00", arrive: m.eml }\n`.repeat(2),
    /two entries are called "a"/,
  ],
  [
    "an entry before the one above it",
    `  - { id: a, at: "2026-06-01 09:00", arrive: m.eml }\n  - { id: b, at: "2026-06-01 08:59", arrive: m.eml }`,
    /"b" stands behind a later entry/,
  ],
  [
    "an entry after the end",
    `  - { id: a, at: "2026-06-03 09:00", arrive: m.eml }`,
    /after its end/,
  ],
  [
    "a need that nothing before it fills",
    `  - { id: a, at: "2026-06-01 09:00", needs: b, arrive: m.eml }`,
    /"a" names "b"/,
  ],
  ["a file elsewhere", `  - { id: a, at: "2026-06-01 09:00", arrive: ../m.eml }`, /line 5/],
  ["a time that is none", `  - { id: a, at: "9 o'clock", arrive: m.eml }`, /line 5/],
  ["an entry that says nothing", `  - { id: a, at: "2026-06-01 09:00" }`, /line 5/],
  ["broken YAML", `  - { id: a`, /line \d/],
])("SC1, SC2: %s is refused with its place", (_, entries, message) => {
  expect(() => parse(entries)).toThrow(/^Cannot play "t\.yaml": /);
  expect(() => parse(entries)).toThrow(message);
});

test("the example's script can be played", async () => {
  const studio = path.resolve(import.meta.dirname, "../../../examples/studio");
  const script = await readScript(studio, "tour/first-month.yaml", "Europe/Berlin");
  expect(script.entries.length).toBeGreaterThan(30);
});
