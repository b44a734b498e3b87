import { expect, test } from "vitest";
import { frame } from "../../../test/fakes/frame.ts";
import { nordlicht } from "../../../test/fakes/sample-items.ts";
import { run } from "../../../test/fakes/sample-job.ts";
import { commandLines, labelledCommands } from "./commands.ts";
import { itemLines } from "./item.ts";
import { runLines } from "./run.ts";

const far = "--data /tmp/some/folder/that/lies/deep --workspace /tmp/another/folder/that/lies/deep";
const narrow = frame({ typed: (words) => `npx mainstay ${words} ${far}` });

test("notes stand beside commands that leave them room", () => {
  expect(commandLines([["stop", "now"]], frame(), 2)).toEqual(["  npx mainstay stop  now"]);
});

test("a command is never cut: its note stands below it", () => {
  expect(commandLines([["stop", "stops everything"]], narrow)).toEqual([
    `npx mainstay stop ${far}`,
    "  stops everything",
  ]);
  expect(labelledCommands([["Stop", "stop"]], narrow)).toEqual([`Stop  npx mainstay stop ${far}`]);
});

test("every answer and every way on is printed whole", () => {
  const text = itemLines(nordlicht, narrow).join("\n");
  expect(text).toContain(`npx mainstay approve 17 ${far}\n`);
  expect(text).toContain(`npx mainstay deny 17 --because "…" ${far}\n`);
  expect(runLines(run, narrow, { all: false })).toContain(`npx mainstay show 12 --all ${far}`);
});
