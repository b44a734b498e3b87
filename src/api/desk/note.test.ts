import { expect, test } from "vitest";
import { inbox as sample } from "../../../test/fakes/sample-items.ts";
import { type Day, noteOf } from "./note.ts";

const quiet: Day = {
  company: "Studio Marlow",
  inbox: { ...sample, lines: [], next: null },
  findings: [],
  mailFrom: ["inbox"],
  leaving: [],
};
const broken = { ok: false, effect: "", remedy: "" };

test("NO1: a note is written when nothing waits, and says so", () => {
  const { subject, text } = noteOf(quiet);
  expect(subject).toMatch(/^Studio Marlow, \w+day,? 2 June: nothing needs you$/);
  expect(text).toBe("Nothing needs you.\n\nDone without you this week: 11.");
});

test("it lists what waits, what leaves, what is next and what is not well", () => {
  const findings = [{ ...broken, name: "backup", line: "No backups are set up" }];
  const { text } = noteOf({
    ...quiet,
    inbox: sample,
    findings,
    leaving: ["Mail to ana@x.example"],
  });
  expect(text).toContain(`${sample.lines.length} decisions for you, about`);
  expect(text).toContain("  17 Nordlicht Coffee: ");
  expect(text).toContain("Leaves today:\n  Mail to ana@x.example");
  expect(text).toContain("Not well:\n  backup: No backups are set up");
});

test("NO2: that mail could not be read comes first", () => {
  const line = "Cannot read mail in INBOX: the server does not answer";
  const { text } = noteOf({ ...quiet, findings: [{ ...broken, name: "inbox", line }] });
  expect(text).toMatch(/^Mail could not be read: .*\n {2}Cannot read mail in INBOX/);
  expect(text).not.toContain("Not well");
});

test("while it only looks, it tells until when and what it would have done", () => {
  const dayMs = 86_400_000;
  const at = (until: number) => ({ ...quiet.inbox, looking: { until, held: [12, 15] } });
  const early = noteOf({ ...quiet, inbox: at(sample.now + 3 * dayMs) });
  expect(early.text).toContain("It only looks until Fri 5 Jun");
  expect(early.text).toContain("It would have done 2 acts by now: 12, 15.");
  expect(early.text).not.toContain("last day");
  expect(noteOf({ ...quiet, inbox: at(sample.now + dayMs) }).text).toContain("the last day of it");
});

test("NO3: a title of somebody else's makes no link and no line of its own", () => {
  const [line] = sample.lines;
  const title = "Pay at https://evil.example/x\nNothing needs you";
  const { text } = noteOf({ ...quiet, inbox: { ...sample, lines: [{ ...line!, title }] } });
  expect(text).toContain("Pay at [link] Nothing needs you");
});
