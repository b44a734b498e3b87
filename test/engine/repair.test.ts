import { expect, test } from "vitest";
import type { Executor } from "../../src/agent/contract.ts";
import { scriptedConnector, type ScriptedOptions, World } from "../fakes/scripted-connector.ts";
import { type Deed, scriptedExecutor } from "../fakes/scripted-executor.ts";
import { agent, type CompanyOptions, monday, hour, open, plan } from "./company.ts";
import { act, approve, call, check, choose, each, parallel, record, wait, write } from "./nodes.ts";
import { actAt, answer, asked, cancel, handBack, mend, take, tokenAt } from "./operator.ts";

const writer = agent("writer", [
  { kind: "template", file: "t.json", template: { said: "{{ n }}" } },
]);
const coder = agent("coder", [{ kind: "code", file: "c.js", source: "" }]);

async function company(
  plans: CompanyOptions["plans"],
  deed: Deed = () => ({ ok: true }),
  of: ScriptedOptions = {},
  more: Partial<CompanyOptions> = {},
) {
  const world = new World();
  const { executor, asked: executed } = scriptedExecutor(deed);
  const opened = await open({
    plans,
    agents: [writer, coder],
    executors: new Map<Executor["kind"], Executor>([["code", executor]]),
    connectors: { world: scriptedConnector(world, { dedupes: false, undo: true, ...of }) },
    ...more,
  });
  return { world, company: opened, executed };
}

const sentTo = (world: World) => world.acts.map((each) => each.args["to"]);

test("A6, RN3: taking a step over fences off the attempt that is under way", async () => {
  const held = Promise.withResolvers<{ said: string }>();
  const { company: c } = await company(
    [plan("one", [write("text", { agent: "coder" }), check("end", "text.said == 'mine'")])],
    () => held.promise,
  );
  void c.start("one");
  await c.stirred();
  const id = (await c.runsOf("one"))[0]?.id ?? "";
  void take(c, id, "text");
  await c.stirred();
  held.resolve({ said: "late" });
  await c.settled();
  expect((await c.run(id)).steps["text"]).toMatchObject({ status: "form", why: "taken" });
  expect(await handBack(c, id, "text", { said: "mine" })).toBe("");
  expect(await c.run(id)).toMatchObject({
    status: "completed",
    steps: { text: { by: { rung: "operator" } } },
  });
});

test("A6: taking an act over withdraws it; she does it by hand and hands it back", async () => {
  const { world, company: c } = await company(
    [plan("one", [act("send", { to: "a@x.example" }), check("end", "send.id == 'post'")])],
    undefined,
    {},
    { rules: [{ id: "ask", verdict: "ask", actions: ["world.*"] }] },
  );
  const id = await c.start("one");
  expect(await take(c, id, "send")).toBe("");
  expect(actAt(await c.run(id), "send").status).toBe("withdrawn");
  expect(await c.items()).toMatchObject([{ kind: "form", about: "send" }]);
  await handBack(c, id, "send", { id: "post", to: "a@x.example", number: 1 });
  expect((await c.run(id)).status).toBe("completed");
  expect(world.calls).toEqual([]);
});

test("A6: an act in doubt must be decided before its step is taken over", async () => {
  const { world, company: c } = await company(
    [plan("one", [act("send", { to: "a@x.example" })])],
    undefined,
    { lookup: "none" },
  );
  world.plan("after");
  const id = await c.start("one");
  expect(await take(c, id, "send")).toBe("effect_in_doubt");
  expect(await mend(c, id, "send")).toBe("effect_in_doubt");
});

test("A6: a question that was taken over is not asked again when it would have expired", async () => {
  const { company: c } = await company([plan("one", [approve("ok", { a: 1 })])]);
  const id = await c.start("one");
  await take(c, id, "ok");
  await c.at(monday + 100 * hour);
  expect((await c.run(id)).steps["ok"]?.status).toBe("form");
  expect(await c.items()).toMatchObject([{ kind: "form" }]);
});

test("handing back what was not taken, or what breaks the contract, is refused", async () => {
  const strict = agent("strict", [{ kind: "manual" }], {
    output: { type: "object", required: ["said"] },
  });
  const { company: c } = await company(
    [plan("one", [write("text", { agent: "strict" })])],
    undefined,
    {},
    { agents: [strict] },
  );
  const id = await c.start("one");
  expect(await handBack(c, id, "text", { wrong: 1 })).toBe("contract");
  expect(await handBack(c, id, "text", { said: "x" })).toBe("");
  expect(await handBack(c, id, "text", { said: "y" })).toBe("not_open");
});

