import { expect, test } from "vitest";
import {
  type Script,
  scriptedConnector,
  type ScriptedOptions,
  World,
} from "../fakes/scripted-connector.ts";
import { type Company, day, hour, monday, open, plan } from "./company.ts";
import { act } from "./nodes.ts";
import { actAt, resolve, tokenAt } from "./operator.ts";

/** One act, with an outside that acts again whenever it is called again. */
async function one(script: Script | null, more: ScriptedOptions = {}) {
  const world = new World();
  if (script !== null) world.plan(script);
  const options = {
    plans: [plan("one", [act("send", { to: "a@b.example" })])],
    connectors: { world: scriptedConnector(world, { dedupes: false, ...more }) },
  };
  const company = await open(options);
  world.now = () => company.clock.now();
  return { world, company, options };
}

async function state(company: Company) {
  const [run] = await company.runsOf("one");
  if (run === undefined) throw new Error("It never began");
  return actAt(run, "send");
}

const performed = (world: World) => world.calls.filter((call) => call.startsWith("perform")).length;

const knows = { lookup: "authoritative" } as const;
const sees = { lookup: "presence" } as const;
const blind = { lookup: "none" } as const;
const slow = { settlesMs: hour };

/** What stands two days later, when nobody answered anything: status, calls made, acts outside. */
const outcomes: [Script, ScriptedOptions, string, number, number][] = [
  ["fine", knows, "applied", 1, 1],
  ["twice", knows, "applied", 1, 2],
  ["before", knows, "applied", 2, 1],
  ["before", sees, "applied", 2, 1],
  ["before", blind, "applied", 2, 1],
  ["before-maybe", knows, "applied", 2, 1],
  ["before-maybe", { ...knows, ...slow }, "applied", 2, 1],
  ["before-maybe", sees, "unknown", 1, 0],
  ["before-maybe", { ...sees, ...slow }, "unknown", 1, 0],
  ["before-maybe", blind, "unknown", 1, 0],
  ["after", knows, "applied", 1, 1],
  ["after", { ...knows, ...slow }, "applied", 1, 1],
  ["after", sees, "applied", 1, 1],
  ["after", blind, "unknown", 1, 1],
  ["after-yes", knows, "applied", 1, 1],
  ["after-yes", sees, "applied", 1, 1],
  ["after-yes", blind, "applied", 1, 1],
  ["crash", knows, "applied", 1, 1],
  ["crash", blind, "unknown", 1, 1],
  ["late", { ...knows, ...slow }, "applied", 1, 1],
  ["late", { ...sees, ...slow }, "applied", 1, 1],
  ["late", { ...blind, ...slow }, "unknown", 1, 1],
  ["refuse", knows, "failed", 1, 0],
];

test.each(outcomes)(
  "EF3, EF4: an outside that does %j under %j leaves it %s",
  async (script, more, status, calls, acts) => {
    const { world, company } = await one(script, more);
    await company.start("one");
    await company.at(monday + 2 * day);
    expect((await state(company)).status).toBe(status);
    expect([performed(world), world.acts.length]).toEqual([calls, acts]);
    const kinds = (await company.items()).map((item) => item["kind"]);
    expect(kinds).toEqual(status === "applied" ? [] : [status]);
  },
);

test("EF3: absence proves nothing before the settling time has passed since the deadline", async () => {
  const { world, company } = await one("before-maybe", { ...slow, deadlineMs: 10_000 });
  await company.start("one");
  await company.at(monday + 10_000 + hour - 1);
  expect([(await state(company)).status, performed(world)]).toEqual(["unknown", 1]);
  await company.at(monday + 10_000 + hour);
  expect([(await state(company)).status, performed(world)]).toEqual(["cleared", 1]);
  await company.at(monday + 2 * hour);
  expect([(await state(company)).status, performed(world)]).toEqual(["applied", 2]);
});

/** A call that hangs past its deadline. */
async function hanging(more: ScriptedOptions) {
  const parts = await one("hold", more);
  void parts.company.start("one");
  await parts.company.stirred();
  parts.company.clock.moveTo(monday + 10_000);
  await parts.company.settled();
  return parts;
}

