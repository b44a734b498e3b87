import { expect, test } from "vitest";
import { answerApproval } from "../../src/engine/answer/approval.ts";
import { budgetOf } from "../../src/engine/streams.ts";
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
import { act, approve, parallel, write } from "./nodes.ts";
import { actAt, answer, asked, cancel, letGo, mend, take, tokenAt } from "./operator.ts";

const writer = agent("writer", [
  { kind: "template", file: "t.json", template: { said: "{{ n }}" } },
]);
const ask = { id: "ask", verdict: "ask", actions: ["world.*"] } as const;
const forbidBen = {
  id: "no-ben",
  verdict: "forbid",
  actions: ["*"],
  when: "args.to == 'ben@x.example'",
} as const;

async function asking(more: Partial<CompanyOptions> = {}, of: ScriptedOptions = {}) {
  const world = new World();
  const company = await open({
    plans: [plan("one", [act("send", { to: "ana@x.example" })])],
    agents: [writer],
    connectors: { world: scriptedConnector(world, of) },
    rules: [ask],
    ...more,
  });
  const id = await company.start("one");
  const token = tokenAt(await company.run(id), "send");
  return { world, company, id, token };
}

test("E4: what policy asks about does not leave before the operator said yes", async () => {
  const { world, company, id, token } = await asking();
  expect(world.calls).toEqual([]);
  expect(await company.items()).toMatchObject([{ kind: "effect", about: token }]);
  expect(await answer(company, id, token)).toBe("");
  expect(world.acts).toMatchObject([{ args: { to: "ana@x.example" } }]);
  expect((await company.run(id)).status).toBe("completed");
});

test("EF5: the answer names the bytes that were shown; other bytes are refused", async () => {
  const { world, company, id, token } = await asking();
  expect(await answer(company, id, token, { digest: "other" })).toBe("approval_changed");
  expect(world.calls).toEqual([]);
});

test("EF5: the first of two answers stands", async () => {
  const { world, company, id, token } = await asking();
  const { digest } = await asked(company, id, token);
  expect(await answer(company, id, token, { answer: "deny", reason: "too dear" })).toBe("");
  expect(await answer(company, id, token, { digest })).toBe("approval_not_pending");
  expect(world.calls).toEqual([]);
  expect(await company.run(id)).toMatchObject({
    status: "open",
    steps: { send: { code: "denied" } },
  });
});

test("EF5: it clears one act, once; a retry after not done needs no new answer", async () => {
  const { world, company, id, token } = await asking();
  world.plan("before", "before");
  await answer(company, id, token);
  await company.at(monday + hour);
  expect(world.acts).toHaveLength(1);
  const types = await company.events();
  expect(types.filter((type) => type === "approval.requested")).toHaveLength(1);
  expect(types.filter((type) => type === "approval.spent")).toHaveLength(1);
});

test("EF5: an edit is a new proposal under a new token, judged again", async () => {
  const { world, company, id, token } = await asking({ rules: [ask, forbidBen] });
  const value = { to: "ben@x.example" };
  expect(await answer(company, id, token, { answer: "edit", value })).toBe("");
  const run = await company.run(id);
  expect(run.effects[token]?.status).toBe("withdrawn");
  expect(actAt(run, "send")).toMatchObject({ status: "forbidden", args: { value } });
  expect(world.calls).toEqual([]);
});

test("EF5: what she edited stems from her, and is asked once more as it will be", async () => {
  const { world, company, id, token } = await asking();
  await answer(company, id, token, { answer: "edit", value: { to: "cleo@x.example" } });
  const edited = tokenAt(await company.run(id), "send");
  expect(edited).not.toBe(token);
  expect((await asked(company, id, edited)).shown).toMatchObject({
    value: { to: "cleo@x.example" },
  });
  expect(actAt(await company.run(id), "send").args.labels["/to"]).toMatchObject({
    origins: ["operator"],
  });
  await answer(company, id, edited);
  expect(world.acts).toMatchObject([{ args: { to: "cleo@x.example" } }]);
});

test("an edit that breaks the contract is refused and changes nothing", async () => {
  const { company, id, token } = await asking();
  expect(await answer(company, id, token, { answer: "edit", value: { nobody: true } })).toBe(
    "edit_invalid",
  );
  expect((await asked(company, id, token)).status).toBe("pending");
});

test("an edit in one branch leaves what goes on in the others alone", async () => {
  const both = parallel("both", {
    mail: [act("send", { to: "ana@x.example" })],
    draft: [write("text"), approve("ok", { text: "{{ text.said }}" })],
  });
  const world = new World();
  const company = await open({
    plans: [plan("two", [both])],
    agents: [writer],
    connectors: { world: scriptedConnector(world) },
    rules: [ask],
  });
  const id = await company.start("two");
  const { digest } = await asked(company, id, "both/draft/ok");
  const token = tokenAt(await company.run(id), "both/mail/send");
  await answer(company, id, token, { answer: "edit", value: { to: "cleo@x.example" } });
  expect((await company.run(id)).steps["both/draft/text"]).toMatchObject({
    status: "done",
    revision: 0,
  });
  expect(await answer(company, id, "both/draft/ok", { digest })).toBe("");
});

test("AP5: expiry asks again under the same number, and never decides", async () => {
  const { world, company, id, token } = await asking();
  const first = await asked(company, id, token);
  await company.at(monday + 3 * day + hour);
  const later = await asked(company, id, token);
  expect(later).toMatchObject({ status: "pending", item: first.item, digest: first.digest });
  expect(later.round).toBeGreaterThan(1);
  expect(await company.items()).toHaveLength(1);
  expect(await answer(company, id, token)).toBe("");
  expect(world.acts).toHaveLength(1);
});

