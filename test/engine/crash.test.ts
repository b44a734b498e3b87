import { expect, test } from "vitest";
import type { Executor } from "../../src/agent/contract.ts";
import type { Failure } from "../../src/store/memory/memory-store.ts";
import { type Script, scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { scriptedExecutor } from "../fakes/scripted-executor.ts";
import { agent, type Company, day, hour, monday, open, plan } from "./company.ts";
import { act, approve, call, check, choose, each, parallel, record, wait, write } from "./nodes.ts";
import { answer, resolve, tokenAt } from "./operator.ts";
import { everyDeath, play, type Scenario } from "./sweep.ts";

const writer = agent("writer", [
  { kind: "template", file: "t.json", template: { said: "{{ n }}" } },
]);
const coder = agent("coder", [{ kind: "code", file: "c.js", source: "items" }]);
const items = [{ id: "a" }, { id: "b" }, { id: "c" }];

const everything = plan(
  "everything",
  [
    write("draft", { with: { n: "{{ input.n }}" } }),
    write("coded", { agent: "coder" }),
    choose("way", {
      small: { when: "coded.n < 2", steps: [check("never", "false")] },
      big: { when: null, steps: [record("noted", "note", { text: "{{ draft.said }}" })] },
    }),
    each(
      "all",
      "coded.items",
      [
        act(
          "send",
          { to: "{{ item.id }}@x.example", occasion: "{{ item.id }}" },
          { connector: "keyed" },
        ),
      ],
      {
        atOnce: 2,
      },
    ),
    parallel("both", {
      invoice: [act("issue", { to: "i@x.example" }, { connector: "numbered" })],
      letter: [
        approve("ok", { text: "{{ draft.said }}" }),
        act("mail", { to: "{{ ok.text }}@x.example" }, { connector: "seen" }),
      ],
    }),
    call("part", "part", { who: "{{ both.invoice.number }}" }),
    act("asked", { to: "q@x.example" }, { connector: "careful" }),
    record("moved", "client", { stage: "active", number: "{{ both.invoice.number }}" }),
    wait("go", { on: "go.ahead", where: "event.n == 2" }),
    wait("pause", { forMs: day }),
    act("last", { to: "last@x.example" }),
  ],
  { success: "moved.stage == 'active'" },
);
const part = plan("part", [
  write("inner", { with: { n: "{{ input.who }}" } }),
  act("inner-act", { to: "{{ inner.said }}" }),
]);

/** Plays it as the operator would, telling the truth where she is asked. */
async function play1(company: Company, world: World): Promise<void> {
  world.now = () => company.clock.now();
  const id = await company.start("everything", { n: "hello" });
  for (let round = 0; round < 200; round += 1) {
    await company.settled();
    const [item] = await company.items();
    if (item !== undefined) {
      await decide(
        company,
        world,
        String(item["run"]),
        String(item["kind"]),
        String(item["about"]),
      );
      continue;
    }
    const run = await company.run(id);
    if (run.endedAt !== null) return;
    if (run.steps["go"]?.status === "waiting") {
      await company.arrive("go.ahead", "x1", { n: 1 });
      await company.arrive("go.ahead", "x2", { n: 2 });
      continue;
    }
    const next = company.clock.next();
    if (next === null) throw new Error("Nothing is due, and nothing is asked");
    await company.at(next);
  }
}

async function decide(
  company: Company,
  world: World,
  run: string,
  kind: string,
  about: string,
): Promise<void> {
  if (kind === "unknown") {
    const stands = world.of(about)[0];
    const code = await resolve(
      company,
      run,
      about,
      stands === undefined ? "again" : "happened",
      stands?.result ?? {},
    );
    if (code !== "" && code !== "not_unknown") throw new Error(code);
    return;
  }
  if (kind !== "approval" && kind !== "effect")
    throw new Error(`Nobody expected "${kind}" about "${about}"`);
  await answer(company, run, about);
}

function scenario(settlesMs = 0, scripts: readonly Script[] = []): Scenario {
  let world = new World();
  return {
    prepare() {
      world = new World();
      world.plan(...scripts);
      const { executor } = scriptedExecutor(() => ({ n: 3, items }));
      const scripted = (more: object) =>
        scriptedConnector(world, { settlesMs, dedupes: false, ...more });
      const connectors = {
        world: scripted({ costMicros: 70 }),
        keyed: scripted({ businessKey: "occasion" }),
        numbered: scripted({ series: "2026-" }),
        seen: scripted({ lookup: "presence" }),
        careful: scripted({}),
      };
      return {
        options: {
          plans: [everything, part],
          agents: [writer, coder],
          executors: new Map<Executor["kind"], Executor>([["code", executor]]),
          connectors,
          rules: [{ id: "careful", verdict: "ask", actions: ["careful.*"] }],
        },
        outside: () =>
          world.acts.map(({ args, number }) => `${JSON.stringify(args)} ${number}`).toSorted(),
      };
    },
    play: (company) => play1(company, world),
  };
}

const undisturbed = await play(scenario(), () => null);

test("everything is done once, undisturbed", () => {
  expect(undisturbed.lives).toBe(1);
  expect(undisturbed.outside).toHaveLength(8);
  expect(undisturbed.state).toMatchObject({
    runs: { "everything r1": { status: "completed", success: true } },
    items: [],
    budget: { spent: 140, reserved: {} },
  });
});

const faulty: readonly Script[] = ["before", "late", "after", "before-maybe", "after-yes"];

test.each([
  { when: "before", outside: "a sound outside", scripts: [], settlesMs: 0 },
  { when: "after", outside: "a sound outside", scripts: [], settlesMs: 0 },
  { when: "before", outside: "a faulty outside", scripts: faulty, settlesMs: hour },
  { when: "after", outside: "a faulty outside", scripts: faulty, settlesMs: hour },
] as const)(
  "EF3, ST4, OWN2: a death $when any commit, with $outside, leaves the same company",
  async ({ when, scripts, settlesMs }) => {
    const { state, outside } = undisturbed;
    const deaths = await everyDeath(scenario(settlesMs, scripts), when, (played, commit) => {
      expect.soft(played, `commit ${commit}`).toMatchObject({ state, outside });
    });
    expect(deaths).toBeGreaterThan(20);
  },
);

test.each<Failure>([
  { commit: 2, when: "before" },
  { commit: 3, when: "before" },
  { commit: 3, when: "after" },
  { commit: 4, when: "after" },
])(
  "a company whose every process dies $when its commit $commit still comes to the same end",
  async (failure) => {
    const played = await play(scenario(hour), () => failure);
    expect(played.lives).toBeGreaterThan(5);
    expect(played.state).toEqual(undisturbed.state);
    expect(played.outside).toEqual(undisturbed.outside);
  },
);

test("EF3: an act of a dead process that cannot be looked up is parked, and never sent again by itself", async () => {
  const world = new World();
  const options = {
    plans: [plan("one", [act("send", { to: "a@b.example" })])],
    connectors: { world: scriptedConnector(world, { lookup: "none", dedupes: false }) },
  };
  world.plan("hold");
  const company = await open(options);
  void company.start("one").catch(() => {});
  await company.stirred();
  expect(world.calls).toHaveLength(1);
  const again = await open({ ...options, store: company.store, process: "p2" });
  const [run] = await again.runsOf("one");
  expect(run?.effects[tokenAt(run, "send")]).toMatchObject({ status: "unknown" });
  await again.at(monday + 30 * day);
  expect(world.calls).toHaveLength(1);
});
