import { expect, test } from "vitest";
import { answerWait } from "../../src/engine/answer/step.ts";
import { receive } from "../../src/engine/intake/receive.ts";
import { subjectOf } from "../../src/engine/streams.ts";
import type { Trigger } from "../../src/kernel/plan.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { type CompanyOptions, hour, monday, open, plan } from "./company.ts";
import { act, approve, call, parallel, record, wait } from "./nodes.ts";
import { answer, cancel } from "./operator.ts";

const onMail: Trigger[] = [{ on: "event", type: "mail.received", when: null }];
const ana = ["mailto:ana@x.example"];
const ben = ["mailto:ben@x.example"];
const second = wait("reply", { on: "mail.received", where: "event.n > 1" });
const chat = plan("chat", [approve("ok", { n: "{{ event.n }}" }), second], { triggers: onMail });

async function company(plans: CompanyOptions["plans"], more: Partial<CompanyOptions> = {}) {
  const world = new World();
  const options = {
    plans,
    connectors: { world: scriptedConnector(world, { undo: true }) },
    ...more,
  };
  return { world, options, company: await open(options) };
}

test("ST1: the same arrival starts one job, however often it is read", async () => {
  const { company: c, options } = await company([chat]);
  expect(await c.arrive("mail.received", "m1", { n: 1 }, ana)).toBe("started");
  expect(await c.arrive("mail.received", "m1", { n: 1 }, ana)).toBe("duplicate");
  const again = await open({ ...options, store: c.store, process: "p2" });
  expect(await again.arrive("mail.received", "m1", { n: 1 }, ana)).toBe("duplicate");
  expect(await again.runsOf("chat")).toHaveLength(1);
});

test("ST1: two readings at once start one job", async () => {
  const { company: c } = await company([chat]);
  const arrival = {
    type: "mail.received",
    externalId: "m1",
    occurredAt: monday,
    addresses: ana,
    answers: [],
    content: { n: 1 },
    raw: null,
  };
  const fates = await Promise.all([
    receive(c.owner.office, "inbox", arrival),
    receive(c.owner.office, "inbox", arrival),
  ]);
  expect(fates.map((each) => each.fate).toSorted()).toEqual(["duplicate", "started"]);
});

test("LG9: an address mints its subject once; the same address is the same subject", async () => {
  const { company: c } = await company([chat]);
  await c.arrive("mail.received", "m1", { n: 1 }, ana);
  await c.arrive("mail.received", "m2", { n: 1 }, ben);
  const [first, other] = await c.runsOf("chat");
  expect(first?.subject).not.toBe(other?.subject);
  expect((await c.events()).filter((type) => type === "subject.minted")).toHaveLength(2);
  const received = (await c.ledger()).filter((event) => event.type === "inbound.received");
  expect(received.map((event) => event.data["known"])).toEqual([false, false]);
  expect(
    JSON.stringify((await c.ledger()).map(({ stream, data }) => [stream, data])),
  ).not.toContain("x.example");
});

test("ST8: what comes before anybody waits is kept for the wait", async () => {
  const { company: c } = await company([chat]);
  await c.arrive("mail.received", "m1", { n: 1 }, ana);
  expect(await c.arrive("mail.received", "m2", { n: 2 }, ana)).toBe("queued");
  const [run] = await c.runsOf("chat");
  await answer(c, run!.id, "ok");
  expect(await c.run(run!.id)).toMatchObject({
    status: "completed",
    steps: { reply: { output: { value: { event: { n: 2 } } } } },
  });
});

test("ST8, A7: a second mail while the first one's job is busy starts no second job", async () => {
  const { company: c } = await company([chat]);
  await c.arrive("mail.received", "m1", { n: 1 }, ana);
  await c.arrive("mail.received", "m2", { n: 1 }, ana);
  await c.arrive("mail.received", "m3", { n: 1 }, ana);
  const [run, ...others] = await c.runsOf("chat");
  expect(others).toEqual([]);
  expect(run?.mailbox.map((signal) => signal.event.value)).toMatchObject([{ n: 1 }, { n: 1 }]);
});

test("ST8: what the job has not taken when it ends is offered again, in order", async () => {
  const { company: c } = await company([chat]);
  await c.arrive("mail.received", "m1", { n: 1 }, ana);
  await c.arrive("mail.received", "m2", { n: 1, second: true }, ana);
  await c.arrive("mail.received", "m3", { n: 3 }, ana);
  const [run] = await c.runsOf("chat");
  await answer(c, run!.id, "ok");
  const [first, next] = await c.runsOf("chat");
  expect(first).toMatchObject({
    status: "completed",
    steps: { reply: { output: { value: { event: { n: 3 } } } } },
  });
  expect(next).toMatchObject({ status: "open", input: { value: { second: true } } });
});

test("ST8: a cancelled job hands on what it held, and what comes while it is rolled back waits for it", async () => {
  const chatty = plan("chat", [act("hello", { to: "ana@x.example" }), second], {
    triggers: onMail,
  });
  const { world, company: c } = await company([chatty]);
  await c.arrive("mail.received", "m1", { n: 1 }, ana);
  await c.arrive("mail.received", "m2", { n: 1 }, ana);
  world.planUndo("hold");
  const [run] = await c.runsOf("chat");
  void cancel(c, run!.id);
  await c.stirred();
  void c.arrive("mail.received", "m3", { n: 1, last: true }, ana);
  await c.stirred();
  expect((await c.run(run!.id)).status).toBe("cancelling");
  world.release();
  await c.settled();
  const [first, next] = await c.runsOf("chat");
  expect([first?.status, next?.status]).toEqual(["cancelled", "open"]);
  expect(next?.mailbox.map((signal) => signal.event.value)).toMatchObject([{ last: true }]);
});

