import { expect, test } from "vitest";
import type { Executor } from "../../src/agent/contract.ts";
import { recordOf, subjectOf } from "../../src/engine/streams.ts";
import { opaque } from "../../src/engine/office.ts";
import type { Trigger } from "../../src/kernel/plan.ts";
import { current } from "../../src/memory/record.ts";
import {
  type Script,
  scriptedConnector,
  type ScriptedOptions,
  World,
} from "../fakes/scripted-connector.ts";
import { scriptedExecutor } from "../fakes/scripted-executor.ts";
import { agent, type Company, day, hour, monday, open, plan } from "./company.ts";
import { act, call, record, wait, write } from "./nodes.ts";
import { cancel, settleUndo, tokenAt } from "./operator.ts";

const writer = agent("writer", [
  { kind: "template", file: "t.json", template: { said: "{{ n }}" } },
]);
const job = plan("job", [
  act("first", { to: "1@x.example" }),
  record("noted", "client", { stage: "active" }),
  act("final", { to: "2@x.example" }, { connector: "final" }),
  act("third", { to: "3@x.example" }),
  record("renoted", "client", { stage: "done", name: "Ana" }),
  wait("rest", { on: "never" }),
]);

async function started(of: ScriptedOptions = {}, undo: readonly Script[] = []) {
  const world = new World();
  world.planUndo(...undo);
  const options = {
    plans: [job],
    agents: [writer],
    connectors: {
      world: scriptedConnector(world, { undo: true, ...of }),
      final: scriptedConnector(world),
    },
  };
  const company = await open(options);
  world.now = () => company.clock.now();
  const id = await company.start("job");
  return { world, company, options, id };
}

const undone = (world: World) =>
  world.acts.filter((each) => each.undone !== null).map((each) => each.args["to"]);
const taken = (world: World) => world.calls.filter((line) => line.startsWith("compensate")).length;

async function client(company: Company) {
  const key = opaque(company.owner.office, "record", "client", "r1");
  const { book, clock } = company.owner.office;
  return current(await book.read(recordOf("client", key)), clock.now()).value;
}

test("EF8: what applied is taken back in reverse order, records among it, past points of no return", async () => {
  const { world, company, id } = await started();
  expect(await client(company)).toEqual({ stage: "done", name: "Ana" });
  await cancel(company, id);
  const undos = (await company.events()).filter(
    (type) => type.startsWith("undo.") && type !== "undo.sent",
  );
  expect(undos).toEqual([
    "undo.recorded",
    "undo.applied",
    "undo.skipped",
    "undo.recorded",
    "undo.applied",
  ]);
  const compensated = world.calls
    .filter((line) => line.startsWith("compensate"))
    .map((line) => line.split(" ")[1]);
  const run = await company.run(id);
  expect(compensated).toEqual([tokenAt(run, "third"), tokenAt(run, "first")]);
  expect(undone(world)).toEqual(["1@x.example", "3@x.example"]);
  expect(await client(company)).toEqual({});
  expect(run.status).toBe("cancelled");
  expect(await company.items()).toEqual([]);
});

test("EF8: only what this job changed is taken back, not what somebody changed since", async () => {
  const { company, id } = await started();
  await company.activate({
    plans: [job, plan("other", [record("set", "client", { stage: "vip", phone: "1" })])],
    release: "rel2",
  });
  await company.start("other");
  await cancel(company, id);
  expect(await client(company)).toEqual({ stage: "vip", phone: "1" });
});

test("EF8, SU1: the stage of the subject goes back with the record, its id stays", async () => {
  const onMail: Trigger[] = [{ on: "event", type: "mail.received", when: null }];
  const steps = [
    record("moved", "client", { stage: "active" }, null),
    wait("rest", { on: "never" }),
  ];
  const company = await open({ plans: [plan("onboard", steps, { triggers: onMail })] });
  await company.arrive("mail.received", "m1", {}, ["mailto:ana@x.example"]);
  const [run] = await company.runsOf("onboard");
  const stage = async () =>
    (await company.owner.office.book.read(subjectOf(run?.subject ?? ""))).stage;
  expect(await stage()).toBe("active");
  await cancel(company, run?.id ?? "");
  expect(await stage()).toBe("");
});