test("A5, RN5: a failed job goes on with corrected input; what was applied stays and is not done again", async () => {
  const { world, company: c } = await company([
    plan("one", [
      act("send", { to: "a@x.example" }),
      write("text", { with: { n: "{{ input.n }}" } }),
      check("good", "text.said == 'right'"),
      act("last", { to: "b@x.example" }),
    ]),
  ]);
  const id = await c.start("one", { n: "wrong" });
  expect(await c.items()).toMatchObject([{ kind: "failed", about: "good" }]);
  expect(await mend(c, id, "text", { input: { n: "right" } })).toBe("");
  expect((await c.run(id)).status).toBe("completed");
  expect(sentTo(world)).toEqual(["a@x.example", "b@x.example"]);
  expect(await c.items()).toEqual([]);
});

test("A5: a failed job goes on under a fixed release", async () => {
  const bad = plan("one", [act("send", { to: "a@x.example" }), check("good", "false")]);
  const good = plan("one", [
    act("send", { to: "a@x.example" }),
    check("good", "true"),
    act("last", { to: "b@x.example" }),
  ]);
  const { world, company: c } = await company([bad]);
  const id = await c.start("one");
  await c.activate({ plans: [good], release: "rel2" });
  expect((await c.run(id)).steps["good"]?.status).toBe("failed");
  expect(await mend(c, id, "good", { release: "rel2" })).toBe("");
  expect(await c.run(id)).toMatchObject({ status: "completed", release: "rel2" });
  expect(sentTo(world)).toEqual(["a@x.example", "b@x.example"]);
});

test("RN5: what an agent's step sent out is kept as well", async () => {
  const sender = agent(
    "sender",
    [
      {
        kind: "template",
        file: "t.json",
        template: { proposals: [{ action: "world.act", args: { to: "a@x.example" } }] },
      },
    ],
    { may: ["world.*"] },
  );
  const { world, company: c } = await company(
    [plan("one", [write("before"), write("mail", { agent: "sender" }), check("good", "false")])],
    undefined,
    {},
    { agents: [writer, sender] },
  );
  const id = await c.start("one");
  expect(sentTo(world)).toEqual(["a@x.example"]);
  expect(await mend(c, id, "before")).toBe("");
  expect(sentTo(world)).toEqual(["a@x.example"]);
});

test("RN5: a step whose act stands outside is not repaired, it would be done twice", async () => {
  const { world, company: c } = await company([
    plan("one", [act("send", { to: "a@x.example" }), check("good", "false")]),
  ]);
  const id = await c.start("one");
  expect(await mend(c, id, "send", { input: { to: "b@x.example" } })).toBe("already_applied");
  expect(sentTo(world)).toEqual(["a@x.example"]);
});

test("RN5: a repaired act speaks of another deed, under another token", async () => {
  const { world, company: c } = await company([plan("one", [act("send", { to: "a@x.example" })])]);
  world.plan("refuse");
  const id = await c.start("one");
  const first = tokenAt(await c.run(id), "send");
  expect(await mend(c, id, "send", { input: { to: "b@x.example" } })).toBe("");
  expect(tokenAt(await c.run(id), "send")).not.toBe(first);
  expect(sentTo(world)).toEqual(["b@x.example"]);
});

test("RN5: a step inside a block that had ended is reached again", async () => {
  const { company: c } = await company([
    plan("one", [
      choose("way", {
        only: { when: null, steps: [write("text", { with: { n: "{{ input.n }}" } })] },
      }),
      each("all", "input.list", [write("inner", { with: { n: "{{ item.id }}" } })]),
      check("good", "way.out.said == 'right'"),
    ]),
  ]);
  const id = await c.start("one", { n: "wrong", list: [{ id: "a" }, { id: "b" }] });
  expect(await mend(c, id, "way/only/text", { input: { n: "right" } })).toBe("");
  expect((await c.run(id)).status).toBe("completed");
  expect((await c.run(id)).steps["all[a]/inner"]).toMatchObject({ status: "done", revision: 1 });
});

test("RN5: what goes on beside the repaired step goes on", async () => {
  const { company: c, executed } = await company([
    plan("one", [
      parallel("both", { left: [write("a", { agent: "coder" })], right: [check("bad", "false")] }),
    ]),
  ]);
  const id = await c.start("one");
  expect(await mend(c, id, "both/right/bad")).toBe("");
  expect(executed).toHaveLength(1);
  expect((await c.run(id)).steps["both/left/a"]).toMatchObject({ status: "done", revision: 0 });
});

test("RN3: what was executed with what came before a repair is stale, recorded or not", async () => {
  const gates = [
    Promise.withResolvers<{ said: string }>(),
    Promise.withResolvers<{ said: string }>(),
  ];
  let calls = 0;
  const { company: c } = await company(
    [
      plan("one", [
        write("text", { with: { n: "{{ input.n }}" } }),
        write("slow", { agent: "coder", with: { said: "{{ text.said }}" } }),
      ]),
    ],
    () => gates[calls++]?.promise ?? { said: "none" },
  );
  void c.start("one", { n: "old" });
  await c.stirred();
  const id = (await c.runsOf("one"))[0]?.id ?? "";
  void mend(c, id, "text", { input: { n: "new" } });
  await c.stirred();
  gates[0]?.resolve({ said: "from the old" });
  await c.stirred();
  gates[1]?.resolve({ said: "from the new" });
  await c.settled();
  expect((await c.run(id)).steps["slow"]).toMatchObject({
    output: { value: { said: "from the new" } },
  });
});

