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

const vectors = {
  by: "openai/text-embedding-3-small",
  sendsTo: "api.openai.com",
  passages: 4_923,
  aboutMicros: 31_000,
  currency: "EUR",
  locale: "en",
};

test.each<[string, object, string]>([
  [
    "who is told, and what it costs",
    {},
    "Words of clients' mails would be sent to api.openai.com, and what is asked about them; what is secret is not The vectors of 4,923 passages would be made anew by openai/text-embedding-3-small, for about 0.03 EUR, within your budgets",
  ],
  [
    "that its price is not known",
    { aboutMicros: null },
    "but its price is not known, so that nothing is sent",
  ],
  [
    "that nothing leaves",
    { sendsTo: null, by: "the model that comes along" },
    "The vectors of 4,923 passages would be made anew by the model that comes along, on this computer",
  ],
])("where vectors are made anew, it is told before: %s", (_, more, says) => {
  const shown = { ...view, vectors: { ...vectors, ...more } };
  const lines = applyLines(shown, frame(), { ...options, dryRun: true });
  expect(lines.join(" ").replaceAll(/\s+/g, " ")).toContain(says);
});
