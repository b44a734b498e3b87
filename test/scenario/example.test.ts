import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { guarded } from "./guard.ts";
import { missed, ones, studio, told } from "./stage.ts";

const reached = guarded();

test("the example company's scenarios pass, and nothing real is reached", async () => {
  const events = await told(studio);
  const failed = Object.entries(missed(events)).filter(([, problems]) => problems.length > 0);
  expect(failed).toEqual([]);
  const files = await readdir(path.join(studio, "scenarios"));
  expect(ones(events).length).toBe(files.filter((file) => file.endsWith(".yaml")).length);
  expect(reached.sockets).toEqual([]);
  // The company's own code, and git over repositories in the case's folder.
  const started = reached.programs.filter((program) => !/sandbox-child|^git /.test(program));
  expect(started).toEqual([]);
}, 180_000);

test("a scenario tells the same each time", async () => {
  const how = { only: "onboard-client-asks", verbose: true };
  const stories = [];
  for (let time = 0; time < 2; time += 1) stories.push(ones(await told(studio, how))[0]?.story);
  expect(stories[0]?.length).toBeGreaterThan(10);
  expect(stories[1]).toEqual(stories[0]);
});
