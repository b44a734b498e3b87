import { afterEach, expect, test } from "vitest";
import { runLines } from "../../src/cli/views/run.ts";
import { runsLines } from "../../src/cli/views/runs.ts";
import { monday, open, plan } from "../engine/company.ts";
import { deskFor } from "../engine/desk.ts";
import { act } from "../engine/nodes.ts";
import { frame } from "../fakes/frame.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { large, mail, openReader, template } from "../models/reader.ts";
import { stub, type Stub } from "../models/stub.ts";

/** A job that is tried again by itself says so, and when, wherever jobs are shown. */
const servers: Stub[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

test("a job whose model is busy says what it waits for, and when it is asked again", async () => {
  const server = await stub(() => ({ status: 503 }));
  servers.push(server);
  const retries = { times: 3, firstMs: 600_000, factor: 1 };
  const c = await openReader(server.env, { ladder: [large, template], spec: { retries } });
  await c.start("read", mail);
  const desk = deskFor(c);
  const [line] = await desk.runs({});
  const said = expect.stringMatching(/^waiting for the model, asked again 10:1\d$/) as string;
  expect(line).toMatchObject({ status: "waiting", line: said });
  expect(line?.nextTryAt).toBeGreaterThan(monday + 600_000);
  const view = { runs: [line!], now: monday, timeZone: "Europe/Berlin" };
  expect(runsLines(view, frame()).join(" ")).toMatch(/the model, asked again 10:1\d/);
  const job = runLines(await desk.run(line!.number), frame(), { all: false }).join("\n");
  expect(job).toMatch(/waiting for the model, asked again 10:1\d/);
  await c.at(monday + 3 * 3_600_000);
  expect((await desk.runs({}))[0]).toMatchObject({ status: "completed", nextTryAt: null });
});

test("an act that did not get through, or is leaving, says when", async () => {
  const world = new World();
  const c = await open({
    plans: [plan("one", [act("send", { to: "a@b.example" })])],
    connectors: { world: scriptedConnector(world, { holdMs: 120_000 }) },
  });
  world.plan("before");
  await c.start("one");
  const desk = deskFor(c);
  const first = (await desk.runs({}))[0];
  expect(first?.line).toMatch(/^leaves 10:02, unless you take it back: /);
  expect(first).toMatchObject({ status: "waiting", nextTryAt: monday + 120_000 });
  c.clock.moveTo(monday + 120_000);
  await c.settled();
  expect((await desk.runs({}))[0]?.line).toMatch(/^did not get through, tried again 10:02: /);
});
