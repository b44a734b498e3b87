import { expect, test } from "vitest";
import { frame } from "../../../../test/fakes/frame.ts";
import { width } from "../layout.ts";
import { episodesLines } from "./episodes.ts";

const at = Date.UTC(2026, 8, 23, 7, 12);
const view = {
  episodes: [
    {
      number: 7,
      process: "onboard-client",
      title: "",
      client: "Nordlicht Coffee",
      startedAt: at,
      endedAt: null,
      status: "waiting" as const,
      costMicros: 0,
      moments: [
        { seq: 89, at, verb: "drafted", what: "brief", text: "" },
        { seq: 92, at, verb: "asked", what: "you: Send brief", text: "a deposit of half" },
      ],
    },
  ],
  read: 1,
  more: 0,
  asked: false,
  now: at,
  timeZone: "UTC",
  currency: "EUR",
  locale: "en-GB",
};

test("a time stands apart from what was done then, however long it is", () => {
  expect(episodesLines(view, frame())).toEqual([
    "Onboard Nordlicht Coffee · 7 · since Wed 23 September, waiting",
    "   Wed 23 September 07:12  drafted brief · entry 89",
    "   Wed 23 September 07:12  asked you: Send brief: “a deposit of half” · entry 92",
  ]);
  const later = { ...view, now: Date.UTC(2027, 0, 5) };
  expect(episodesLines(later, frame()).slice(0, 2)).toEqual([
    "Onboard Nordlicht Coffee · 7 · since Wed 23 September 2026, waiting",
    "   Wed 23 September 2026 07:12  drafted brief · entry 89",
  ]);
});

test("where there is little room, what was done stands below its time", () => {
  const lines = episodesLines(view, frame({ width: 40 }));
  expect(lines).toContain("   Wed 23 September 07:12");
  expect(lines).toContain("           drafted brief · entry 89");
  expect(lines.every((line) => width(line) <= 40)).toBe(true);
});