test("AP4: an answer at the instant of expiry is late, and the question stands", async () => {
  const { world, company, id, token } = await asking({}, { latenessMs: hour });
  const { digest } = await asked(company, id, token);
  company.clock.moveTo(monday + hour);
  const late = company.say((turn, office) =>
    answerApproval(turn, office, id, token, { answer: "approve", digest }),
  );
  expect(await late).toBe("approval_expired");
  expect((await asked(company, id, token)).status).toBe("pending");
  expect(world.calls).toEqual([]);
});

test.each([
  ["cancelled", "not_asked", cancel],
  ["repaired", "approval_not_pending", (company: Company, id: string) => mend(company, id, "send")],
  [
    "taken over",
    "approval_not_pending",
    (company: Company, id: string) => take(company, id, "send"),
  ],
])("AN4: what was %s meanwhile takes no answer", async (_, code, change) => {
  const { world, company, id, token } = await asking();
  const { digest } = await asked(company, id, token);
  expect(await change(company, id)).toBe("");
  expect(await answer(company, id, token, { digest })).toBe(code);
  expect(world.calls).toEqual([]);
});

test("AP6: a draft that was drawn up again is another question under another number", async () => {
  const company = await open({
    plans: [
      plan("one", [
        write("text", { with: { n: "{{ input.n }}" } }),
        approve("ok", { text: "{{ text.said }}" }),
      ]),
    ],
    agents: [writer],
  });
  const id = await company.start("one", { n: "first" });
  const before = await asked(company, id, "ok");
  await mend(company, id, "text", { input: { n: "second" } });
  const after = await asked(company, id, "ok");
  expect(after.item).not.toBe(before.item);
  expect(await answer(company, id, "ok", { digest: before.digest })).toBe("approval_changed");
  expect(await answer(company, id, "ok")).toBe("");
  expect((await company.run(id)).steps["ok"]).toMatchObject({
    output: { value: { text: "second" } },
  });
});

/** Approved while its connector was paused: it stands before the gate. */
async function atTheGate(of: ScriptedOptions = {}) {
  const parts = await asking({}, of);
  await parts.company.control({
    type: "pause",
    target: { kind: "connector", name: "world" },
    reason: "looking",
  });
  await answer(parts.company, parts.id, parts.token);
  expect(parts.world.calls).toEqual([]);
  const go = () =>
    parts.company.control({ type: "resume", target: { kind: "connector", name: "world" } });
  return { ...parts, go };
}

test("EF6: an approval never beats a forbid that came since", async () => {
  const { world, company, id, token, go } = await atTheGate();
  await company.activate({ rules: [ask, { id: "stop", verdict: "forbid", actions: ["world.*"] }] });
  await go();
  expect(world.calls).toEqual([]);
  expect((await company.run(id)).effects[token]?.status).toBe("forbidden");
});

test("EF6: a stricter demand voids the approval and asks anew", async () => {
  const { world, company, id, token, go } = await atTheGate();
  await company.activate({
    rules: [{ id: "factor", verdict: "secondFactor", actions: ["world.*"] }],
  });
  await go();
  expect(world.calls).toEqual([]);
  expect(await company.events()).toContain("approval.voided");
  expect(await asked(company, id, token)).toMatchObject({ status: "pending", factor: true });
  expect(await answer(company, id, token)).toBe("second_factor_missing");
});

test("EF6: what was permitted is asked about if policy asks by the time it leaves", async () => {
  const world = new World();
  world.plan("before");
  const company = await open({
    plans: [plan("one", [act("send", { to: "ana@x.example", occasion: "o1" })])],
    connectors: { world: scriptedConnector(world, { businessKey: "occasion", costMicros: 5 }) },
  });
  const id = await company.start("one");
  await company.activate({ rules: [ask] });
  await company.at(monday + hour);
  const token = tokenAt(await company.run(id), "send");
  expect((await company.run(id)).effects[token]?.status).toBe("asking");
  expect(await company.owner.office.book.read(budgetOf("workspace"))).toEqual({
    spent: 0,
    reserved: {},
  });
  expect(await answer(company, id, token)).toBe("");
  expect(world.acts).toHaveLength(1);
});

test("EF6: by hand only holds it, and her word that she did it carries the job on", async () => {
  const { world, company, id, token } = await asking({
    rules: [{ id: "hand", verdict: "byHand", actions: ["world.*"] }],
  });
  expect(await company.items()).toMatchObject([{ kind: "held-hand", about: token }]);
  expect(await letGo(company, id, token, "approve")).toBe("by_hand_only");
  expect(await letGo(company, id, token, "done", { id: "by post" })).toBe("");
  expect(await company.run(id)).toMatchObject({
    status: "completed",
    steps: { send: { output: { value: { id: "by post" } } } },
  });
  expect(world.calls).toEqual([]);
});

test("a no to a draft cancels the job, or goes on without it where the process says so", async () => {
  const company = await open({
    plans: [
      plan("stop", [approve("ok", { a: 1 })]),
      plan("on", [approve("ok", { a: 1 }, { onDeny: "continue" })]),
    ],
  });
  const first = await company.start("stop");
  const second = await company.start("on");
  for (const id of [first, second])
    await answer(company, id, "ok", { answer: "deny", reason: "no" });
  expect((await company.run(first)).status).toBe("cancelled");
  expect(await company.run(second)).toMatchObject({
    status: "completed",
    steps: { ok: { output: { value: null } } },
  });
});
