import { expect, test } from "vitest";
import { Refused } from "../../api/contract/refused.ts";
import { FakeCli } from "../../../test/fakes/fake-cli.ts";

const asked = (cli: FakeCli) => cli.desk.asked.map(({ operation, args }) => [operation, ...args]);

test("show finds a decision first, then a job", async () => {
  const cli = new FakeCli();
  expect((await cli.type("show", "17")).out).toMatch(/^17 · Nordlicht Coffee/);
  expect((await cli.type("show", "12")).out).toMatch(/^Job 12 · Onboard Nordlicht Coffee/);
});

test("a job is started once per request", async () => {
  const cli = new FakeCli();
  await cli.type("run", "follow-up", "--input", '{"client":"Ana"}');
  await cli.type("run", "follow-up", "--request", "mine");
  expect(asked(cli)).toEqual([
    ["start", { runbook: "follow-up", input: { client: "Ana" }, requestId: "request-1" }],
    ["start", { runbook: "follow-up", input: {}, requestId: "mine" }],
  ]);
});

test("jobs are filtered by status and process", async () => {
  const cli = new FakeCli();
  await cli.type("runs", "--status", "waiting", "--process", "follow-up", "--limit", "5");
  expect(asked(cli)).toEqual([["runs", { status: "waiting", runbook: "follow-up", limit: 5 }]]);
  expect((await cli.type("runs", "--status", "asleep")).code).toBe(2);
});

test("cancel --dry-run shows what would be undone and cancels nothing", async () => {
  const cli = new FakeCli();
  const { out } = await cli.type("cancel", "12", "--dry-run");
  expect(out).toContain("Undone     client → enquiry");
  expect(asked(cli)).toEqual([]);
});

test("cancelling asks on a terminal and gives its reason on", async () => {
  const cli = new FakeCli();
  cli.isTTY = true;
  cli.said = [false, true];
  expect((await cli.type("cancel", "12")).code).toBe(1);
  await cli.type("cancel", "12", "--because", "she withdrew");
  expect(asked(cli)).toEqual([["cancel", 12, "she withdrew"]]);
});

test("a stuck job is continued from a step, with corrected input", async () => {
  const cli = new FakeCli();
  cli.files = { "in.yaml": "when: 2026-06-02\n" };
  await cli.type("repair", "12", "--step", "brief", "--file", "in.yaml", "--release", "r1");
  const fix = { step: "brief", input: { when: "2026-06-02" }, release: "r1" };
  expect(asked(cli)).toEqual([["repair", 12, fix]]);
  expect((await cli.type("repair", "12")).code).toBe(2);
});

test("a step is taken over and handed back with its result", async () => {
  const cli = new FakeCli();
  await cli.type("take", "12", "brief");
  await cli.type("take", "12", "brief", "--back", "--value", "{}");
  expect(asked(cli)).toEqual([
    ["take", 12, "brief"],
    ["handBack", 12, "brief", {}],
  ]);
  expect((await cli.type("take", "12", "brief", "--back")).err).toContain("its result is missing");
});

test("stop lists what already left", async () => {
  const { code, out } = await new FakeCli().type("stop");
  expect(code).toBe(0);
  expect(out).toBe(
    `STOPPED. Nothing new is sent, not even undos, until you resume
Already left:
  10:03 mail to ana@nordlicht.example
Resume: npx mainstay resume
`,
  );
});

test("pause and resume name everything or one thing", async () => {
  const cli = new FakeCli();
  await cli.type("pause");
  await cli.type("pause", "process", "onboard-client", "--because", "holiday");
  await cli.type("resume", "connector", "mail");
  expect(asked(cli)).toEqual([
    ["pause", { kind: "everything" }, "the operator paused it"],
    ["pause", { kind: "runbook", name: "onboard-client" }, "holiday"],
    ["resume", { kind: "connector", name: "mail" }],
  ]);
});

test("pausing what is not named whole says what is missing", async () => {
  const cli = new FakeCli();
  expect((await cli.type("pause", "process")).err).toContain("its name is missing");
  const { code, err } = await cli.type("pause", "onboard-client");
  expect(code).toBe(2);
  expect(err).toContain("process onboard-client");
});

test("apply passes on its choices and fails on mistakes", async () => {
  const cli = new FakeCli();
  expect((await cli.type("apply", "--dry-run", "--runs", "migrate")).code).toBe(0);
  expect(asked(cli)).toEqual([["apply", { dryRun: true, runs: "migrate" }]]);
  cli.desk.applied = { ...cli.desk.applied, ok: false };
  expect((await cli.type("apply")).code).toBe(1);
});

test("rollback pauses jobs under way unless told otherwise", async () => {
  const cli = new FakeCli();
  await cli.type("rollback");
  await cli.type("rollback", "--to", "r1", "--runs", "finish");
  expect(asked(cli)).toEqual([
    ["rollback", { runs: "pause" }],
    ["rollback", { to: "r1", runs: "finish" }],
  ]);
});

test("history is read from a place on, of one stream", async () => {
  const cli = new FakeCli();
  await cli.type("ledger", "--after", "10", "--stream", "run/12", "--limit", "2");
  expect(asked(cli)).toEqual([["ledger", { after: 10, limit: 2, stream: "run/12" }]]);
});

test("doctor fails when something is wrong", async () => {
  expect((await new FakeCli().type("doctor")).code).toBe(1);
});

test("up and start hand on where and how", async () => {
  const cli = new FakeCli();
  await cli.type("up", "--json", "--workspace", "/w");
  await cli.type("start");
  expect(cli.calls.map(({ args }) => args[0])).toEqual([
    { place: { data: null, workspace: "/w" }, json: true, example: false },
    { place: { data: null, workspace: null }, json: false, example: true },
  ]);
});

test("up and start say that they run until they are ended", async () => {
  for (const command of ["up", "start"]) {
    const { out } = await new FakeCli().type(command, "--help");
    expect(out.replaceAll(/\s+/g, " ")).toContain("runs until Ctrl-C or SIGTERM ends it");
  }
});

test("a process is printed as Mermaid's text, and nothing else", async () => {
  const cli = new FakeCli();
  const { code, out } = await cli.type("diagram", "onboard-client");
  expect(code).toBe(0);
  expect(out).toBe('flowchart TD\n  start(["mail.received"])\n');
  expect(asked(cli)).toEqual([["diagram", "onboard-client"]]);
  const { out: json } = await cli.type("diagram", "onboard-client", "--json");
  expect(JSON.parse(json)).toEqual({ process: "onboard-client", mermaid: out });
});

test("schemas names what it wrote", async () => {
  const { out } = await new FakeCli().type("schemas", "out");
  expect(out).toBe("Wrote 1 schema\n  out/runbook.json\n");
});

test("a tour in the folder of a running company says so, and names another folder", async () => {
  const cli = new FakeCli();
  cli.fails = new Refused({
    code: "owned_elsewhere",
    message: "process 7 does not answer; end it",
  });
  const { code, err } = await cli.type("tour", "--data", "/mine");
  expect(code).toBe(1);
  expect(err).toContain('Cannot play the tour in "/mine": a running company uses that folder');
  expect(err).toContain("name another with --data");
  expect(err).not.toContain("does not answer");
});
