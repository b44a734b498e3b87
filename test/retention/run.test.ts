import { expect, test } from "vitest";
import * as streams from "../../src/engine/streams.ts";
import { begin } from "../../src/memory/removal.ts";
import { timeline } from "../../src/api/desk/timeline/timeline.ts";
import { deskAt } from "../forget/client.ts";
import { day, monday, open } from "../engine/company.ts";
import { heard } from "../engine/heard.ts";
import { after, companyWith, draft, goneIn, options, secret } from "./company.ts";
import { engine } from "../../src/engine/who.ts";

const promptsIn = (plan: Awaited<ReturnType<ReturnType<typeof deskAt>["retentionPlan"]>>) =>
  plan.kinds.find(({ kind }) => kind === "prompts");

test("RM1: what models were asked goes by its rule, the rest stays; the history still proves itself", async () => {
  const c = await companyWith({ prompts: after(20) });
  const desk = deskAt(c);
  const ana = await heard(c, "Ana", "a1", "Hello.");
  const run = await draft(c, ana);
  expect(promptsIn(await desk.retentionPlan())).toMatchObject({
    rule: "20 days",
    entries: 2,
    goes: { entries: 0 },
    nextAt: expect.any(Number),
    removed: 0,
  });
  expect(await desk.retentionRun()).toMatchObject({
    ok: true,
    message: expect.stringContaining("Nothing is due"),
    receipt: null,
  });
  await c.at(monday + 21 * day);
  expect(promptsIn(await desk.retentionPlan())).toMatchObject({
    goes: { entries: 2 },
    nextAt: null,
  });
  const done = await desk.retentionRun();
  expect(done).toMatchObject({
    ok: true,
    receipt: { stores: [{ store: "values", removed: 2, left: 0 }], copies: "none" },
  });
  expect(await goneIn(c)).toEqual(["call.started", "call.ended"]);
  expect(promptsIn(await desk.retentionPlan())).toMatchObject({ entries: 0, removed: 2 });
  expect(await c.store.check()).toEqual([]);
  const before = await c.store.dump();
  await c.owner.journal.rebuild();
  expect(await c.store.dump()).toEqual(before);
  const lines = await timeline(c.owner, run);
  expect(lines.map(({ why }) => why).join()).toContain(
    "what it was asked was removed on 22 June 2026, by your rule",
  );
  expect(JSON.stringify(await c.store.find({ table: "removed" }))).not.toContain(secret);
  // Another run finds nothing more.
  expect(await desk.retentionRun()).toMatchObject({ receipt: null });
});

test("SV1: what a job needs that is under way stays, and goes once it has ended", async () => {
  const c = await companyWith({ prompts: after(1), byHand: after(1) });
  const desk = deskAt(c);
  const ana = await heard(c, "Ana", "a1", "Hello.");
  await draft(c, ana, "draft-and-wait");
  await c.at(monday + 5 * day);
  expect(promptsIn(await desk.retentionPlan())).toMatchObject({
    goes: { entries: 0 },
    stays: [{ entries: 2, why: "its job is under way" }],
  });
  const [job] = await desk.runs({});
  expect(await desk.cancel(job?.number ?? 0, "enough")).toMatchObject({ ok: true });
  await c.settled();
  expect(await desk.retentionRun()).toMatchObject({ ok: true, receipt: expect.anything() });
  expect(await goneIn(c)).toEqual(["call.started", "call.ended"]);
});

test("RK3: a sample stays, question with answer, the same each time", async () => {
  const c = await companyWith({ prompts: { keepMs: day, sample: 3, untilMs: 10 * day } });
  const desk = deskAt(c);
  const ana = await heard(c, "Ana", "a1", "Hello.");
  for (let n = 0; n < 12; n += 1) await draft(c, ana, "draft", `Number ${n}`);
  await c.at(monday + 2 * day);
  const plan = promptsIn(await desk.retentionPlan());
  const sample = plan?.stays[0]?.entries ?? 0;
  expect(sample % 2).toBe(0);
  expect(sample).toBeGreaterThan(0);
  expect(sample + (plan?.goes.entries ?? 0)).toBe(24);
  await desk.retentionRun();
  const calls = async (of: "started" | "ended") =>
    (await c.ledger())
      .filter(
        ({ type, values }) =>
          type === `call.${of}` &&
          Object.values(values).every(({ forgotten }) => forgotten !== true),
      )
      .map(({ data }) => data["call"]);
  expect(await calls("started")).toEqual(await calls("ended"));
  expect(await calls("started")).toHaveLength(sample / 2);
  expect(promptsIn(await desk.retentionPlan())).toMatchObject({ goes: { entries: 0 } });
  await c.at(monday + 11 * day);
  await desk.retentionRun();
  expect(await calls("started")).toEqual([]);
});

