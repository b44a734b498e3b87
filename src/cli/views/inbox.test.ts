import { expect, test } from "vitest";
import { frame } from "../../../test/fakes/frame.ts";
import { inbox } from "../../../test/fakes/sample-items.ts";
import { inboxLines } from "./inbox.ts";

test("the inbox ranks by urgency and says why each waits", () => {
  expect(inboxLines(inbox, frame()).join("\n")).toBe(
    `
Inbox · 3 decisions · about 4 minutes                   Tue 2 June 09:12
NOW
 17 Nordlicht Coffee   Send brief + deposit invoice 2,856.00 EUR
    client waits since Mon 16:41 · mail is final · ignored: asked again 13:00
 18 Harbour Books      Is 2026-009 (1,190.00) paid?
    14 days late · bank data 6 days old, so the reminder is held
TODAY
 15 Ana Ruiz           Write the brief by hand

Open one   npx mainstay show 17
Answer it  npx mainstay approve 17
Stop all   npx mainstay stop`.trimStart(),
  );
});

test("on a terminal it names keys instead of commands", () => {
  expect(inboxLines(inbox, frame({ keys: true })).at(-1)).toBe(
    "number + enter opens one  s stop everything  q quit",
  );
});

test("AP4: an answer is offered only to what still takes one", () => {
  const [first, ...others] = inbox.lines;
  const expired = { ...first!, expired: true };
  const text = inboxLines({ ...inbox, lines: [expired, ...others] }, frame()).join("\n");
  expect(text).toContain("Open one   npx mainstay show 18\nAnswer it  npx mainstay answer 18");
  const alone = inboxLines({ ...inbox, lines: [expired] }, frame()).join("\n");
  expect(alone).toContain("Open one  npx mainstay show 17\nGo on     npx mainstay up");
});

test("an empty inbox says what was done without her and what is next", () => {
  expect(inboxLines({ ...inbox, lines: [] }, frame())).toEqual([
    "Nothing needs you. Done without you this week: 11",
    "Next: Fri 09:12 reminder to Harbour Books (asks first)",
  ]);
});

test("what leaves in a moment is listed, with how to take it back", () => {
  const leaving = Array.from({ length: 7 }, (_, n) => ({
    number: 20 + n,
    client: n === 0 ? "Nordlicht Coffee" : "",
    line: "Mail to ana@nordlicht.example",
    leavesAt: inbox.now + (n === 1 ? 300_000 : 40_000),
  }));
  const text = inboxLines({ ...inbox, leaving }, frame()).join("\n");
  expect(text).toContain(
    `LEAVING
 20  Nordlicht Coffee: Mail to ana@nordlicht.example, in 40 s
 21  Mail to ana@nordlicht.example, in 5 min`,
  );
  expect(text).toContain("and 2 more\n     npx mainstay hold 20");
  const alone = inboxLines({ ...inbox, lines: [], leaving }, frame({ keys: true }));
  expect(alone[0]).toBe("LEAVING  [u] hold");
  expect(alone.at(-2)).toContain("Nothing needs you");
});

test("a stop stands above everything, with how to lift it", () => {
  const lines = inboxLines({ ...inbox, stopped: "on the train" }, frame());
  expect(lines.slice(0, 2)).toEqual([
    "STOPPED (on the train): nothing is sent until you resume",
    "  npx mainstay resume",
  ]);
});

test("what is about no client is named by its kind", () => {
  const [line] = inbox.lines;
  const lines = [{ ...line!, kind: "suspicious" as const, client: "", title: "Read and dismiss" }];
  expect(inboxLines({ ...inbox, lines }, frame())[2]).toBe(
    " 17 Suspicious mail   Read and dismiss",
  );
});
