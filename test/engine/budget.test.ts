import * as fc from "fast-check";
import { expect, test } from "vitest";
import { budgetOf } from "../../src/engine/streams.ts";
import { type Script, scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { type Company, type CompanyOptions, day, monday, open, plan } from "./company.ts";
import { act } from "./nodes.ts";
import { letGo, resolve, tokenAt } from "./operator.ts";

const sending = act("send", { to: "ana@x.example" });
const one = plan("one", [sending]);
const limits = (workspaceMicros: number | null, perDayMicros: number | null = null) => ({
  budgets: { workspaceMicros, perDayMicros },
});

async function company(
  more: Partial<CompanyOptions> = {},
  scripts: readonly Script[] = [],
  of = {},
) {
  const world = new World();
  world.plan(...scripts);
  const connectors = {
    world: scriptedConnector(world, { costMicros: 100, dedupes: false, ...of }),
  };
  return { world, company: await open({ plans: [one], connectors, ...more }) };
}

const budget = (c: Company, scope = "workspace") => c.owner.office.book.read(budgetOf(scope));
const begin = (c: Company, keys: readonly string[]) =>
  Promise.all(keys.map((key) => c.start("one", {}, key)));

test("BU1: acts that would overshoot are held, however many begin at once", async () => {
  const { world, company: c } = await company({ settings: limits(250) });
  await begin(c, ["a", "b", "c", "d"]);
  expect(world.acts).toHaveLength(2);
  expect(await budget(c)).toEqual({ spent: 200, reserved: {} });
  expect((await c.items()).map((item) => item["kind"])).toEqual(["held-budget", "held-budget"]);
});

test("BU1: a raised limit lets them go once she says so", async () => {
  const { world, company: c } = await company({ settings: limits(100) });
  await begin(c, ["a", "b"]);
  const held = (await c.runsOf("one")).find((run) => run.status === "open");
  const token = tokenAt(held!, "send");
  expect(await letGo(c, held!.id, token, "approve")).toBe("");
  expect(world.acts).toHaveLength(1);
  await c.activate({ settings: limits(200) });
  expect(await letGo(c, held!.id, token, "approve")).toBe("");
  expect(world.acts).toHaveLength(2);
});

test("BU2: not done gives the reservation back; unknown keeps it", async () => {
  const { company: c } = await company({}, ["refuse", "before-maybe"], { lookup: "none" });
  await c.start("one", {}, "refused");
  expect(await budget(c)).toEqual({ spent: 0, reserved: {} });
  const id = await c.start("one", {}, "unknown");
  const token = tokenAt(await c.run(id), "send");
  expect(await budget(c)).toEqual({ spent: 0, reserved: { [token]: 100 } });
  await resolve(c, id, token, "happened");
  expect(await budget(c)).toEqual({ spent: 100, reserved: {} });
});

test("SP1: the day's budget is the company's day's, and another day has its own", async () => {
  const { world, company: c } = await company({ settings: limits(null, 100) });
  await begin(c, ["a", "b"]);
  expect(world.acts).toHaveLength(1);
  expect(await budget(c, "day/2026-06-01")).toEqual({ spent: 100, reserved: {} });
  await c.at(monday + day);
  await c.start("one", {}, "c");
  expect(world.acts).toHaveLength(2);
});

test("SP1: a job has the budget of its runbook", async () => {
  const twice = plan("one", [sending, { ...sending, name: "again", path: "again" }], {
    budgetMicros: 150,
  });
  const { world, company: c } = await company({ plans: [twice] });
  await begin(c, ["a", "b"]);
  expect(world.acts).toHaveLength(2);
  expect((await c.items()).map((item) => item["kind"])).toEqual(["held-budget", "held-budget"]);
});

test("a job's cost is what its acts cost", async () => {
  const { company: c } = await company({}, ["before"]);
  const id = await c.start("one");
  await c.at(monday + day);
  expect((await c.run(id)).costMicros).toBe(100);
});

test("BU1: no outside, however faulty, makes the workspace spend more than its limit", async () => {
  const script = fc.constantFrom<Script>(
    "fine",
    "before",
    "before-maybe",
    "after",
    "after-yes",
    "refuse",
  );
  const lookup = fc.constantFrom("authoritative", "presence", "none");
  await fc.assert(
    fc.asyncProperty(
      fc.array(script, { maxLength: 6 }),
      lookup,
      fc.integer({ min: 0, max: 400 }),
      async (scripts, found, limit) => {
        const { world, company: c } = await company({ settings: limits(limit) }, scripts, {
          lookup: found,
        });
        await begin(c, ["a", "b", "c", "d"]);
        await c.at(monday + day);
        expect(world.acts.length * 100).toBeLessThanOrEqual(limit);
        const { spent, reserved } = await budget(c);
        const held = Object.values(reserved).reduce((sum, micros) => sum + micros, 0);
        expect(spent + held).toBeLessThanOrEqual(limit);
      },
    ),
    { numRuns: 25 },
  );
});
