import { expect, test } from "vitest";
import type { ApplyView } from "../../api/contract/apply.ts";
import { frame } from "../../../test/fakes/frame.ts";
import { applyLines } from "./apply.ts";

const view: ApplyView = {
  ok: true,
  problems: [],
  differences: [
    {
      kind: "runbook",
      name: "onboard-client",
      change: "changed",
      details: ["step `welcome` added after `deposit`"],
    },
    { kind: "template", name: "welcome", change: "added", details: [] },
  ],
  release: "r2",
  paused: [],
  migrations: [],
  touched: [12, 14],
};
const options = { dryRun: false, runs: "finish", act: "apply" } as const;

test("differences are told in words, and what happens to jobs under way", () => {
  expect(applyLines(view, frame(), options)).toEqual([
    "~ process onboard-client",
    "    step `welcome` added after `deposit`",
    "+ template welcome",
    "2 jobs under way (12, 14) finish as they began",
    "Applied: active from now on",
  ]);
});

test("a dry run says that nothing was changed", () => {
  const lines = applyLines(view, frame(), { ...options, dryRun: true, runs: "pause" });
  expect(lines.slice(-2)).toEqual([
    "2 jobs under way (12, 14) would be paused",
    "Only compared: nothing was changed",
  ]);
});

test("a mistake names the file, the place and the remedy, and that nothing was changed", () => {
  const problem = {
    file: "runbooks/onboard.yaml",
    line: 12,
    column: 5,
    message: 'no agent is called "qualfication"',
    remedy: 'write "qualification"',
  };
  expect(applyLines({ ...view, ok: false, problems: [problem] }, frame(), options)).toEqual([
    "✗ runbooks/onboard.yaml:12:5",
    '  no agent is called "qualfication"',
    '  Do  write "qualification"',
    "",
    "1 mistake. Nothing was changed: what was active stays active",
  ]);
});

test("files that do not differ are said to be active already", () => {
  const same = { ...view, differences: [], touched: [] };
  expect(applyLines(same, frame(), options)).toEqual(["Nothing differs from what is active"]);
});

test("scenarios that did not pass on these files are told, with the command that runs them", () => {
  const lines = applyLines({ ...view, untested: 15 }, frame(), options);
  expect(lines.at(-1)).toBe("15 scenarios still to pass on these files: npx mainstay test");
});
