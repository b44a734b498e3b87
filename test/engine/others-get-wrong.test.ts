import { beforeEach, describe, expect, test } from "vitest";
import type { Executor } from "../../src/agent/contract.ts";
import { modelAgent } from "../../src/agent/model-agent.ts";
import type { Trigger } from "../../src/kernel/plan.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { scriptedExecutor } from "../fakes/scripted-executor.ts";
import { only, scriptedModel, tier, timeless } from "../fakes/scripted-model.ts";
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
import { act, approve, wait, write } from "./nodes.ts";
import { answer, asked } from "./operator.ts";
import { type Place, places } from "./places.ts";

/**
 * Faults that engines of this kind are known for, each under the name by which its users complain.
 * Each time that another process begins, the one before was killed: only the place outlives it.
 */
const writer = agent("writer", [
  { kind: "template", file: "t.json", template: { said: "{{ n }}" } },
]);
const thinker = agent("thinker", [{ kind: "code", file: "c.js", source: "think" }]);
const letter = act("letter", { to: "ana@x.example" });

let place: Place;

function outside(plans: CompanyOptions["plans"], more: Partial<CompanyOptions> = {}) {
  const world = new World();
  const connectors = { world: scriptedConnector(world, { dedupes: false }) };
  const options: CompanyOptions = { plans, agents: [writer, thinker], connectors, ...more };
  let begun = 0;
  const next = async (changed: Partial<CompanyOptions> = {}): Promise<Company> => {
    if (begun > 0) place = await place.killed();
    begun += 1;
    const { store, keys } = place;
    return open({ ...options, ...changed, store, keys, process: `p${begun}` });
  };
  return { world, next };
}

