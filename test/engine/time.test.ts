import { expect, test } from "vitest";
import { startRun } from "../../src/engine/start.ts";
import { controlStream } from "../../src/engine/streams.ts";
import type { Trigger } from "../../src/kernel/plan.ts";
import { fromOperator } from "../../src/value/label.ts";
import { scriptedConnector, type ScriptedOptions, World } from "../fakes/scripted-connector.ts";
import {
  agent,
  type Company,
  type CompanyOptions,
  day,
  hour,
  monday,
  open,
  plan,
} from "./company.ts";
import { act, call, wait, write } from "./nodes.ts";
import { letGo, tokenAt } from "./operator.ts";
import { operator } from "../../src/engine/who.ts";

const writer = agent("writer", [
  { kind: "template", file: "t.json", template: { said: "{{ n }}" } },
]);
const daily = (missed: "each" | "latest" | "skip", cron = "0 9 * * *"): Trigger[] => [
  { on: "time", cron, zone: "UTC", missed },
];
const remind = act("send", { to: "ana@x.example" });
/** Monday at nine: the first slot after every company here was opened. */
const nine = monday + hour;

async function company(plans: CompanyOptions["plans"], of: ScriptedOptions = {}) {
  const world = new World();
  const options = { plans, agents: [writer], connectors: { world: scriptedConnector(world, of) } };
  return { world, options, company: await open(options) };
}

/** Asleep until `at`: everything that fell due meanwhile does so at once. */
async function sleep(c: Company, at: number): Promise<void> {
  c.clock.moveTo(at);
  await c.settled();
  await c.stirred();
  await c.settled();
}

const slots = async (c: Company, runbook: string) =>
  (await c.runsOf(runbook)).map((run) => (Number(run.trigger.key) - nine) / day);

test("TM2: each slot starts one job, with its instant as input", async () => {
  const { company: c } = await company([
    plan("tick", [write("text", { with: { n: "{{ slot.at }}" } })], { triggers: daily("each") }),
  ]);
  await c.at(nine + 2 * day);
  expect(await slots(c, "tick")).toEqual([0, 1, 2]);
  expect((await c.runsOf("tick"))[0]?.steps["text"]).toMatchObject({
    output: { value: { said: "2026-06-01T09:00:00.000Z" } },
  });
});

test.each([
  ["each", [0, 1, 2, 3]],
  ["latest", [3]],
  ["skip", []],
] as const)(
  "TM2: after a sleep over four slots, %s runs what it says and records the rest",
  async (missed, expected) => {
    const { company: c } = await company([
      plan("tick", [write("text")], { triggers: daily(missed) }),
    ]);
    await sleep(c, nine + 3 * day + hour);
    expect(await slots(c, "tick")).toEqual(expected);
    const skipped = (await c.ledger())
      .filter((event) => event.type === "slot.skipped")
      .flatMap((event) => event.data["slots"]);
    expect(skipped).toHaveLength(4 - expected.length);
  },
);

test.each([
  ["each", [0, 1, 2, 3]],
  ["latest", [3]],
  ["skip", []],
] as const)("TM2: the same holds where nobody ran meanwhile: %s", async (missed, expected) => {
  const { company: c, options } = await company([
    plan("tick", [write("text")], { triggers: daily(missed) }),
  ]);
  await c.owner.close();
  const again = await open({
    ...options,
    store: c.store,
    process: "p2",
    at: nine + 3 * day + hour,
  });
  expect(await slots(again, "tick")).toEqual(expected);
  await again.at(nine + 4 * day);
  expect(await slots(again, "tick")).toEqual([...expected, 4]);
});

test("TM2: a slot only just missed is no missed slot", async () => {
  const { company: c } = await company([
    plan("tick", [write("text")], { triggers: daily("skip") }),
  ]);
  await sleep(c, nine + 60_000);
  expect(await slots(c, "tick")).toEqual([0]);
});

test("SL1: more slots than one turn takes end all the same, and the latest is the latest", async () => {
  const { company: c } = await company([
    plan("tick", [write("text")], { triggers: daily("latest", "* * * * *") }),
  ]);
  await sleep(c, monday + 2 * day);
  expect((await c.runsOf("tick")).map((run) => Number(run.trigger.key))).toEqual([
    monday + 2 * day,
  ]);
});

