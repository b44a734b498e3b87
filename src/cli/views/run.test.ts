import { expect, test } from "vitest";
import { frame } from "../../../test/fakes/frame.ts";
import { now } from "../../../test/fakes/sample-day.ts";
import { run, runs } from "../../../test/fakes/sample-job.ts";
import { runLines } from "./run.ts";
import { cancelLines, runsLines } from "./runs.ts";

test("a job is a timeline from its first cause to what is next", () => {
  expect(runLines(run, frame(), { all: false }).join("\n")).toBe(
    `
Job 12 · Onboard Nordlicht Coffee                waiting for the deposit
From     mail "Packaging for 4 blends", Mon 1 June 16:41
Process  onboard-client 4 · cost 0.00 EUR

Mon 16:41 read     her mail
    16:41 drafted  brief, by rules 3             price list 7
    16:41 asked    you: price to a new client
Tue 10:02 you      deadline 15 → 18 July, approved
    10:02 did      client → active               undo
    10:02 did      invoice 2026-011, 2,856.00    credit note
    10:03 sent     mail, copy in your Sent       final
    10:03 waiting  deposit; reminder 16 June, asks first
Next  payment seen → project opens

npx mainstay show 12 --all        versions, causes and cost of each line
npx mainstay cancel 12 --dry-run  shows what can be undone`.trimStart(),
  );
});

test("on demand each line names its place, cause, step, author and version", () => {
  const lines = runLines(run, frame({ width: 100 }), { all: true }).map((line) => line.trim());
  expect(lines).toContain("#2 because of #1 · step brief · by agent:qualification · version 3");
  expect(lines).toContain("Version  4 · release a1b2c3d4");
});

test("a job that ended offers no cancelling", () => {
  const ended = { ...run, endedAt: now, status: "completed" as const };
  expect(runLines(ended, frame(), { all: false }).join("\n")).not.toContain("cancel");
});

test("jobs are one line each", () => {
  const view = { runs, now, timeZone: "Europe/Berlin" };
  expect(runsLines(view, frame())).toEqual([
    "12  Onboard Nordlicht Coffee   Mon 16:41    waiting for the deposit",
    " 9  Follow up · Harbour Books  4 May 11:00  completed",
  ]);
  expect(runsLines({ ...view, runs: [] }, frame())).toEqual(["No jobs"]);
});

test("cancelling shows what is undone, what stays, and what it waits for", () => {
  const preview = { undone: ["client → enquiry"], stays: ["mail"], waitsFor: ["invoice: unclear"] };
  expect(cancelLines(12, preview, frame())).toEqual([
    "Cancelling job 12",
    "  Undone     client → enquiry",
    "  Stays      mail",
    "  Waits for  invoice: unclear",
  ]);
});

test("what she changed stands below her answer, as it was and as she left it", () => {
  const [answer] = run.entries.filter(({ verb }) => verb === "you");
  if (answer === undefined) throw new Error("she answered nothing");
  const changes = [
    { field: "text", before: "per blend", after: "by the blend", mark: "changed" as const },
  ];
  const lines = runLines({ ...run, entries: [{ ...answer, changes }] }, frame(), { all: false });
  const at = lines.findIndex((line) => line.includes("deadline 15"));
  expect(lines.slice(at + 1, at + 3)).toEqual([
    `${" ".repeat(19)} - text  per blend`,
    `${" ".repeat(19)} + text  by the blend`,
  ]);
});
