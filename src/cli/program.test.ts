import { expect, test } from "vitest";
import { FakeCli } from "../../test/fakes/fake-cli.ts";
import { Refused } from "../api/contract/refused.ts";

const commands =
  "init up start try apply run runs show inbox approve deny answer cancel repair take pause resume " +
  "stop rollback ledger doctor rebuild tour schemas arrivals diagram";

test.each(commands.split(" "))("help of %s has an example and the options of all", async (name) => {
  const { code, out } = await new FakeCli().type(name, "--help");
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`Examples?:\\n  npx mainstay ${name}`));
  expect(out).toContain("--json");
  expect(out).not.toMatch(/\b(runbook|effect)s?\b/);
});

test("help of a command within another names only what it takes itself", async () => {
  const cli = new FakeCli();
  const { out } = await cli.type("arrivals", "reclassify", "--help");
  expect(out).not.toContain("--fate");
  expect(out).toContain("--workspace");
  const memory = (await cli.type("memory", "--help")).out;
  expect(memory).toContain("  export  ");
  expect(memory).not.toMatch(/Every day|^ +help /m);
});

const ofMemory = [
  ["arrivals", "arrivals reclassify", "client aliases", "conflicts", "edits", "episodes", "facts"],
  ["fact", "fact set", "fact correct", "fact retract", "fact why", "fact history", "remember"],
  ["heuristics", "heuristics retire", "recall", "retention plan", "retention run", "signals"],
  ["memory", "memory import", "memory index", "memory eval", "memory export", "memory stats"],
  ["memory purge", "memory snapshot", "memory snapshots", "memory diff", "memory sources"],
  ["memory restore", "memory rollback"],
].flat();

test.each(ofMemory)(
  "help of %s has an example that begins with it, no line of it too wide",
  async (name) => {
    const { out } = await new FakeCli().type(...name.split(" "), "--help");
    expect(out).toMatch(new RegExp(`Examples?:\\n  npx mainstay ${name}`));
    expect(
      out.split("\n").filter((line) => line.length > 80 && !line.startsWith("  npx ")),
    ).toEqual([]);
  },
);

test("without a command it helps", async () => {
  const { code, out } = await new FakeCli().type();
  expect(code).toBe(0);
  for (const name of commands.split(" ")) expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
});

test("an unknown command suggests the one that was meant", async () => {
  const { code, err } = await new FakeCli().type("inbx");
  expect(code).toBe(2);
  expect(err).toContain('Unknown command "inbx"\n(Did you mean inbox?)');
});

test("what is typed wrongly leads to the help of the very command", async () => {
  const { code, err } = await new FakeCli().type("heuristics", "retire", "17");
  expect([code, err]).toEqual([
    2,
    expect.stringContaining("Help: npx mainstay heuristics retire --help") as string,
  ]);
});

test("a number that is none is a mistake in the command, said before anything is asked", async () => {
  const cli = new FakeCli();
  const { code, err } = await cli.type("show", "seventeen");
  expect(code).toBe(2);
  expect(err).toContain("for example 17");
  expect(cli.calls).toEqual([]);
});

test("the version is printed", async () => {
  expect(await new FakeCli().type("--version")).toMatchObject({ code: 0, out: "0.1.0\n" });
});

test("places come from options, before or behind the command, or from MAINSTAY_HOME", async () => {
  const cli = new FakeCli();
  await cli.type("inbox", "--data", "/d", "--workspace", "/w");
  await cli.type("--data", "/e", "inbox");
  cli.env = { MAINSTAY_HOME: "/home" };
  await cli.type("inbox");
  await cli.type("inbox", "--data", "/d");
  expect(cli.calls.map(({ args }) => args[0])).toEqual([
    { data: "/d", workspace: "/w" },
    { data: "/e", workspace: null },
    { data: "/home", workspace: null },
    { data: "/d", workspace: null },
  ]);
});