test("ST1: a slot starts its job once, across restarts", async () => {
  const { company: c, options } = await company([
    plan("tick", [write("text")], { triggers: daily("each") }),
  ]);
  await c.at(nine);
  const again = await open({ ...options, store: c.store, process: "p2" });
  await again.at(nine + hour);
  expect(await slots(again, "tick")).toEqual([0]);
});

test("TM2: three reminders of three missed slots ask, and never leave together", async () => {
  const { world, company: c } = await company(
    [plan("tick", [remind], { triggers: daily("each") })],
    { latenessMs: 2 * hour },
  );
  await sleep(c, nine + 2 * day + hour);
  expect(world.acts).toHaveLength(1);
  expect((await c.items()).map((item) => item["kind"])).toEqual(["held-late", "held-late"]);
  const [first] = await c.runsOf("tick");
  expect(await letGo(c, first!.id, tokenAt(first!, "send"), "approve")).toBe("");
  expect(world.acts).toHaveLength(2);
});

test("TM2: so does what a wait led to that ended in a sleep, also in a job that was called", async () => {
  const part = plan("part", [remind]);
  const { world, company: c } = await company(
    [
      plan("one", [wait("pause", { forMs: day }), remind]),
      plan("outer", [wait("pause", { forMs: day }), call("part", "part")]),
      part,
    ],
    { latenessMs: 2 * hour },
  );
  await c.start("one");
  await c.start("outer");
  await sleep(c, monday + 5 * day);
  expect(world.acts).toEqual([]);
  expect((await c.items()).map((item) => item["kind"])).toEqual(["held-late", "held-late"]);
});

test("TM2: what follows in time is not late for what was late before it", async () => {
  const { world, company: c } = await company(
    [plan("one", [wait("pause", { forMs: day }), wait("more", { forMs: day }), remind])],
    { latenessMs: 2 * hour },
  );
  await c.start("one");
  await sleep(c, monday + 5 * day);
  await c.at(monday + 6 * day);
  expect(world.acts).toHaveLength(1);
});

test("TM2, EF6: an act that was cleared and could not leave asks once it is late", async () => {
  const { world, company: c } = await company([plan("one", [remind])], { latenessMs: 2 * hour });
  await c.control({
    type: "pause",
    target: { kind: "connector", name: "world" },
    reason: "looking",
  });
  await c.start("one");
  await c.at(monday + 3 * hour);
  await c.control({ type: "resume", target: { kind: "connector", name: "world" } });
  await c.settled();
  expect(world.acts).toEqual([]);
  expect(await c.items()).toMatchObject([{ kind: "held-late" }]);
});

test("TM1: while the clock is in doubt nothing falls due and nothing begins; then it goes on", async () => {
  const { company: c } = await company([plan("one", [wait("pause", { forMs: hour })])]);
  const id = await c.start("one");
  const emit = (type: "clock.doubted" | "clock.confirmed", data: object) =>
    c.say((turn) => {
      turn.emit(controlStream, { type, data: { ...data } });
      return { ok: true, message: "" };
    });
  await emit("clock.doubted", { item: 99, at: monday, by: 7 * day });
  await c.at(monday + day);
  expect((await c.run(id)).status).toBe("open");
  await emit("clock.confirmed", { item: 99 });
  await c.stirred();
  await c.settled();
  expect((await c.run(id)).status).toBe("completed");
});

test("AG1: thousands of waits end each at its time, however few are kept in memory", async () => {
  const { company: c } = await company([plan("one", [wait("pause", { until: "input.at" })])]);
  const count = 1_100;
  const { book } = c.owner.office;
  for (let n = 0; n < count; n += 1) {
    const input = fromOperator({ at: new Date(monday + hour + n * 1_000).toISOString() });
    await book.turn(operator, (turn) =>
      startRun(turn, c.owner.office, {
        runbook: "one",
        release: "rel1",
        trigger: { kind: "request", key: `k${n}` },
        subject: null,
        input,
        parent: null,
      }),
    );
  }
  await c.settled();
  const again = await open({ plans: [], store: c.store, process: "p2" });
  await again.at(monday + hour + 10_000);
  const ended = () => again.store.count({ table: "run", where: { status: "completed" } });
  expect(await ended()).toBe(11);
  await again.at(monday + 2 * hour);
  expect(await ended()).toBe(count);
});
