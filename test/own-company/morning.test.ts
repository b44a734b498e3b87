import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { VirtualClock } from "../../src/engine/clock.ts";
import { MorningNote } from "../../src/host/morning.ts";
import type { Opened } from "../../src/host/open.ts";
import { type Company, newStudio, openIn, quiet } from "../bad-input/company.ts";

const berlin = (text: string) => Date.parse(`${text}+02:00`);

/** The example's note comes at 08:00; `more` is set beside it. */
async function withNote(more = ""): Promise<Company> {
  const company = await newStudio();
  await company.change("mainstay.yaml", "budgets:", `${more}budgets:`);
  return company;
}

/** The company on one day of a virtual clock; what its morning note does, and what lies in the outbox. */
async function openAt(company: Company, clock: VirtualClock) {
  const opened = await openIn(company, { clock });
  await opened.desk.apply({ dryRun: false, runs: "finish" });
  await opened.owner.start();
  await quiet(opened);
  const faults: unknown[] = [];
  const { owner, desk } = opened;
  const note = new MorningNote({ owner, desk, onFault: (error) => faults.push(error) });
  return { opened, note, faults };
}

async function letters(company: Company): Promise<string[]> {
  const folder = path.join(company.data, "outbox/new");
  const names = await readdir(folder);
  return Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
}

async function began(opened: Opened, note: MorningNote): Promise<void> {
  note.start();
  await note.settled();
  await quiet(opened);
}

test("MO1: the note comes once a day, late rather than never, and is mailed to her alone", async () => {
  const company = await withNote();
  const clock = new VirtualClock(berlin("2026-06-01T07:00:00"));
  const { opened, note, faults } = await openAt(company, clock);
  await began(opened, note);
  expect(await letters(company)).toEqual([]);
  clock.moveTo(berlin("2026-06-01T09:30:00"));
  await began(opened, note);
  await began(opened, note);
  const [letter = "", ...more] = await letters(company);
  expect(more).toEqual([]);
  expect(letter).toContain("To: hello@studio-marlow.example");
  expect(letter).toMatch(/^Subject: Studio Marlow, Monday,? 1 June: /m);
  const { kept } = await opened.desk.morning();
  expect(kept).toMatchObject({ at: berlin("2026-06-01T09:30:00"), mail: "applied" });
  expect((await opened.desk.status()).doneThisWeek).toBe(0);
  clock.moveTo(berlin("2026-06-03T07:59:00"));
  await began(opened, note);
  expect(await letters(company)).toHaveLength(1);
  expect(faults).toEqual([]);
  await note.close();
  await opened.close();
});

test("MO1: a company that began after its time owes no note for that day", async () => {
  const company = await withNote();
  const clock = new VirtualClock(berlin("2026-06-01T10:00:00"));
  const { opened, note } = await openAt(company, clock);
  await began(opened, note);
  expect((await opened.desk.morning()).kept).toBe(null);
  await note.close();
  await opened.close();
});

test("in the days in which it only looks, the note comes and nothing else", async () => {
  const company = await withNote("looking: { days: 7 }\n");
  const clock = new VirtualClock(berlin("2026-06-01T07:00:00"));
  const { opened, note } = await openAt(company, clock);
  clock.moveTo(berlin("2026-06-02T08:00:00"));
  await began(opened, note);
  const [letter = "", ...more] = await letters(company);
  expect(more).toEqual([]);
  expect(letter).toContain("It only looks until Mon 8 Jun");
  await note.close();
  await opened.close();
});

test("without mail going out the note is kept all the same, and can be read", async () => {
  const company = await withNote();
  await company.change("mainstay.yaml", "hello@studio-marlow.example }", "hello@nowhere.invalid }");
  const clock = new VirtualClock(berlin("2026-06-01T07:00:00"));
  const { opened, note } = await openAt(company, clock);
  clock.moveTo(berlin("2026-06-01T08:00:00"));
  await began(opened, note);
  expect(await letters(company)).toEqual([]);
  expect((await opened.desk.morning()).kept).toMatchObject({ mail: null });
  await note.close();
  await opened.close();
});

test("MN2: no file of hers takes the name of the note's process", async () => {
  const company = await withNote();
  const runbook =
    'runbook: morning-note\npurpose: x\nsteps:\n  - a: { check: "true", because: x }\n';
  await company.write("runbooks/morning-note.yaml", runbook);
  const { code, out } = await company.type("apply", "--dry-run");
  expect(code).toBe(1);
  expect(out).toContain('Cannot use the name "morning-note"');
});

test("MN1: nobody starts it by hand, to write to somebody else", async () => {
  const company = await withNote();
  await company.type("apply");
  const { code } = await company.type("run", "morning-note", "--input", '{"to":"x@y.example"}');
  expect(code).toBe(1);
});

test("the command shows the note as it would be, before one is written", async () => {
  const company = await withNote();
  await company.type("apply");
  const { out } = await company.type("morning");
  expect(out).toContain("Nothing needs you");
  expect(out.replaceAll(/\s+/g, " ")).toContain("The note of each day is written at 08:00");
});