test("commands that are printed lead back to the same data", async () => {
  const { out } = await new FakeCli().type("inbox", "--data", "/my data");
  expect(out).toContain("npx mainstay show 17 --data '/my data'");
});

test("the connection is closed after success and after failure", async () => {
  const cli = new FakeCli();
  await cli.type("inbox");
  await cli.type("show", "99");
  expect(cli.closed).toBe(2);
});

test("colour appears on a terminal only, and not where it is not wanted", async () => {
  const cli = new FakeCli();
  cli.env = {};
  expect((await cli.type("doctor")).out).not.toContain("\u001B");
  cli.isTTY = true;
  expect((await cli.type("doctor")).out).toContain("\u001B");
  cli.env = { NO_COLOR: "1" };
  expect((await cli.type("doctor")).out).not.toContain("\u001B");
});

test("text from outside cannot steer the terminal", async () => {
  const cli = new FakeCli();
  cli.desk.items = [{ ...cli.desk.items[0]!, title: "a\u001B]0;owned\u0007b" }];
  expect((await cli.type("inbox")).out).toContain("a]0;ownedb");
});

test("a refusal says all four things and keeps its exit code", async () => {
  const cli = new FakeCli();
  cli.fails = new Refused({ code: "policy_forbids", message: 'Cannot connect: "x" may not' });
  const { code, out, err } = await cli.type("inbox");
  expect(code).toBe(4);
  expect(out).toBe("");
  expect(err.split("\n").map((line) => line.slice(0, 8).trim())).toEqual([
    "Cannot c",
    "Effect",
    "Did",
    "You",
    "",
  ]);
});

test("an unexpected error is one line and a fault of ours; --debug tells the rest", async () => {
  const cli = new FakeCli();
  cli.fails = new TypeError("x is not a function\n    more", { cause: new Error("the cause") });
  const { code, err } = await cli.type("inbox");
  expect(code).toBe(1);
  expect(err).toContain("Something went wrong that should not: TypeError: x is not a function\n");
  expect(err).toContain("a fault of Mainstay; details with --debug");
  expect(err).not.toContain("program.test.ts");
  const debug = await cli.type("inbox", "--debug");
  expect(debug.err).toContain("program.test.ts");
  expect(debug.err).toContain("because of: Error: the cause");
});

test.each(["shwo", "show", "show x", "runs --status asleep", "inbox --wrong"])(
  "with --json what was typed wrongly is JSON too: %s",
  async (line) => {
    const { code, out, err } = await new FakeCli().type(...line.split(" "), "--json");
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ ok: false, code: "usage" });
    expect(JSON.parse(out).message).not.toMatch(/^error/);
    expect(err).not.toBe("");
  },
);

test("with --json an error is JSON on stdout and words on stderr", async () => {
  const { code, out, err } = await new FakeCli().type("show", "99", "--json");
  expect(code).toBe(1);
  expect(JSON.parse(out)).toEqual({
    ok: false,
    code: "run_unknown",
    message: "Cannot show 99: there is no such number",
    effect: "nothing was sent, no client was written to, no money moved",
    did: "nothing was changed",
    you: 'see what there is: "npx mainstay inbox" or npx mainstay runs',
  });
  expect(err).toContain("Cannot show 99");
});

test.each([
  "inbox",
  "show 17",
  "show 12",
  "runs",
  "arrivals",
  "doctor",
  "try x.eml",
  "rebuild",
  "diagram onboard-client",
])("%s --json is one value that a program can read", async (line) => {
  const { out } = await new FakeCli().type(...line.split(" "), "--json");
  expect(JSON.parse(out)).toBeInstanceOf(Object);
  expect(out.trimEnd()).not.toContain("\n");
});

test.each(["ledger", "tour"])("%s --json is one value a line", async (line) => {
  const { out } = await new FakeCli().type(line, "--json");
  const rows = out.trimEnd().split("\n");
  expect(rows.length).toBeGreaterThan(1);
  for (const row of rows) expect(JSON.parse(row)).toBeInstanceOf(Object);
});
