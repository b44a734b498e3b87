import { expect, test } from "vitest";
import { type Company, open, plan } from "../../../test/engine/company.ts";
import { act, approve, record } from "../../../test/engine/nodes.ts";
import { answer, mend } from "../../../test/engine/operator.ts";
import type { Desk, Notice } from "../contract/desk.ts";
import { deskOf } from "./desk.ts";
import { scriptedConnector, World } from "../../../test/fakes/scripted-connector.ts";
import { noModels } from "../../../test/fakes/scripted-model.ts";

function at({ owner }: Company) {
  return deskOf({
    owner,
    models: noModels,
    beginning: { first: false, offForMs: 0, recovered: 0, lookedUp: 0, arrivals: 0 },
    read: () => Promise.reject(new Error("nothing is applied here")),
    openable: async (name) => name,
  });
}

/** The first notices but those that all is quiet. */
async function heard(desk: Desk, count: number): Promise<Notice[]> {
  const left = new AbortController();
  const notices: Notice[] = [];
  for await (const notice of desk.watch(left.signal)) {
    if (notice.kind !== "quiet") notices.push(notice);
    if (notices.length === count) break;
  }
  left.abort();
  return notices;
}

const asking = plan("asking", [approve("ok", { a: 1 })]);
const onMail = plan("on-mail", [approve("ok", {})], {
  triggers: [
    { on: "event", type: "mail.received", when: null },
    { on: "time", cron: "0 9 * * 1", zone: "UTC", missed: "latest" },
  ],
});
const called = plan("called", [approve("ok", {})], { triggers: [] });

test("what is not there is not paused; what is there is named", async () => {
  const company = await open({ plans: [asking, onMail] });
  const desk = at(company);
  expect(await desk.pause({ kind: "runbook", name: "asknig" }, "x")).toEqual({
    ok: false,
    code: "target_unknown",
    message: "Cannot pause process asknig: there is no such process; there are: asking, on-mail",
  });
  expect(await desk.pause({ kind: "connector", name: "constructor" }, "x")).toMatchObject({
    message: "Cannot pause connector constructor: there is no such connector; there is none",
  });
  expect(await desk.pause({ kind: "runbook", name: "asking" }, "x")).toMatchObject({ ok: true });
  expect(await desk.pause({ kind: "everything" }, "x")).toMatchObject({ ok: true });
});

test("what was paused goes on, also where no process has that name any more", async () => {
  const company = await open({ plans: [asking] });
  await at(company).pause({ kind: "runbook", name: "asking" }, "x");
  await company.activate({ plans: [onMail], release: "rel2" });
  const resumed = await at(company).resume({ kind: "runbook", name: "asking" });
  expect(resumed).toMatchObject({ ok: true });
});

test("only a process with the trigger request is started by hand; others name what starts them", async () => {
  const desk = at(await open({ plans: [asking, onMail, called] }));
  const start = (runbook: string) => desk.start({ runbook, input: {}, requestId: runbook });
  expect(await start("asking")).toMatchObject({ ok: true });
  expect(await start("on-mail")).toEqual({
    ok: false,
    code: "not_by_request",
    message:
      'Cannot start "on-mail" by hand: a mail or the calendar starts it; these you can start: asking',
  });
  expect((await start("called")).message).toContain("only other processes start it");
  const none = at(await open({ plans: [onMail] }));
  expect(await none.start({ runbook: "on-mail", input: {}, requestId: "r" })).toMatchObject({
    message: expect.stringContaining('no process here has the trigger "request"'),
  });
});

test("of a job that has ended nothing is shown that cancelling would undo", async () => {
  const company = await open({ plans: [asking] });
  const id = await company.start("asking");
  await answer(company, id, "ok");
  const { number } = await company.run(id);
  const refused = `Cannot cancel job ${number}: it is completed`;
  await expect(at(company).cancelPreview(number)).rejects.toThrow(refused);
  expect(await at(company).cancel(number, "x")).toMatchObject({
    code: "run_ended",
    message: refused,
  });
});

test("who cancels is told what follows from that, with and without an owner", async () => {
  const world = { world: scriptedConnector(new World(), { undo: true }) };
  const steps = [act("send", { to: "ana@x.example" }), approve("ok", {})];
  const options = { plans: [plan("sending", steps), asking], connectors: world };
  const company = await open(options);
  const sent = (await company.run(await company.start("sending"))).number;
  const nothing = (await company.run(await company.start("asking"))).number;
  expect((await at(company).cancel(nothing, "x")).message).toBe(
    `Job ${nothing} is cancelled; nothing has to be taken back`,
  );
  const desk = at(company);
  const told = heard(desk, 3);
  const line = "act for ana@x.example: can be undone";
  expect(await desk.cancel(sent, "x")).toEqual({
    ok: true,
    code: "",
    number: sent,
    message: `Job ${sent} is cancelled; taken back: ${line}`,
  });
  expect(await told).toMatchObject([
    { kind: "done", verb: "cancels" },
    { kind: "step", verb: "undid", line: "take act back" },
    { kind: "done", verb: "cancelled" },
  ]);
  const other = (await company.run(await company.start("sending", {}, "r2"))).number;
  await company.owner.close();
  const recorder = await open({ ...options, store: company.store, mode: "record", process: "p2" });
  expect(await at(recorder).cancel(other, "x")).toMatchObject({
    message: `Job ${other} is cancelled`,
    waits: [`taken back: ${line}`],
  });
});

test("a question that a repair took back is told as taken back, not as a stricter policy", async () => {
  const steps = [approve("first", {}), record("note", "client", { a: 1 }), approve("ok", {})];
  const company = await open({ plans: [plan("asking", steps)] });
  const id = await company.start("asking");
  await answer(company, id, "first");
  await mend(company, id, "note");
  const { entries } = await at(company).run((await company.run(id)).number);
  expect(entries.map(({ verb, what }) => `${verb} ${what}`)).toContain("withdrew the question: ok");
  expect(JSON.stringify(entries)).not.toContain("policy");
});

test("OWN4: without an owner an answered question waits for one, a mail that was read does not", async () => {
  const options = { plans: [asking] };
  const company = await open(options);
  await company.start("asking");
  await company.arrive("mail.received", "m1", { suspicious: true });
  await company.owner.close();
  const recorder = await open({ ...options, store: company.store, mode: "record", process: "p2" });
  const desk = at(recorder);
  const items = await recorder.items();
  expect(items.map(({ run }) => typeof run)).toEqual(["string", "object"]);
  for (const item of items) {
    const number = Number(item["number"]);
    const { digest } = await desk.item(number);
    const ofJob = typeof item["run"] === "string";
    const said = await desk.answer(number, { answer: ofJob ? "approve" : "dismiss", digest });
    expect(said).toMatchObject({ ok: true });
    expect(said.waits).toEqual(ofJob ? ["the job goes on"] : undefined);
  }
});