test("jobs by hand that did nothing go whole; conversations that were imported by their own rule", async () => {
  const c = await companyWith({ byHand: after(3), passages: after(5) });
  const desk = deskAt(c);
  await heard(c, "Ana", "a1", `All about ${secret}, as ever.`);
  const run = await draft(c, null);
  await c.at(monday + 4 * day);
  await desk.retentionRun();
  expect((await goneIn(c)).toSorted()).toEqual([
    "call.ended",
    "call.started",
    "run.started",
    "step.completed",
  ]);
  expect(await timeline(c.owner, run)).not.toEqual([]);
  expect(await desk.recall({ client: "Ana", query: secret, k: 5 })).toMatchObject({
    passages: [{}],
  });
  await c.at(monday + 6 * day);
  expect(await desk.retentionRun()).toMatchObject({
    receipt: {
      stores: [
        { store: "values", removed: 1, left: 0 },
        { store: "words", removed: 1, left: 0 },
      ],
    },
  });
  expect(await desk.recall({ client: "Ana", query: secret, k: 5 })).toMatchObject({ passages: [] });
  const before = await c.store.dump();
  await c.owner.journal.rebuild();
  expect(await c.store.dump()).toEqual(before);
});

test("RK5: a clock that is years ahead removes a month's worth at most", async () => {
  const c = await companyWith({ prompts: after(60) });
  const desk = deskAt(c);
  await draft(c, await heard(c, "Ana", "a1", "Hello."));
  await c.owner.store.setMeta("retention-at", String(monday));
  await c.at(monday + 3_650 * day);
  const plan = await desk.retentionPlan();
  expect(plan.countedTo).toBe(monday + 31 * day);
  expect(promptsIn(plan)).toMatchObject({ goes: { entries: 0 } });
  await desk.retentionRun();
  expect((await desk.retentionPlan()).countedTo).toBe(monday + 62 * day);
  expect(await desk.retentionRun()).toMatchObject({ receipt: expect.anything() });
});

test("nothing is removed while the clock is doubted", async () => {
  const c = await companyWith({ prompts: after(1) });
  const desk = deskAt(c);
  await draft(c, await heard(c, "Ana", "a1", "Hello."));
  await c.at(monday + 5 * day);
  await c.owner.office.book.turn(engine, (turn) => {
    turn.emit(streams.controlStream, {
      type: "clock.doubted",
      data: { item: turn.number(), at: turn.at, by: 1 },
    });
  });
  expect(await desk.retentionRun()).toMatchObject({
    ok: false,
    code: "clock_doubted",
    receipt: null,
  });
  expect((await desk.retentionPlan()).hindered).toContain("the clock jumped");
  expect(await goneIn(c)).toEqual([]);
  const [item] = (await desk.inbox()).lines;
  const { digest } = await desk.item(item?.number ?? 0);
  expect(await desk.answer(item?.number ?? 0, { answer: "confirm", digest })).toMatchObject({
    ok: true,
  });
  expect(await desk.retentionRun()).toMatchObject({ ok: true, receipt: expect.anything() });
});

test("what a crash left is done at the next start, from the store alone", async () => {
  const c = await companyWith({ prompts: after(1) });
  await draft(c, await heard(c, "Ana", "a1", "Hello."));
  await c.at(monday + 5 * day);
  const plan = await c.owner.retention.plan();
  const entries = plan.going.get("prompts") ?? [];
  await c.owner.office.book.turn(engine, (turn) => {
    for (const event of begin(
      turn.get(streams.removalStream),
      { kind: "prompts", by: "rule", entries },
      turn.at,
    ))
      turn.emit(streams.removalStream, event);
  });
  await c.owner.office.book.committed();
  expect(await goneIn(c)).toEqual([]);
  await c.owner.close();
  const next = await open({ ...options({}), store: c.store, process: "p2" });
  expect(await goneIn(next)).toEqual(["call.started", "call.ended"]);
  expect((await next.events()).filter((type) => type === "content.removed")).toHaveLength(1);
});