test("ST8: what no trigger wants either is for the operator", async () => {
  const only = plan("chat", chat.steps, {
    triggers: [{ on: "event", type: "mail.received", when: "event.n == 1" }],
  });
  const { company: c } = await company([only]);
  await c.arrive("mail.received", "m1", { n: 1 }, ana);
  await c.arrive("mail.received", "m2", { n: 0 }, ana);
  const [run] = await c.runsOf("chat");
  await cancel(c, run!.id);
  expect(await c.items()).toMatchObject([{ kind: "parked" }]);
});

test("ST8: an early arrival survives a restart", async () => {
  const { company: c, options } = await company([chat]);
  await c.arrive("mail.received", "m1", { n: 1 }, ana);
  await c.arrive("mail.received", "m2", { n: 2 }, ana);
  const again = await open({ ...options, store: c.store, process: "p2" });
  const [run] = await again.runsOf("chat");
  await answer(again, run!.id, "ok");
  expect((await again.run(run!.id)).status).toBe("completed");
});

test("ST8: an arrival about nobody is news for every wait on its type, in one job and in many", async () => {
  const line = (name: string) => wait(name, { on: "bank.line", where: "event.n == 1" });
  const two = plan("two", [parallel("both", { left: [line("a")], right: [line("b")] })]);
  const { company: c } = await company([two]);
  await c.start("two", {}, "r1");
  await c.start("two", {}, "r2");
  expect(await c.arrive("bank.line", "x1", { n: 1 })).toBe("delivered");
  expect((await c.runsOf("two")).map((run) => run.status)).toEqual(["completed", "completed"]);
});

test("ST8: an arrival about somebody is for one wait alone", async () => {
  const one = plan(
    "chat",
    [
      parallel("both", {
        left: [wait("a", { on: "mail.received" })],
        right: [wait("b", { on: "mail.received" })],
      }),
    ],
    { triggers: onMail },
  );
  const { company: c } = await company([one]);
  await c.arrive("mail.received", "m1", { n: 1 }, ana);
  await c.arrive("mail.received", "m2", { n: 2 }, ana);
  const [run] = await c.runsOf("chat");
  expect([run?.steps["both/left/a"]?.status, run?.steps["both/right/b"]?.status]).toEqual([
    "done",
    "waiting",
  ]);
});

const outer = plan("outer", [approve("ok", { a: 1 }), call("inner", "inner")], {
  triggers: onMail,
});
const inner = plan("inner", [wait("reply", { on: "mail.received" })]);

test("ST8: a job that was called takes what comes for its caller's subject", async () => {
  const { company: c } = await company([outer, inner]);
  await c.arrive("mail.received", "m1", { n: 1 }, ana);
  const [run] = await c.runsOf("outer");
  await answer(c, run!.id, "ok");
  expect(await c.arrive("mail.received", "m2", { n: 2 }, ana)).toBe("delivered");
  expect((await c.run(run!.id)).status).toBe("completed");
});

test("ST8: what came before it was even called is kept for it", async () => {
  const { company: c } = await company([outer, inner]);
  await c.arrive("mail.received", "m1", { n: 1 }, ana);
  expect(await c.arrive("mail.received", "m2", { n: 2 }, ana)).toBe("queued");
  const [run] = await c.runsOf("outer");
  await answer(c, run!.id, "ok");
  const [called] = await c.runsOf("inner");
  expect(called).toMatchObject({
    status: "completed",
    steps: { reply: { output: { value: { event: { n: 2 } } } } },
  });
  expect(await c.run(run!.id)).toMatchObject({ status: "completed", mailbox: [] });
});

test("A7: jobs of two runbooks may be about one subject; two of one never", async () => {
  const other = plan(
    "log",
    [record("noted", "note", { n: "{{ event.n }}" }, "log"), wait("rest", { on: "never" })],
    { triggers: onMail },
  );
  const { company: c } = await company([chat, other]);
  await c.arrive("mail.received", "m1", { n: 1 }, ana);
  const [run] = await c.runsOf("chat");
  const { open: occupied } = await c.owner.office.book.read(subjectOf(run?.subject ?? ""));
  expect(occupied.map((each) => each.runbook)).toEqual(["chat", "log"]);
  await c.arrive("mail.received", "m2", { n: 1 }, ana);
  expect(await c.runsOf("log")).toHaveLength(1);
});

test("a wait ends by whichever comes first: arrival, time or answer", async () => {
  const either = wait("w", {
    on: "bank.line",
    forMs: hour,
    ask: { title: "Paid?", answers: { yes: "It is" } },
  });
  const { company: c } = await company([plan("one", [either])]);
  const byTime = await c.start("one", {}, "r1");
  await c.at(monday + hour);
  expect((await c.run(byTime)).steps["w"]).toMatchObject({ output: { value: { by: "time" } } });
  expect(await c.items()).toEqual([]);
  const byAnswer = await c.start("one", {}, "r2");
  const say = (text: string) =>
    c.say((turn, office) => answerWait(turn, office, byAnswer, "w", text));
  expect(await say("maybe")).toBe("no_such_answer");
  expect(await say("yes")).toBe("");
  expect(await say("yes")).toBe("not_open");
  expect((await c.run(byAnswer)).steps["w"]).toMatchObject({
    output: { value: { by: "answer", answer: "yes" } },
  });
});