test("EF8: what has not left is withdrawn, and what waited for an answer is no longer asked", async () => {
  const world = new World();
  const company = await open({
    plans: [plan("one", [act("send", { to: "a@x.example" })])],
    connectors: { world: scriptedConnector(world) },
    rules: [{ id: "ask", verdict: "ask", actions: ["world.*"] }],
  });
  const id = await company.start("one");
  await cancel(company, id);
  expect(await company.run(id)).toMatchObject({ status: "cancelled" });
  expect(await company.items()).toEqual([]);
  expect(world.calls).toEqual([]);
});

test("EF8: it waits for a call that is under way, then takes back what it did", async () => {
  const { world, company } = await started();
  world.plan("hold");
  void company.start("job", {}, "r2");
  await company.stirred();
  const second = (await company.runsOf("job"))[1]?.id ?? "";
  void cancel(company, second);
  await company.stirred();
  expect((await company.run(second)).status).toBe("cancelling");
  expect(taken(world)).toBe(0);
  world.release();
  await company.settled();
  expect((await company.run(second)).status).toBe("cancelled");
  expect(taken(world)).toBe(1);
});

test("EF8: an undo that did not happen is tried again, and is an item that blocks when it fails for good", async () => {
  const { world, company, id } = await started({}, ["before", "refuse"]);
  await cancel(company, id);
  await company.at(monday + hour);
  expect(await company.items()).toMatchObject([{ kind: "undo" }]);
  expect((await company.run(id)).status).toBe("cancelling");
  expect(undone(world)).toEqual([]);
  const token = tokenAt(await company.run(id), "third");
  expect(await settleUndo(company, id, token, "again")).toBe("");
  expect(undone(world)).toEqual(["1@x.example", "3@x.example"]);
  expect(await company.items()).toEqual([]);
  expect((await company.run(id)).status).toBe("cancelled");
});

test.each([
  ["skip", ["1@x.example"]],
  ["happened", ["1@x.example"]],
] as const)("EF8: she settles a failed undo: %s", async (said, expected) => {
  const { world, company, id } = await started({}, ["refuse"]);
  await cancel(company, id);
  expect(await settleUndo(company, id, tokenAt(await company.run(id), "third"), said)).toBe("");
  expect(undone(world)).toEqual(expected);
  expect((await company.run(id)).status).toBe("cancelled");
});

const doubts: [Script, ScriptedOptions, boolean, number][] = [
  ["after", {}, true, 2],
  ["after-yes", { lookup: "none" }, true, 2],
  ["before-maybe", {}, true, 3],
  ["before-maybe", { settlesMs: hour }, true, 3],
  ["late", { settlesMs: hour }, true, 2],
  ["crash", {}, true, 2],
  ["after", { lookup: "presence" }, true, 2],
  ["before-maybe", { lookup: "presence" }, false, 1],
  ["before-maybe", { lookup: "none" }, false, 1],
];

test.each(doubts)(
  "EF8, EF3: an undo that does %j under %j is settled by itself: %j",
  async (script, of, settles, calls) => {
    const { world, company, id } = await started(of, [script]);
    await cancel(company, id);
    await company.at(monday + 2 * day);
    expect((await company.run(id)).status).toBe(settles ? "cancelled" : "cancelling");
    expect(taken(world)).toBe(calls);
    expect((await company.items()).map((item) => item["kind"])).toEqual(settles ? [] : ["undo"]);
  },
);

test("EF8: an undo past its deadline blocks, and what it brings back late still counts", async () => {
  const { world, company, id } = await started({ lookup: "none" }, ["hold"]);
  void cancel(company, id);
  await company.stirred();
  company.clock.moveTo(monday + 10_000);
  await company.settled();
  expect(await company.items()).toMatchObject([{ kind: "undo" }]);
  world.release();
  await company.stirred();
  await company.settled();
  expect((await company.run(id)).status).toBe("cancelled");
});

