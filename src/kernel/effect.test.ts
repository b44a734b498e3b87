import * as fc from "fast-check";
import { expect, test } from "vitest";
import { applied, at, cleared, sent } from "../../test/fixtures/run-events.ts";
import { ownText } from "../value/label.ts";
import {
  absenceProves,
  type EffectEvent,
  endedWithout,
  evolve,
  inDoubt,
  isWaiting,
  propose,
  settledAt,
  stands,
} from "./effect.ts";
import type { Held, RunEvent } from "./event.ts";

const proposal = { token: "t1", connector: "mail", action: "send", contract: 1, digest: "d" };
const start = propose(proposal, "welcome", ownText({ to: "a" }), 10);
// The fixtures answer members of RunEvent; all of those used here are about an effect.
const given = (...events: RunEvent[]) =>
  events.reduce((effect, event, i) => evolve(effect, at(event as EffectEvent, 11 + i)), start);

const judged = (verdict: string): RunEvent => ({
  type: "effect.judged",
  data: { token: "t1", verdict, rules: [], reasons: [] },
  values: { facts: ownText({}) },
});
const message = { message: ownText("why") };
const notDone = (retryAt: number | null = null): RunEvent => ({
  type: "effect.notDone",
  data: { token: "t1", attempt: 1, failure: "transient", retryAt },
  values: message,
});
const unknown = (item = 5, lookAgainAt: number | null = null): RunEvent => ({
  type: "effect.unknown",
  data: { token: "t1", item, lookAgainAt },
  values: message,
});
const held: RunEvent = {
  type: "effect.held",
  data: { token: "t1", why: "late", item: 6 },
  values: message,
};
const about = { token: "t1" };
const undoSent: RunEvent = {
  type: "undo.sent",
  data: { token: "t1", attempt: 1, deadlineAt: 90, process: "p1" },
};

test("a proposal waits to be judged, with the arguments that were recorded", () => {
  expect(start).toMatchObject({ status: "proposed", path: "welcome", proposedAt: 10 });
  expect(start).toMatchObject({ approved: false, attempts: 0, process: "" });
  expect(start.args).toEqual(ownText({ to: "a" }));
});

test("an act put off stays as it is, and is tried again no sooner than said", () => {
  const postponed: RunEvent = { type: "effect.postponed", data: { token: "t1", until: 40 } };
  const before = given(cleared("t1"));
  expect(given(cleared("t1"), postponed)).toEqual({ ...before, retryAt: 40 });
});

test("what is new in its conversation is known up to the newest that she was shown", () => {
  const held = (newsAt?: number): RunEvent => ({
    type: "effect.held",
    data: {
      token: "t1",
      item: 3,
      why: "news",
      ...(newsAt === undefined ? {} : { newsAt, newsOwn: true }),
    },
    values: { message: ownText("") },
  });
  const known = { newsAt: 40, newsOwn: true };
  expect(given(cleared("t1"), held(40), cleared("t1"))).toMatchObject(known);
  expect(given(cleared("t1"), held(40), held())).toMatchObject(known);
});

test("what she does by hand is put before her at a time", () => {
  const handed: RunEvent = { type: "effect.handed", data: { token: "t1" } };
  expect(start.handedAt).toBe(0);
  expect(given(cleared("t1"), handed).handedAt).toBeGreaterThan(0);
});

test("FX5: what was looked up counts for its epoch, and changes nothing else", () => {
  const sought: RunEvent = { type: "effect.sought", data: { token: "t1", epoch: 2 } };
  expect(given(cleared("t1"), sought)).toEqual({ ...given(cleared("t1")), sought: 2 });
  const undoSought: RunEvent = { type: "undo.sought", data: { token: "t1", epoch: 3 } };
  expect(given(applied("t1"), undoSought)).toEqual({ ...given(applied("t1")), undoSought: 3 });
});

test("what policy permits goes on, anything else asks", () => {
  expect(given(judged("permit")).status).toBe("proposed");
  expect(given(judged("ask")).status).toBe("asking");
  expect(given(judged("secondFactor")).status).toBe("asking");
  expect(given(judged("permit")).judged).toEqual({ verdict: "permit", reasons: [] });
  expect(given(judged("permit"), judged("ask")).judged?.verdict).toBe("ask");
});