test("EF3: a call past its deadline is unknown and never absent while it may be under way", async () => {
  const { world, company } = await hanging(knows);
  expect(await state(company)).toMatchObject({ status: "unknown", deadlineAt: monday + 10_000 });
  await company.at(monday + day);
  expect([(await state(company)).status, performed(world)]).toEqual(["unknown", 1]);
});

test("EF3: what a call brings back after its deadline still counts", async () => {
  const { world, company } = await hanging(blind);
  world.release();
  await company.stirred();
  await company.settled();
  expect((await state(company)).status).toBe("applied");
  expect(await company.items()).toEqual([]);
  expect(company.faults).toEqual([]);
});

test("EF3: once the process of a hanging call is dead, absence counts and it is sent again", async () => {
  const { world, company, options } = await hanging(knows);
  const again = await open({ ...options, store: company.store, process: "p2" });
  await again.at(monday + day);
  expect([(await state(again)).status, performed(world)]).toEqual(["applied", 2]);
});

test("EF3: something else under the same token is nobody's result", async () => {
  const { world, company } = await one("hold", knows);
  void company.start("one");
  await company.stirred();
  const token = tokenAt((await company.runsOf("one"))[0]!, "send");
  const other = {
    token,
    digest: "other",
    args: {},
    number: null,
    at: 0,
    result: {},
    visibleFrom: 0,
    undone: null,
  };
  world.acts.push(other);
  company.clock.moveTo(monday + 10_000);
  await company.settled();
  await company.at(monday + day);
  expect((await state(company)).status).toBe("unknown");
});

test("a look-up that fails is made again, ever more rarely", async () => {
  const { world, company } = await one("after", knows);
  world.lookupDown = true;
  await company.start("one");
  await company.at(monday + 2 * day);
  const looked = world.calls.filter((call) => call.startsWith("find")).length;
  expect(looked).toBeGreaterThan(20);
  expect(looked).toBeLessThan(80);
  world.lookupDown = false;
  await company.at(monday + 3 * day);
  expect((await state(company)).status).toBe("applied");
  expect(performed(world)).toBe(1);
});

test("B8: what does not happen is tried again a few times, ever later, then the operator is asked", async () => {
  const { world, company } = await one(null);
  world.plan(...Array.from({ length: 20 }, () => "before" as const));
  await company.start("one");
  await company.at(monday + 2 * day);
  expect(performed(world)).toBe(6);
  expect((await state(company)).status).toBe("failed");
  expect(await company.items()).toMatchObject([{ kind: "failed", about: "send" }]);
});

test.each([
  ["happened", "applied", 1],
  ["again", "applied", 2],
  ["not", "failed", 1],
] as const)("the operator says of an unknown act: %s", async (said, status, calls) => {
  const { world, company } = await one("before-maybe", blind);
  const id = await company.start("one");
  const token = tokenAt(await company.run(id), "send");
  expect(await resolve(company, id, token, said, { id: "hers" })).toBe("");
  expect([(await state(company)).status, performed(world)]).toEqual([status, calls]);
  expect(await resolve(company, id, token, said)).toBe("not_unknown");
});

test("EF2, CN1: sent is durable before the connector is called, once per attempt", async () => {
  const { world, company } = await one("before");
  await company.start("one");
  await company.at(monday + hour);
  const events = await company.ledger();
  const sent = events.filter((event) => event.type === "effect.sent");
  expect(sent.map((event) => event.data["attempt"])).toEqual([1, 2]);
  expect(performed(world)).toBe(2);
});

test("an act whose connector was taken away is parked, not spun on", async () => {
  const { world, company, options } = await one("after", knows);
  world.lookupDown = true;
  await company.start("one");
  const none = { ...options, connectors: {} };
  const again = await open({ ...none, store: company.store, process: "p2" });
  await again.at(monday + day);
  expect((await state(again)).status).toBe("unknown");
  expect(again.faults).toEqual([]);
});
