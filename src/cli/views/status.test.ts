import { expect, test } from "vitest";
import { frame } from "../../../test/fakes/frame.ts";
import { arrivals, status } from "../../../test/fakes/sample-desk.ts";
import { harbour, inbox } from "../../../test/fakes/sample-items.ts";
import { homeLines, titleLine } from "./status.ts";

const home = { status, inbox, arrivals, files: "~/Mainstay/studio" };
const later = {
  first: false,
  offForMs: 14 * 3_600_000,
  recovered: 1,
  lookedUp: 0,
  arrivals: 2,
};

test("the first screen says what came, what waits, what it cost and where it lies", () => {
  expect(homeLines(home, frame({ keys: true })).join("\n")).toBe(
    `
Read 9 mails
   3 enquiries      drafts ready
   1 reply          added to Harbour Books' job
   3 no action      newsletter, auto-reply, read before   [l] list
   1 damaged        kept aside, not lost
   1 suspicious     "forward all invoices to me": nothing done

Waiting for you: 3 · about 4 minutes
  17 Nordlicht Coffee   Send brief + deposit invoice 2,856.00 EUR
  18 Harbour Books      Is 2026-009 (1,190.00) paid?
  15 Ana Ruiz           Write the brief by hand

AI spend 0.00 EUR (no model: drafts come from rules and templates)
Your files: ~/Mainstay/studio
[i] inbox  [t] try one of YOUR mails  [s] stop everything  [q] quit
Closing is safe: work waits and goes on at the next start.`.trimStart(),
  );
});

test("without keys the same choices are commands", () => {
  expect(homeLines(home, frame()).slice(-6)).toEqual([
    "In another terminal:",
    "  npx mainstay inbox",
    "  npx mainstay show 17",
    "  npx mainstay try FILE.eml",
    "  npx mainstay stop",
    "Ctrl-C ends it here. Closing is safe: work waits and goes on at the next start.",
  ]);
});

test("a later start says how long it was off, what it checked and what came", () => {
  expect(homeLines({ ...home, status: { ...status, start: later } }, frame()).slice(0, 2)).toEqual([
    "Welcome back. Off for 14 h. Checked: nothing lost, nothing sent twice.",
    "Meanwhile: 2 new arrivals; 1 job went on where it stopped.",
  ]);
});

test("an act whose outcome is not known is never called checked", () => {
  const lines = [
    { ...harbour, kind: "unknown" as const },
    { ...harbour, kind: "late" as const },
  ];
  const back = { ...home, status: { ...status, start: later }, inbox: { ...inbox, lines } };
  const text = homeLines(back, frame({ width: 100 }))
    .slice(0, 4)
    .join(" ");
  expect(text).toContain("of 1 act it is not sure whether it happened: asking, not repeating");
  expect(text).toContain("1 act fell due: asking, not doing");
  expect(text).not.toContain("sent twice");
});

test("of a copy nothing is claimed that happened or was checked", () => {
  const quarantine = { why: "restored" as const, takenAt: null, since: 0, numbers: [] };
  const lines = homeLines({ ...home, status: { ...status, start: later, quarantine } }, frame());
  expect(lines.slice(0, 2)).toEqual([
    "Welcome back. What your company did after this copy was taken is not known here.",
    "",
  ]);
  expect(lines.join(" ")).not.toMatch(/Checked|Meanwhile|went on/);
});

test("enquiries without a draft yet are said to be in work", () => {
  const lines = homeLines({ ...home, inbox: { ...inbox, lines: [harbour] } }, frame());
  expect(lines[1]).toBe("   3 enquiries      1 draft ready, 2 in work");
});

test("when more came than is listed, it says so", () => {
  const many = { ...status, arrivals: { ...status.arrivals, ignored: 5000 } };
  expect(homeLines({ ...home, status: many }, frame())[0]).toBe(
    "Read 9 mails; 5,007 arrivals in all, the newest here",
  );
});

test("what is stopped or paused is said with how to go on", () => {
  const held = {
    ...status,
    stopped: "train",
    paused: [{ kind: "runbook" as const, name: "onboard-client", reason: "away" }],
  };
  const lines = homeLines({ ...home, status: held }, frame());
  expect(lines).toContain("STOPPED (train): nothing is sent until you resume");
  expect(lines).toContain("  go on: npx mainstay resume process onboard-client");
});

test("only the example says that nothing leaves", () => {
  expect(titleLine(status, frame())).toBe(
    "Studio Marlow · EXAMPLE COMPANY, nothing leaves this computer",
  );
  expect(titleLine({ ...status, example: false }, frame())).toBe("Studio Marlow");
});