describe.each(Object.entries(places))("on %s", (_, begin) => {
  beforeEach(async () => {
    place = await begin();
  });

  test("a kill during a wait does not lose the rest of the run", async () => {
    const { world, next } = outside([plan("slow", [wait("pause", { forMs: hour }), letter])]);
    const before = await next();
    const id = await before.start("slow");
    const after = await next();
    await after.at(monday + 2 * hour);
    expect((await after.run(id)).status).toBe("completed");
    expect(world.acts).toHaveLength(1);
  });

  test("work before an interruption does not run again after it", async () => {
    const { executor, asked: calls } = scriptedExecutor(() => ({ idea: "blue" }));
    const steps = [
      write("idea", { agent: "thinker" }),
      letter,
      approve("ok", { is: "{{ idea }}" }),
    ];
    const executors = new Map<Executor["kind"], Executor>([["code", executor]]);
    const { world, next } = outside([plan("ask", [...steps, act("last", { to: "b@x.example" })])], {
      executors,
    });
    const id = await (await next()).start("ask");
    const after = await next();
    expect(await answer(after, id, "ok")).toBe("");
    expect((await after.run(id)).status).toBe("completed");
    expect(calls).toHaveLength(1);
    expect(world.acts.map((each) => each.args["to"])).toEqual(["ana@x.example", "b@x.example"]);
  });

  test("an approval clicked twice acts once", async () => {
    const { world, next } = outside([plan("ask", [letter])], {
      rules: [{ id: "ask", verdict: "ask", actions: ["world.act"] }],
    });
    const company = await next();
    const id = await company.start("ask");
    const [token = ""] = Object.keys((await company.run(id)).effects);
    const { digest } = await asked(company, id, token);
    const clicks = await Promise.all([
      answer(company, id, token, { digest }),
      answer(company, id, token, { digest }),
    ]);
    expect(clicks.filter((refused) => refused === "")).toHaveLength(1);
    const again = await next();
    expect(await answer(again, id, token, { digest })).not.toBe("");
    expect(world.acts).toHaveLength(1);
  });

  test("a restart does not send again what cron already sent", async () => {
    const triggers: Trigger[] = [{ on: "time", cron: "0 9 * * *", zone: "UTC", missed: "each" }];
    const { world, next } = outside([plan("morning", [letter], { triggers })]);
    const before = await next();
    await before.at(monday + hour);
    expect(world.acts).toHaveLength(1);
    for (let restart = 0; restart < 2; restart += 1) await (await next()).at(monday + 2 * hour);
    expect(world.acts).toHaveLength(1);
    await (await next()).at(monday + day + hour);
    expect(world.acts).toHaveLength(2);
  });

  test("success is not overwritten by a crash", async () => {
    const { world, next } = outside([plan("one", [letter])]);
    const before = await next();
    const { store } = before;
    const { commit } = store;
    // The commit that ends the run is durable, and the process dies of it all the same.
    store.commit = async (batch) => {
      await commit.call(store, batch);
      if (batch.events.some(({ bytes }) => Buffer.from(bytes).includes("run.completed")))
        throw new Error("simulated: the commit is durable, and the process learns of a failure");
    };
    await before.start("one").catch(() => {});
    store.commit = commit;
    expect(before.dead()).toBe(true);
    const after = await next();
    const [run] = await after.runsOf("one");
    expect(run).toMatchObject({ status: "completed", success: true });
    expect(world.acts).toHaveLength(1);
    expect(await after.items()).toEqual([]);
  });

  test("a suspended run is resumed after an upgrade, as the release that it began under says", async () => {
    const { world, next } = outside([plan("ask", [approve("ok", { a: 1 }), letter])]);
    const before = await next();
    const id = await before.start("ask");
    const changed = plan("ask", [approve("other", { a: 2 })], { version: "v2" });
    await before.activate({ plans: [changed], release: "rel2" });
    const after = await next({ plans: [changed], release: "rel2" });
    expect(await answer(after, id, "ok")).toBe("");
    expect((await after.run(id)).status).toBe("completed");
    expect(world.acts).toHaveLength(1);
  });

  test("deleting an agent does not delete its history", async () => {
    const { next } = outside([plan("text", [write("said")])]);
    const before = await next();
    const id = await before.start("text");
    const kept = await before.ledger();
    await before.activate({ agents: [], plans: [], release: "rel2" });
    const after = await next({ agents: [], plans: [], release: "rel2" });
    const run = await after.run(id);
    expect(run.steps["said"]).toMatchObject({ status: "done", output: { value: { said: 1 } } });
    const done = (await after.ledger()).find((event) => event.type === "step.completed");
    expect(done?.data["by"]).toMatchObject({ agent: "writer" });
    expect((await after.ledger()).slice(0, kept.length)).toEqual(kept);
  });

  test("a run does not wait for ever because nobody owns its lease", async () => {
    const silent = scriptedModel([{ stall: true }]);
    const voiced = scriptedModel([{ answer: { idea: "blue" } }]);
    const asking = agent("thinker", [{ kind: "model", tier: "small", prompt: "Think" }]);
    const { next } = outside([plan("think", [write("idea", { agent: "thinker" })])], {
      agents: [asking],
      settings: { models: { small: tier } },
    });
    const by = (model: typeof silent) =>
      new Map<Executor["kind"], Executor>([["model", modelAgent(only(model), timeless)]]);
    const before = await next({ executors: by(silent) });
    void before.start("think").catch(() => {});
    await before.stirred();
    // Long enough at work that its lease was renewed: the row outlives the process.
    before.clock.moveTo(monday + 40_000);
    await before.stirred();
    expect(await before.store.count({ table: "lease" })).toBe(1);
    const after = await next({ executors: by(voiced) });
    await after.at(monday + hour);
    const [run] = await after.runsOf("think");
    expect(run?.status).toBe("completed");
    expect(await after.store.count({ table: "lease" })).toBe(0);
  });

  test("what arrives before anybody waits for it is not dropped", async () => {
    const onMail: Trigger[] = [{ on: "event", type: "mail.received", when: null }];
    const reply = wait("reply", { on: "mail.received", where: "event.n > 1" });
    const { world, next } = outside([
      plan("chat", [approve("ok", { a: 1 }), reply, letter], { triggers: onMail }),
    ]);
    const before = await next();
    const ana = ["mailto:ana@x.example"];
    await before.arrive("mail.received", "m1", { n: 1 }, ana);
    expect(await before.arrive("mail.received", "m2", { n: 2 }, ana)).toBe("queued");
    const after = await next();
    const [run] = await after.runsOf("chat");
    expect(run?.mailbox).toHaveLength(1);
    expect(await answer(after, run?.id ?? "", "ok")).toBe("");
    expect((await after.runsOf("chat"))[0]?.status).toBe("completed");
    expect(world.acts).toHaveLength(1);
  });
});