test("EF8, EF2: after a crash during an undo it is looked up, then made again, once", async () => {
  const { world, company, options, id } = await started({}, ["hold"]);
  void cancel(company, id);
  await company.stirred();
  expect(taken(world)).toBe(1);
  const again = await open({ ...options, store: company.store, process: "p2" });
  await again.at(monday + day);
  expect((await again.run(id)).status).toBe("cancelled");
  expect(undone(world)).toEqual(["1@x.example", "3@x.example"]);
  expect(taken(world)).toBe(3);
});

const parent = plan("parent", [
  act("before", { to: "before@x.example" }),
  call("part", "part"),
  act("after", { to: "after@x.example" }),
  wait("rest", { on: "never" }),
]);
const short = plan("part", [act("inside", { to: "inside@x.example" })]);
const long = plan("part", [
  act("inside", { to: "inside@x.example" }),
  wait("rest", { on: "never" }),
]);

async function nested(part: typeof short) {
  const world = new World();
  const company = await open({
    plans: [parent, part],
    connectors: { world: scriptedConnector(world, { undo: true }) },
  });
  const id = await company.start("parent");
  return { world, company, id };
}

test("EF8: a job that was called and is open is cancelled with its caller", async () => {
  const { world, company, id } = await nested(long);
  await cancel(company, id);
  expect((await company.runsOf("part"))[0]?.status).toBe("cancelled");
  expect((await company.run(id)).status).toBe("cancelled");
  expect(undone(world)).toEqual(["before@x.example", "inside@x.example"]);
});

test("C3: a job that was called and ended is taken back in its place among the rest", async () => {
  const { world, company, id } = await nested(short);
  await cancel(company, id);
  const order = world.calls
    .filter((line) => line.startsWith("compensate"))
    .map((line) => world.of(line.split(" ")[1] ?? "")[0]?.args["to"]);
  expect(order).toEqual(["after@x.example", "inside@x.example", "before@x.example"]);
  expect((await company.runsOf("part"))[0]?.status).toBe("cancelled");
  expect((await company.run(id)).status).toBe("cancelled");
});

test("cancelling twice, or what has ended, is refused", async () => {
  const { company, id } = await started();
  await cancel(company, id);
  expect(await cancel(company, id)).toBe("run_ended");
});

test("RN3: what is being executed when the job is cancelled brings nothing back", async () => {
  const held = Promise.withResolvers<number>();
  const { executor } = scriptedExecutor(() => held.promise);
  const coder = agent("writer", [{ kind: "code", file: "c.js", source: "" }]);
  const company = await open({
    plans: [plan("one", [write("text"), act("send", { to: "a@x.example" })])],
    agents: [coder],
    executors: new Map<Executor["kind"], Executor>([["code", executor]]),
    connectors: { world: scriptedConnector(new World()) },
  });
  void company.start("one");
  await company.stirred();
  const id = (await company.runsOf("one"))[0]?.id ?? "";
  void cancel(company, id);
  await company.stirred();
  held.resolve(1);
  await company.settled();
  expect(await company.run(id)).toMatchObject({ status: "cancelled", steps: {} });
});

test("EF8: a record says what its step says of a job that is cancelled, whoever changed it since", async () => {
  const left = { stage: "left", phone: "{{ record.phone + '!' }}" };
  const step = { ...record("noted", "client", { stage: "active", phone: "1" }), cancelled: left };
  const company = await open({
    plans: [
      plan("job", [step, wait("rest", { on: "never" })]),
      plan("other", [record("set", "client", { phone: "2" })]),
    ],
  });
  const id = await company.start("job");
  await company.start("other");
  await cancel(company, id);
  expect((await company.run(id)).status).toBe("cancelled");
  expect(await client(company)).toEqual({ stage: "left", phone: "2!" });
});

test("EF8: where that cannot be told, what stood before comes back", async () => {
  const cancelled = { stage: "{{ record.nothing + '!' }}" };
  const step = { ...record("noted", "client", { stage: "active" }), cancelled };
  const company = await open({ plans: [plan("job", [step, wait("rest", { on: "never" })])] });
  const id = await company.start("job");
  await cancel(company, id);
  expect(await client(company)).toEqual({});
});