test("EF6: a judgement that became stricter takes the clearance back", () => {
  const act = given(cleared("t1", { key: "k", approved: true }), judged("ask"));
  expect(act).toMatchObject({ status: "asking", key: null, approved: false });
  expect(given(cleared("t1"), judged("permit")).status).toBe("cleared");
});

test("a judgement changes nothing about an act that left or ended", () => {
  expect(given(cleared("t1"), sent("t1"), judged("ask")).status).toBe("sent");
  expect(given(applied("t1"), judged("ask")).status).toBe("applied");
});

test("lateness counts from the newest clearance", () => {
  expect(given(cleared("t1")).clearedAt).toBe(11);
  const again = given(cleared("t1"), held, cleared("t1", { approved: true, key: "k" }));
  expect(again).toMatchObject({ clearedAt: 13, approved: true, key: "k", item: null, held: null });
});

test("FX2: from sent on the act is in doubt, until it is known what happened", () => {
  expect(inDoubt(given(cleared("t1")))).toBe(false);
  const call = { number: "2026-004", deadlineAt: 50, process: "p1" };
  const act = given(cleared("t1", { key: "k" }), sent("t1", { ...call, attempt: 2 }));
  expect(act).toMatchObject({ ...call, status: "sent", attempts: 2, sentAt: 12, key: "k" });
  expect(inDoubt(act)).toBe(true);
  expect(inDoubt(given(cleared("t1"), sent("t1"), unknown()))).toBe(true);
  expect(inDoubt(given(cleared("t1"), sent("t1"), unknown(), applied("t1")))).toBe(false);
  expect(inDoubt(given(cleared("t1"), sent("t1"), notDone()))).toBe(false);
});

test("FX5: what may have left before a restore is in doubt until the operator says", () => {
  const restored = (why: Held): RunEvent => ({ ...held, data: { token: "t1", why, item: 6 } });
  expect(inDoubt(given(cleared("t1"), restored("late")))).toBe(false);
  expect(inDoubt(given(cleared("t1"), restored("restored")))).toBe(true);
  expect(inDoubt(given(restored("restored"), cleared("t1", { approved: true })))).toBe(false);
});

test("an act waits from its proposal until it leaves or ends", () => {
  for (const before of [[], [judged("ask")], [cleared("t1")], [held]])
    expect(isWaiting(given(...before))).toBe(true);
  for (const after of [sent("t1"), unknown(), applied("t1")])
    expect(isWaiting(given(cleared("t1"), after))).toBe(false);
});

test("FX2: an unknown act names its item and when to look again", () => {
  const act = given(cleared("t1"), sent("t1"), unknown(5, 70));
  expect(act).toMatchObject({ status: "unknown", item: 5, retryAt: 70, deadlineAt: 50 });
});

test("an act that applied keeps what the connector answered", () => {
  const act = given(cleared("t1"), sent("t1"), unknown(), applied("t1", { id: "m1" }));
  expect(act).toMatchObject({ status: "applied", item: null });
  expect(act.result).toEqual(ownText({ id: "m1" }));
});

test("FX3: not done gives the clearance back, and lets go of number and occasion", () => {
  const act = given(cleared("t1", { key: "k" }), sent("t1", { number: "4" }), notDone(60));
  expect(act).toMatchObject({
    status: "cleared",
    retryAt: 60,
    number: null,
    key: null,
    attempts: 1,
  });
});

test("FX3: what was not done may be sent again under the same token", () => {
  const act = given(cleared("t1"), sent("t1"), notDone(60), sent("t1", { attempt: 2 }));
  expect(act).toMatchObject({ status: "sent", attempts: 2, retryAt: null, proposal });
});

test("a held act names its reason and its item", () => {
  expect(given(cleared("t1"), held)).toMatchObject({ status: "held", held: "late", item: 6 });
});

test.each([
  [{ type: "effect.forbidden", data: about, values: message } satisfies RunEvent],
  [{ type: "effect.failed", data: about, values: message } satisfies RunEvent],
  [{ type: "effect.denied", data: about } satisfies RunEvent],
  [{ type: "effect.withdrawn", data: about } satisfies RunEvent],
])("$type ends it without an act outside", (event) => {
  const act = given(cleared("t1", { key: "k" }), event);
  expect(act).toMatchObject({ key: null, item: null, retryAt: null });
  expect(`effect.${act.status}`).toBe(event.type);
  expect(endedWithout(act)).toBe(true);
  expect(endedWithout(given(cleared("t1")))).toBe(false);
});