test("RN4, RN5: what a wait had taken can be taken again", async () => {
  const { company: c } = await company([
    plan("one", [
      write("text"),
      wait("paid", { on: "bank.line", where: "event.n == 1" }),
      check("good", "false"),
    ]),
  ]);
  const id = await c.start("one");
  await c.arrive("bank.line", "x1", { n: 1 });
  expect((await c.run(id)).steps["good"]?.status).toBe("failed");
  await mend(c, id, "text");
  expect((await c.run(id)).steps["paid"]).toMatchObject({
    status: "done",
    output: { value: { event: { n: 1 } } },
  });
});

test("RN5: what she did by hand, and jobs that were called, are not done again", async () => {
  const part = plan("part", [act("inside", { to: "inside@x.example" })]);
  const { world, company: c } = await company(
    [
      plan("one", [
        write("text"),
        act("send", { to: "a@x.example" }),
        call("part", "part"),
        check("good", "false"),
      ]),
      part,
    ],
    undefined,
    {},
    {
      rules: [
        { id: "ask", verdict: "ask", actions: ["world.*"], when: "args.to == 'a@x.example'" },
      ],
    },
  );
  const id = await c.start("one");
  await take(c, id, "send");
  await handBack(c, id, "send", { id: "by hand", to: "a@x.example", number: 1 });
  expect(sentTo(world)).toEqual(["inside@x.example"]);
  await mend(c, id, "text");
  expect(sentTo(world)).toEqual(["inside@x.example"]);
  expect((await c.run(id)).steps["send"]).toMatchObject({ status: "done", byHand: true });
  expect(await c.runsOf("part")).toHaveLength(1);
});

test("a job that was called and is open is repaired itself, not its caller's call", async () => {
  const part = plan("part", [check("bad", "false")]);
  const { company: c } = await company([plan("one", [call("part", "part")]), part]);
  const id = await c.start("one");
  expect(await mend(c, id, "part")).toBe("still_called");
});

test("PR3: where one act of a step cannot go out, those that have not left stay", async () => {
  const two = agent(
    "two",
    [
      {
        kind: "template",
        file: "t.json",
        template: {
          proposals: [
            { action: "world.act", args: { to: "a@x.example" } },
            { action: "world.act", args: { to: "forbidden@x.example" } },
          ],
        },
      },
    ],
    { may: ["world.*"] },
  );
  const { world, company: c } = await company(
    [plan("one", [write("mail", { agent: "two" })])],
    undefined,
    {},
    {
      agents: [two],
      rules: [
        {
          id: "no",
          verdict: "forbid",
          actions: ["world.*"],
          when: "args.to == 'forbidden@x.example'",
        },
      ],
    },
  );
  const id = await c.start("one");
  expect(world.calls).toEqual([]);
  expect(Object.values((await c.run(id)).effects).map((each) => each.status)).toEqual([
    "withdrawn",
    "forbidden",
  ]);
  expect(await c.items()).toMatchObject([{ kind: "failed", about: "mail" }]);
});

test("a record that was changed twice by a repaired step is taken back whole", async () => {
  const { company: c } = await company([
    plan("one", [record("set", "client", { stage: "{{ input.n }}" }), check("good", "false")]),
  ]);
  const id = await c.start("one", { n: "a" });
  expect(await mend(c, id, "good", { input: { n: 1 } })).toBe("no_input");
  expect(await mend(c, id, "set", { input: { stage: "b" } })).toBe("");
  expect((await c.run(id)).applied).toHaveLength(2);
  await cancel(c, id);
  const facts = await c.ledger();
  const changes = facts.filter((event) => event.type === "record.changed");
  expect(changes.map((event) => event.values["set"]?.value)).toEqual([
    { stage: "a" },
    { stage: "b" },
    { stage: "a" },
    {},
  ]);
});

test.each([
  ["a draft", approve("it", { a: 1 }), { a: 2 }],
  ["a called job", call("it", "part", { a: 1 }), { a: 2 }],
])("the corrected input of %s is what it goes on with", async (_, node, input) => {
  const part = plan("part", [write("echo", { with: { n: "{{ input.a }}" } })]);
  const { company: c } = await company([plan("one", [node, check("good", "false")]), part]);
  const id = await c.start("one");
  if (node.kind === "approve") await answer(c, id, "it");
  await mend(c, id, "it", { input });
  const [, again] = await c.runsOf("part");
  const shown = node.kind === "approve" ? (await asked(c, id, "it")).shown : again?.input;
  expect(shown?.value).toEqual(input);
});
