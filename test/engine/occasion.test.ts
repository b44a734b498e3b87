import { expect, test } from "vitest";
import { budgetOf } from "../../src/engine/streams.ts";
import { scriptedConnector, type ScriptedOptions, World } from "../fakes/scripted-connector.ts";
import { type CompanyOptions, day, hour, monday, open, plan } from "./company.ts";
import { act, wait } from "./nodes.ts";
import { actAt, answer, cancel, letGo, resolve, tokenAt } from "./operator.ts";

const paying = plan("pay", [
  act("send", { to: "ana@x.example", occasion: "deposit/e1", note: "{{ input.note }}" }),
  wait("rest", { on: "never" }),
]);

async function keyed(of: ScriptedOptions = {}, more: Partial<CompanyOptions> = {}) {
  const world = new World();
  const options = {
    plans: [paying],
    connectors: {
      world: scriptedConnector(world, {
        businessKey: "occasion",
        undo: true,
        dedupes: false,
        ...of,
      }),
    },
    ...more,
  };
  const company = await open(options);
  const begin = (key: string, note = key) => company.start("pay", { note }, key);
  const status = async (id: string) => actAt(await company.run(id), "send").status;
  return { world, company, options, begin, status };
}

test("EF9: another act for the same occasion is a conflict for the operator, never already done", async () => {
  const { world, company, begin, status } = await keyed();
  await begin("a");
  const second = await begin("b");
  const same = await begin("c", "a");
  expect([await status(second), await status(same)]).toEqual(["held", "held"]);
  expect(world.acts).toHaveLength(1);
  expect((await company.items()).map((item) => item["kind"])).toEqual([
    "held-conflict",
    "held-conflict",
  ]);
});

test("EF9: while the conflict stands, a yes to it is refused and changes nothing", async () => {
  const { world, company, begin } = await keyed();
  await begin("a");
  const second = await begin("b");
  const events = (await company.events()).length;
  expect(await letGo(company, second, tokenAt(await company.run(second), "send"), "approve")).toBe(
    "still_held",
  );
  expect(world.acts).toHaveLength(1);
  expect((await company.items()).length).toBe(1);
  expect((await company.events()).length).toBe(events);
});

test("EF9: it is held across a restart", async () => {
  const { company, options, begin } = await keyed();
  await begin("a");
  const again = await open({ ...options, store: company.store, process: "p2" });
  const second = await again.start("pay", { note: "b" }, "b");
  expect(actAt(await again.run(second), "send").held).toBe("conflict");
});

test("EF9: an undo frees it", async () => {
  const { world, company, begin, status } = await keyed();
  const first = await begin("a");
  const second = await begin("b");
  await cancel(company, first);
  expect(await letGo(company, second, tokenAt(await company.run(second), "send"), "approve")).toBe(
    "",
  );
  expect(await status(second)).toBe("applied");
  expect(world.acts.map((each) => each.undone !== null)).toEqual([true, false]);
});

test("EF9: not done frees it, and whoever takes it then is not raced", async () => {
  const { world, company, begin, status } = await keyed();
  world.plan("before");
  const first = await begin("a");
  const second = await begin("b");
  await company.at(monday + hour);
  expect([await status(first), await status(second)]).toEqual(["held", "applied"]);
  expect(world.acts).toHaveLength(1);
});

test("EF9: an act that failed for good or was denied frees it", async () => {
  const rules = [
    { id: "ask", verdict: "ask", actions: ["world.*"], when: "args.note != 'c'" },
  ] as const;
  const { world, company, begin, status } = await keyed({}, { rules });
  world.plan("refuse");
  const first = await begin("a");
  const second = await begin("b");
  await answer(company, first, tokenAt(await company.run(first), "send"));
  await answer(company, second, tokenAt(await company.run(second), "send"), { answer: "deny" });
  expect([await status(first), await status(second)]).toEqual(["failed", "denied"]);
  expect(await status(await begin("c"))).toBe("applied");
});

test("EF9: an unknown outcome keeps it until the operator decides", async () => {
  const { world, company, begin, status } = await keyed({ lookup: "none" });
  world.plan("before-maybe");
  const first = await begin("a");
  expect(await status(await begin("b"))).toBe("held");
  await resolve(company, first, tokenAt(await company.run(first), "send"), "not");
  expect(await status(await begin("c"))).toBe("applied");
});

test("EF9: it can be freed when its connector was taken away", async () => {
  const { company, begin, options, status } = await keyed({}, { rules: [] });
  await company.control({
    type: "pause",
    target: { kind: "connector", name: "world" },
    reason: "looking",
  });
  const first = await begin("a");
  await company.activate({ connectors: {} });
  await cancel(company, first);
  await company.activate({ connectors: options.connectors });
  await company.control({ type: "resume", target: { kind: "connector", name: "world" } });
  expect(await status(await begin("b"))).toBe("applied");
});

const issuing = plan("issue", [act("issue", { to: "ana@x.example" })]);

async function numbered(of: ScriptedOptions = {}) {
  const world = new World();
  const options = {
    plans: [issuing],
    connectors: { world: scriptedConnector(world, { series: "2026-", dedupes: false, ...of }) },
  };
  const company = await open(options);
  world.now = () => company.clock.now();
  const numbers = () => world.acts.map((each) => each.number);
  return { world, company, options, numbers };
}