test("FX4: an undo lives on beside the act, which stays applied", () => {
  const done = given(cleared("t1"), sent("t1"), applied("t1"), undoSent);
  expect(done.status).toBe("applied");
  expect(done.undo).toEqual({
    status: "sent",
    attempts: 1,
    at: 14,
    deadlineAt: 90,
    process: "p1",
  });
});

const undone = (...events: RunEvent[]) => given(applied("t1"), undoSent, ...events).undo;
const undoUnknown = (lookAgainAt: number | null): RunEvent => ({
  type: "undo.unknown",
  data: { token: "t1", item: 8, lookAgainAt },
  values: message,
});
const undoFailed: RunEvent = {
  type: "undo.failed",
  data: { token: "t1", item: 8 },
  values: message,
};
const undoApplied: RunEvent = {
  type: "undo.applied",
  data: { token: "t1", found: true },
  values: { result: ownText({}) },
};

test("FX4: an undo that applied or was skipped is over", () => {
  expect(undone(undoApplied)).toEqual({ status: "applied" });
  expect(undone({ type: "undo.skipped", data: { token: "t1", why: "final" } })).toEqual({
    status: "skipped",
  });
});

test("FX4: an undo that did not happen is tried again, or stays open as an item", () => {
  const again: RunEvent = {
    type: "undo.notDone",
    data: { token: "t1", attempt: 1, failure: "transient", retryAt: 70 },
    values: message,
  };
  expect(undone(again)).toEqual({ status: "waiting", attempts: 1, retryAt: 70 });
  expect(undone(undoFailed)).toEqual({ status: "failed", attempts: 1, item: 8 });
  const second = { ...undoSent, data: { ...undoSent.data, attempt: 2 } } as RunEvent;
  expect(undone(again, second, undoFailed)).toMatchObject({ status: "failed", attempts: 2 });
  expect(given(applied("t1"), undoFailed).undo).toMatchObject({ status: "failed", attempts: 1 });
});

test("FX4: an undo in doubt keeps what is known of its call, however often it is looked for", () => {
  const call = { attempts: 1, at: 13, deadlineAt: 90, process: "p1", status: "unknown", item: 8 };
  expect(given(applied("t1"), sent("t1"), undoSent, undoUnknown(95)).undo).toEqual({
    ...call,
    retryAt: 95,
  });
  expect(undone(undoUnknown(95), undoUnknown(null))).toEqual({ ...call, at: 12, retryAt: null });
});

test("FX4: an undo that was never sent is in no doubt", () => {
  expect(given(applied("t1"), undoUnknown(95)).undo).toEqual({ status: "none" });
});

test("an act stands outside from when it applied until it was taken back", () => {
  expect(stands(given(cleared("t1"), sent("t1")))).toBe(false);
  expect(stands(given(applied("t1")))).toBe(true);
  expect(stands(given(applied("t1"), undoSent, undoUnknown(null)))).toBe(true);
  expect(stands(given(applied("t1"), undoSent, undoApplied))).toBe(false);
});

test("EF3: absence proves something only with authority, when the call is over and has settled", () => {
  const act = { deadlineAt: 100 };
  expect(settledAt(act, 20)).toBe(120);
  expect(absenceProves(act, "authoritative", 20, true, 120)).toBe(true);
  expect(absenceProves(act, "authoritative", 20, true, 119)).toBe(false);
  expect(absenceProves(act, "authoritative", 20, false, 1_000)).toBe(false);
  expect(absenceProves(act, "presence", 20, true, 1_000)).toBe(false);
  expect(absenceProves(act, "none", 20, true, 1_000)).toBe(false);
});

test("FX1: no event changes the bytes of a token", () => {
  const events = fc.constantFrom(
    judged("ask"),
    cleared("t1"),
    sent("t1"),
    notDone(),
    unknown(),
    held,
    applied("t1"),
    undoSent,
  );
  fc.assert(
    fc.property(fc.array(events), (happened) => {
      const act = given(...happened);
      expect([act.proposal, act.args]).toEqual([proposal, start.args]);
    }),
  );
});
