import { expect, test } from "vitest";
import { frame } from "../../../test/fakes/frame.ts";
import { monday } from "../../../test/fakes/sample-day.ts";
import type { TestEvent } from "../deps/scenarios.ts";
import { testLines } from "./test.ts";

const begun: TestEvent = {
  kind: "begun",
  scenarios: 2,
  of: 2,
  timeZone: "Europe/Berlin",
  locale: "en",
};

const passed: TestEvent = {
  kind: "scenario",
  name: "onboard-client-asks",
  purpose: "What an enquiry leaves open is asked once",
  file: "scenarios/onboard-client-asks.yaml",
  tookMs: 90,
  problems: [],
  story: [
    { at: monday, verb: "came", client: "Ruiz y Señal", line: '"A logo"' },
    { at: monday + 86_400_000, verb: "you", client: "", line: "approved" },
  ],
};

const failed: TestEvent = {
  ...passed,
  name: "onboard-client-denied",
  purpose: "A no ends the job",
  file: "scenarios/onboard-client-denied.yaml",
  problems: [
    {
      line: 12,
      message: "mail.send: to is wrong",
      expected: '"ana@nordlicht.example"',
      found: '"tom@harbourbooks.example"',
    },
    { line: 9, message: "Cannot play this: nothing waits", expected: "", found: "nothing waits" },
  ],
};

const told = (verbose: boolean, ...events: TestEvent[]) => {
  const tell = testLines(frame(), verbose);
  return events.flatMap((event) => tell(event)).join("\n");
};

test("a line for each that passed, and under one that failed expected against found", () => {
  const ended: TestEvent = { kind: "ended", passed: 1, failed: 1, tookMs: 1_240 };
  expect(told(false, begun, passed, failed, ended)).toBe(
    `
passed  onboard-client-asks  90 ms
failed  onboard-client-denied  90 ms
        A no ends the job
   scenarios/onboard-client-denied.yaml:12  mail.send: to is wrong
      expected  "ana@nordlicht.example"
      found     "tom@harbourbooks.example"
   scenarios/onboard-client-denied.yaml:9  Cannot play this: nothing waits

1 of 2 scenarios failed in 1.2 s
Nothing real was reached, nothing was kept
What happened in the first: npx mainstay test onboard-client-denied --verbose`.trimStart(),
  );
});

test("told at length, what happened stands under each day", () => {
  const out = told(true, begun, passed, { kind: "ended", passed: 1, failed: 0, tookMs: 90 });
  expect(out).toContain(
    'Mon 1 June\n      16:41 came     Ruiz y Señal: "A logo"\n      Tue 2 June',
  );
  expect(out).toContain("1 scenario passed in 0.1 s");
});

test("where there are none, it says how to write the first one", () => {
  const out = told(false, { kind: "none", folder: "/mine/scenarios" });
  expect(out).toContain('There are no scenarios in "/mine/scenarios" yet');
  expect(out).toContain("then: { acts: [], items: [] }");
  expect(out).toContain("npx mainstay test");
});