/** Begins jobs without waiting for held calls. */
async function begun(company: Awaited<ReturnType<typeof open>>, ...keys: string[]): Promise<void> {
  for (const key of keys) void company.start("issue", {}, key);
  await company.stirred();
}

test("EF9, SE1: many jobs at once share no number and leave no gap", async () => {
  const { company, numbers } = await numbered({ costMicros: 10 });
  await Promise.all(["a", "b", "c", "d"].map((key) => company.start("issue", {}, key)));
  expect(numbers()).toEqual(["2026-001", "2026-002", "2026-003", "2026-004"]);
  expect(await company.items()).toEqual([]);
  expect(await company.owner.office.book.read(budgetOf("workspace"))).toEqual({
    spent: 40,
    reserved: {},
  });
});

test("EF9, SE1: one number is open at a time, and the next job goes on by itself when it is settled", async () => {
  const { world, company, numbers } = await numbered();
  world.plan("hold");
  await begun(company, "a", "b");
  expect(world.calls).toHaveLength(1);
  world.release();
  await company.settled();
  expect(numbers()).toEqual(["2026-001", "2026-002"]);
});

test("NL2: nobody waits for a number behind a job that is held back or cancelled", async () => {
  const { world, company, numbers } = await numbered();
  const second = plan("second", issuing.steps);
  await company.activate({ plans: [issuing, second] });
  world.plan("hold");
  await begun(company, "a");
  void company.start("second", {}, "b");
  await begun(company, "c", "d");
  void company.control({ type: "pause", target: { kind: "runbook", name: "second" }, reason: "" });
  const [, c = ""] = (await company.runsOf("issue")).map((run) => run.id);
  void cancel(company, c);
  await company.stirred();
  world.release();
  await company.settled();
  expect(numbers()).toEqual(["2026-001", "2026-002"]);
  expect((await company.runsOf("issue")).map((run) => run.status)).toEqual([
    "completed",
    "cancelled",
    "completed",
  ]);
});

test("NL1: a number costs as many looks, however many wait for it", async () => {
  const { world, company, numbers } = await numbered();
  const keys = Array.from({ length: 40 }, (_, n) => `job ${n}`);
  world.plan("hold");
  await begun(company, ...keys);
  const { office } = company.owner;
  const { wake } = office;
  let looks = 0;
  office.wake = (run) => {
    looks += 1;
    wake(run);
  };
  world.release();
  await company.settled();
  expect(numbers()).toHaveLength(40);
  expect(looks).toBeLessThan(5 * 40);
});

test("EF9, SE2: not done returns the number", async () => {
  const { world, company, numbers } = await numbered();
  world.plan("before");
  await company.start("issue", {}, "a");
  await company.start("issue", {}, "b");
  await company.at(monday + hour);
  expect(numbers()).toEqual(["2026-001", "2026-002"]);
});

test.each([
  ["again", ["2026-001", "2026-002"]],
  ["not", ["2026-001"]],
] as const)(
  "EF9, SE2: an unknown outcome holds the series until she says: %s",
  async (said, expected) => {
    const { world, company, numbers } = await numbered({ lookup: "none" });
    world.plan("before-maybe");
    const first = await company.start("issue", {}, "a");
    await company.start("issue", {}, "b");
    expect(numbers()).toEqual([]);
    await resolve(company, first, tokenAt(await company.run(first), "issue"), said);
    expect(numbers()).toEqual(expected);
  },
);

test("EF9, SE3: it resumes above the highest in the books, read afresh for each number", async () => {
  const { world, company, numbers } = await numbered();
  const byHand = (number: string) =>
    world.acts.push({
      token: number,
      digest: "",
      args: {},
      number,
      at: 0,
      result: {},
      visibleFrom: 0,
      undone: null,
    });
  byHand("2026-041");
  await company.start("issue", {}, "a");
  byHand("2026-050");
  await company.start("issue", {}, "b");
  expect(numbers()).toEqual(["2026-041", "2026-042", "2026-050", "2026-051"]);
});

test("EF9: an open number is open after a restart, and settled by the look-up", async () => {
  const { world, company, options, numbers } = await numbered();
  world.plan("hold");
  await begun(company, "a");
  const again = await open({ ...options, store: company.store, process: "p2" });
  world.now = () => again.clock.now();
  await again.start("issue", {}, "b");
  expect(numbers()).toEqual([]);
  await again.at(monday + day);
  expect(new Set(numbers())).toEqual(new Set(["2026-001", "2026-002"]));
  expect((await again.runsOf("issue")).map((run) => run.status)).toEqual([
    "completed",
    "completed",
  ]);
});

test("what cannot read the highest number waits and tries again; nothing is sent meanwhile", async () => {
  const world = new World();
  const connector = scriptedConnector(world, { series: "2026-" });
  const { act: action } = connector.actions;
  if (action?.series === undefined) throw new Error("It has no series");
  let down = true;
  const { series } = action;
  const highest = async (name: string): Promise<number> => {
    if (down) throw new Error("the books are locked");
    return series.highest(name);
  };
  const broken = { ...connector, actions: { act: { ...action, series: { ...series, highest } } } };
  const company = await open({ plans: [issuing], connectors: { world: broken } });
  await company.start("issue");
  expect(world.calls).toEqual([]);
  down = false;
  await company.at(monday + hour);
  expect(world.acts.map((each) => each.number)).toEqual(["2026-001"]);
});
