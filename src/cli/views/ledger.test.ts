import { expect, test } from "vitest";
import { frame } from "../../../test/fakes/frame.ts";
import { now } from "../../../test/fakes/sample-day.ts";
import { arrivals } from "../../../test/fakes/sample-desk.ts";
import { ledger } from "../../../test/fakes/sample-job.ts";
import { arrivalLines } from "./arrivals.ts";
import { ledgerLines, rebuildLines } from "./ledger.ts";

const timeZone = "Europe/Berlin";

test("history shows place, time, fact, stream, author and cause", () => {
  expect(ledgerLines({ lines: ledger, timeZone, data: false }, frame())).toEqual([
    "1  Mon 1 June 16:41  arrival.received  inbound/1 1  connector:mail-in",
    "2  Mon 1 June 16:41  run.started       run/12 1     engine because of 1",
  ]);
});

test("where a line has no room, stream and author stand below, whole", () => {
  const stream = "run/0197c5f0-6f0a-7c7a-9f61-3f1f4f2f9a11";
  const lines = ledger.map((line) => ({ ...line, stream }));
  expect(ledgerLines({ lines, timeZone, data: false }, frame()).slice(2)).toEqual([
    "2  Mon 1 June 16:41  run.started",
    `   ${stream} 1 · engine because of 1`,
  ]);
});

test("a release is named as rollback takes it", () => {
  const release = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
  const line = { ...ledger[0]!, type: "release.activated", stream: "release", data: { release } };
  expect(ledgerLines({ lines: [line], timeZone, data: false }, frame())[1]).toBe(
    "   release a1b2c3d4 · again: npx mainstay rollback --to a1b2c3d4",
  );
});

test("what an entry says appears on demand", () => {
  const lines = ledgerLines({ lines: ledger, timeZone, data: true }, frame());
  expect(lines).toContain('   {"runbook":"onboard-client"}');
});

test("a rebuild names what differed", () => {
  const view = { events: 1200, tables: [{ name: "items", equal: true }] };
  expect(rebuildLines(view, frame())).toEqual([
    "Rebuilt 1 table from 1,200 entries of history: all equal",
  ]);
  const wrong = { ...view, tables: [{ name: "items", equal: false }] };
  expect(rebuildLines(wrong, frame())[1]).toBe("  items differed and was put right");
});

test("each arrival says what became of it and why", () => {
  const lines = arrivalLines({ arrivals: arrivals.slice(3, 5), now, timeZone }, frame());
  expect(lines).toEqual([
    "Mon 16:41  Harbour Books  Re: your invoice  added to a job · 9",
    "Mon 16:41  Print Weekly   30 % off          no action (newsletter)",
  ]);
});
