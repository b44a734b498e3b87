import { expect, test } from "vitest";
import { FakeCli } from "../../../test/fakes/fake-cli.ts";
import type { TestEvent } from "../deps/scenarios.ts";

const one = (problems: { line: number; message: string; expected: string; found: string }[]) =>
  [
    {
      kind: "scenario",
      name: "onboard-client-asks",
      purpose: "What is open is asked",
      file: "scenarios/onboard-client-asks.yaml",
      tookMs: 90,
      problems,
      story: [],
    },
    { kind: "ended", passed: 1 - problems.length, failed: problems.length, tookMs: 90 },
  ] satisfies TestEvent[];

const wrong = { line: 3, message: "mail.send: it was done", expected: "nothing else", found: "" };

test("scenarios are chosen by name and by a part of it, and told at length when asked", async () => {
  const cli = new FakeCli();
  cli.performed = one([]);
  const place = { data: null, workspace: "/mine" };
  await cli.type("test", "a", "b", "--only", "onboard", "--verbose", "--workspace", "/mine");
  await cli.type("test", "--workspace", "/mine");
  expect(cli.calls.filter(({ what }) => what === "scenarios").map(({ args }) => args[0])).toEqual([
    { place, names: ["a", "b"], only: "onboard", verbose: true },
    { place, names: [], only: null, verbose: false },
  ]);
});

test("it ends with 0 where all passed, and with 1 where one failed", async () => {
  const cli = new FakeCli();
  cli.performed = one([]);
  expect((await cli.type("test")).code).toBe(0);
  cli.performed = one([wrong]);
  expect((await cli.type("test")).code).toBe(1);
});

test("as JSON each scenario is a line", async () => {
  const cli = new FakeCli();
  cli.performed = one([wrong]);
  const { out, code } = await cli.type("test", "--json");
  const lines = out.trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as TestEvent).kind)).toEqual(["scenario", "ended"]);
  expect(code).toBe(1);
});
