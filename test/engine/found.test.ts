import { expect, test } from "vitest";
import { apply } from "../../src/engine/apply.ts";
import { budgetOf, runOf } from "../../src/engine/streams.ts";
import type { Connector } from "../../src/connectors/contract.ts";
import type { EventStore, StoredBatch } from "../../src/ledger/store.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { scriptedConnector, type ScriptedOptions, World } from "../fakes/scripted-connector.ts";
import { scriptedExecutor } from "../fakes/scripted-executor.ts";
import { agent, type Company, open, plan } from "./company.ts";
import { act, call, parallel, wait, write } from "./nodes.ts";
import { cancel, letGo, settleUndo, tokenAt } from "./operator.ts";

/** What the simulation found, each as small as it gets; the names say what went wrong. */

const to = { to: "ana@nordlicht.example" };

function undoCosts(connector: Connector, micros: number): Connector {
  const { act: action } = connector.actions;
  if (action === undefined) throw new Error("It has no such action");
  return { ...connector, actions: { act: { ...action, undoCost: () => micros } } };
}

async function budget(company: Company) {
  const { spent, reserved } = await company.owner.office.book.read(budgetOf("workspace"));
  return { spent, reserved: Object.keys(reserved).length };
}

test("work that comes back when its job was cancelled and put away is no fault", async () => {
  const working = Promise.withResolvers<number>();
  const { executor } = scriptedExecutor(() => working.promise);
  const company = await open({
    plans: [plan("p", [write("w")])],
    agents: [agent("writer", [{ kind: "code", file: "c.js", source: "" }])],
    executors: new Map([["code", executor]]),
  });
  void company.start("p");
  await company.stirred();
  const [row] = await company.store.find({ table: "run" });
  void cancel(company, String(row?.["id"]));
  await company.stirred();
  working.resolve(1);
  await company.settled();
  expect(company.faults).toEqual([]);
  expect((await company.run(String(row?.["id"]))).status).toBe("cancelled");
});

test("two acts of one series, the first without a budget, do not wait for each other for ever", async () => {
  const world = new World();
  const both = parallel("both", { left: [act("a", to)], right: [act("b", to)] });
  const company = await open({
    plans: [plan("p", [both])],
    connectors: { world: scriptedConnector(world, { series: "2026-", costMicros: 5 }) },
    settings: { budgets: { workspaceMicros: 0, perDayMicros: null } },
  });
  await company.start("p");
  expect(company.faults).toEqual([]);
  expect((await company.items()).map((row) => row["kind"])).toEqual(["held-budget", "held-budget"]);
});

test("a job does not migrate to a plan that has another step where it waits", async () => {
  const company = await open({ plans: [plan("p", [wait("s", { forMs: 60_000 })])] });
  const id = await company.start("p");
  const { owner } = company;
  const changed = plan("p", [act("s", to)], { version: "v2" });
  const { active, settings } = owner.office;
  const release = { ...active, id: "rel2", plans: { p: changed } };
  const workspace = { release, settings };
  await apply(owner, { ok: true, workspace }, { dryRun: false, runs: "migrate" });
  await company.settled();
  expect((await company.run(id)).release).toBe("rel1");
  await company.at(company.clock.now() + 60_000);
  expect((await company.run(id)).status).toBe("completed");
});

test("an undo that she says happened costs what it costs", async () => {
  const world = new World();
  const connector = scriptedConnector(world, { undo: true, lookup: "none" });
  const company = await open({
    plans: [plan("p", [act("a", to), wait("hold", { ask: { title: "?", answers: { y: "y" } } })])],
    connectors: { world: undoCosts(connector, 5) },
  });
  const id = await company.start("p");
  world.planUndo("after");
  await cancel(company, id);
  expect(await settleUndo(company, id, tokenAt(await company.run(id), "a"), "happened")).toBe("");
  expect(await budget(company)).toEqual({ spent: 5, reserved: 0 });
});

test("what taking back a called job would cost is held until its caller ends", async () => {
  const connector = scriptedConnector(new World(), { undo: true });
  const ask = { title: "?", answers: { y: "y" } };
  const company = await open({
    plans: [
      plan("above", [call("c", "below"), wait("hold", { ask })]),
      plan("below", [act("a", to)]),
    ],
    connectors: { world: undoCosts(connector, 5) },
  });
  const id = await company.start("above");
  expect(await budget(company)).toEqual({ spent: 0, reserved: 1 });
  await cancel(company, id);
  expect(await budget(company)).toEqual({ spent: 5, reserved: 0 });
});

test("a job that is put away while it is read is not taken for one that never was", async () => {
  const company = await open({ plans: [plan("p", [wait("s", { forMs: 0 })])] });
  const stream = runOf(await company.start("p"));
  const { book } = company.owner.office;
  book.drop(stream);
  void book.load(stream).then(() => book.drop(stream));
  expect((await book.read(stream)).run.status).toBe("completed");
});

test("what she did by hand stands for its occasion: nothing else does the same again", async () => {
  const world = new World();
  const deposit = { ...to, occasion: "deposit/1" };
  const company = await open({
    plans: [plan("p", [act("a", deposit), act("b", deposit)])],
    connectors: { world: scriptedConnector(world, { businessKey: "occasion" }) },
    rules: [{ id: "hand", verdict: "byHand", when: "history.total == 0" }],
  });
  const id = await company.start("p");
  await company.activate({ rules: [] });
  expect(await letGo(company, id, tokenAt(await company.run(id), "a"), "done")).toBe("");
  expect((await company.items()).map((row) => row["kind"])).toEqual(["held-conflict"]);
  expect(world.acts).toEqual([]);
});

/** Lets a process freeze past the deadline right after it recorded that something was sent, once. */
async function frozenAfter(type: "effect.sent" | "undo.sent", options: ScriptedOptions) {
  const world = new World();
  let left = 1;
  let company: Company | null = null;
  const store = new Proxy<EventStore>(new MemoryStore(), {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== "function") return method;
      if (name !== "commit") return method.bind(target) as unknown;
      return async (batch: StoredBatch) => {
        await target.commit(batch);
        const sent = batch.events.some(({ bytes }) => Buffer.from(bytes).includes(`"${type}"`));
        if (!sent || left === 0) return;
        left = 0;
        company?.clock.moveTo(company.clock.now() + 3_600_000);
      };
    },
  });
  const ask = { title: "?", answers: { y: "y" } };
  company = await open({
    store,
    plans: [plan("p", [act("a", to), wait("hold", { ask })])],
    connectors: { world: scriptedConnector(world, options) },
  });
  return { company, world };
}

test("CA4: a process that was frozen past the deadline of a call does not begin it", async () => {
  const { company, world } = await frozenAfter("effect.sent", { dedupes: false });
  await company.start("p");
  await company.settled();
  const events = await company.events();
  expect(events.filter((type) => type === "effect.sent")).toHaveLength(2);
  expect(world.calls.filter((line) => line.startsWith("perform"))).toHaveLength(1);
});

test("an undo that is sent again while the one before is still under way is made", async () => {
  const { company, world } = await frozenAfter("undo.sent", { undo: true });
  const id = await company.start("p");
  await cancel(company, id);
  await company.settled();
  expect((await company.run(id)).status).toBe("cancelled");
  expect(world.acts[0]?.undone).not.toBeNull();
});
