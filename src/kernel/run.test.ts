import * as fc from "fast-check";
import { expect, test } from "vitest";
import { anyRunEvent } from "../../test/fixtures/any-event.ts";
import {
  applied,
  by,
  claimed,
  cleared,
  completed,
  entered,
  failed,
  proposed,
  runAfter,
  sent,
  started,
} from "../../test/fixtures/run-events.ts";
import type { Json } from "../value/json.ts";
import { fromOutside, type Labelled, nest, ownText } from "../value/label.ts";
import type { RunEvent } from "./event.ts";
import { initial, type Run } from "./run.ts";

const given = (...events: RunEvent[]) => runAfter(started(), ...events);
const arrival = (inbound: string): RunEvent => ({
  type: "signal.received",
  data: { inbound, type: "mail.received" },
  values: { event: fromOutside({ id: inbound }, "s1") },
});
const repaired = (path: string, input?: string): RunEvent => ({
  type: "run.repaired",
  data: { path, release: "rel2", reset: [path] },
  ...(input === undefined ? {} : { values: { input: ownText(input) } }),
});
const recorded = (path: string, before: number): RunEvent =>
  completed(path, null, {
    by: by("record"),
    record: { kind: "client", id: "k1", before, after: before + 1 },
  });
const undoRecorded = (path: string): RunEvent => ({
  type: "undo.recorded",
  data: { path, record: { kind: "client", id: "k1", version: 9 } },
});
const requested = (about: string, act: boolean): RunEvent => ({
  type: "approval.requested",
  data: { about, item: 3, digest: "d", expiresAt: 99, round: 1, factor: false, act },
  values: { shown: ownText("draft") },
});

test("a run is open from its start, pinned to a release, with its input", () => {
  const run = given();
  expect(run).toMatchObject({ id: "r1", number: 7, status: "open", release: "rel1", startedAt: 1 });
  expect(run).toMatchObject({ success: false, reason: "", endedAt: null });
  expect(run.input.value).toEqual({ name: "Ana" });
});

test("a run ends once, completed or cancelled", () => {
  const end: RunEvent = { type: "run.completed", data: { success: true } };
  expect(given(end)).toMatchObject({ status: "completed", success: true, endedAt: 2 });
  const cancelling: RunEvent = {
    type: "run.cancelling",
    data: {},
    values: { reason: ownText("she left") },
  };
  expect(given(cancelling)).toMatchObject({
    status: "cancelling",
    reason: "she left",
    endedAt: null,
  });
  const cancelled: RunEvent = { type: "run.cancelled", data: { undone: 0 } };
  expect(given(cancelling, cancelled)).toMatchObject({ status: "cancelled", endedAt: 3 });
});

test("a run is escalated once", () => {
  const run = runAfter(started({ escalateAt: 50 }));
  expect(run.escalateAt).toBe(50);
  const after = runAfter(started({ escalateAt: 50 }), { type: "run.escalated", data: { item: 4 } });
  expect(after.escalateAt).toBeNull();
});

test("a run may go on under another release, from where it stands", () => {
  const run = given(completed("brief"), { type: "run.migrated", data: { release: "rel2" } });
  expect(run).toMatchObject({ release: "rel2", steps: { brief: { status: "done" } } });
});

test("a step that was claimed and completed is done, with its output and cost", () => {
  const run = given(claimed("brief"), completed("brief", { blends: 4 }, { costMicros: 30 }));
  expect(run.steps["brief"]).toMatchObject({ status: "done", output: { value: { blends: 4 } } });
  expect(run.costMicros).toBe(30);
});

test("what a step failed at is kept through its retries, and dropped at its end", () => {
  const retry = failed("brief", { failure: "transient", retryAt: 60 });
  const waiting = given(claimed("brief"), retry);
  const tried = [{ index: 0, failure: "transient", message: "it failed" }];
  expect(waiting.steps["brief"]).toMatchObject({ status: "retrying", at: 60, tried });
  const again = given(claimed("brief"), retry, claimed("brief", { attempt: 2, rung: 1 }));
  expect(again.steps["brief"]).toMatchObject({ status: "claimed", attempt: 2, tried });
  const last = given(claimed("brief"), retry, failed("brief", { attempt: 2, rung: 1, item: 4 }));
  expect(last.steps["brief"]).toMatchObject({
    status: "failed",
    item: 4,
    tried: [{ index: 0 }, { index: 1 }],
  });
});

test("a step that failed for good and is tried again remembers what it failed at", () => {
  const run = given(failed("brief", { item: 4 }), claimed("brief", { attempt: 2 }));
  expect(run.steps["brief"]).toMatchObject({ tried: [{ index: 0 }], override: null, attempt: 2 });
});

test("a message that was forgotten reads as nothing", () => {
  const forgotten = { value: null, labels: {}, forgotten: true } as const;
  const event = { ...failed("brief"), values: { message: forgotten } } as RunEvent;
  expect(given(event).steps["brief"]).toMatchObject({ tried: [{ message: "" }] });
});

test("RN3: an attempt number stays with its step through whatever is not an attempt", () => {
  const run = given(claimed("brief", { attempt: 3 }), {
    type: "form.opened",
    data: { path: "brief", attempt: 4, item: 5, why: "taken" },
    values: { known: ownText({}) },
  });
  expect(run.steps["brief"]).toMatchObject({ status: "form", attempt: 4, item: 5, why: "taken" });
  expect(given(claimed("block", { attempt: 3 }), entered("block")).steps["block"]).toMatchObject({
    status: "entered",
    attempt: 3,
  });
});

test("ST7: a call whose end is not recorded stays with its step, and its end has a cost", () => {
  const call: RunEvent = {
    type: "call.started",
    data: { path: "brief", attempt: 1, call: "c1", boundMicros: 90, model: "m" },
  };
  const end: RunEvent = {
    type: "call.ended",
    data: { path: "brief", call: "c1", costMicros: 40, estimated: false, tokens: 7 },
    values: { prompt: ownText(""), answer: ownText("") },
  };
  expect(given(claimed("brief"), call).steps["brief"]).toMatchObject({
    call: { id: "c1", boundMicros: 90 },
  });
  const after = given(claimed("brief"), call, end);
  expect(after.steps["brief"]).toMatchObject({ call: null });
  expect(after.costMicros).toBe(40);
});

test("ST7: a call that ends after its step was taken over still costs", () => {
  const end: RunEvent = {
    type: "call.ended",
    data: { path: "brief", call: "c1", costMicros: 40, estimated: true, tokens: 7 },
    values: { prompt: ownText(""), answer: ownText("") },
  };
  const run = given(completed("brief"), end);
  expect(run).toEqual({ ...given(completed("brief")), costMicros: 40 });
});

test("a block remembers what was decided at its door", () => {
  const items = ownText(["x", "y"]);
  expect(given(entered("remind", { keys: ["a", "b"], items })).steps["remind"]).toMatchObject({
    status: "entered",
    keys: ["a", "b"],
    items,
    at: 2,
  });
  const plain = given(entered("paid", { branch: "yes" })).steps["paid"];
  expect(plain).toMatchObject({ branch: "yes", decided: null, items: null });
  const decided = fromOutside("yes", "s1");
  const event = { ...entered("paid", { branch: "yes" }), values: { decided } } as RunEvent;
  expect(given(event).steps["paid"]).toMatchObject({ branch: "yes", decided, items: null });
});

test("what the operator took over and ended is done by hand, what a ladder gave her is not", () => {
  const form = (why: "ladder" | "taken"): RunEvent => ({
    type: "form.opened",
    data: { path: "brief", attempt: 1, item: 5, why },
    values: { known: ownText({}) },
  });
  const end = completed("brief", null, { by: by("operator") });
  expect(given(form("taken"), end).steps["brief"]).toMatchObject({ byHand: true });
  expect(given(form("ladder"), end).steps["brief"]).toMatchObject({ byHand: false });
  expect(given(end).steps["brief"]).toMatchObject({ byHand: false });
});

test("a call of another runbook waits for its run", () => {
  const opened: RunEvent = { type: "call.opened", data: { path: "sub", run: "r2" } };
  expect(given(opened).steps["sub"]).toMatchObject({ status: "calling", run: "r2" });
});

test("RN2: proposals stand beside their step, each with its recorded arguments", () => {
  const run = given(proposed("welcome", "t1", "t2"));
  expect(run.steps["welcome"]).toMatchObject({ status: "proposed", tokens: ["t1", "t2"] });
  expect(run.effects["t1"]).toMatchObject({ status: "proposed", path: "welcome", proposedAt: 2 });
  expect(run.effects["t2"]?.args.value).toEqual({ token: "t2" });
});

test("RN2: what proposed acts also has an output and a cost", () => {
  const bare = proposed("welcome", "t1") as Extract<RunEvent, { type: "step.proposed" }>;
  expect(given(bare).steps["welcome"]).toMatchObject({ output: null });
  const output = fromOutside("a plan", "s1");
  const run = given(completed("brief", null, { costMicros: 30 }), {
    ...bare,
    data: { ...bare.data, costMicros: 12 },
    values: { ...bare.values, output },
  });
  expect(run.steps["welcome"]).toMatchObject({ output });
  expect(run.costMicros).toBe(42);
});

test("RN2: arguments that are not there read as nothing, and decide nothing", () => {
  const { values: _, ...event } = proposed("welcome", "t1");
  expect(given(event as RunEvent).effects["t1"]?.args).toEqual(ownText(null));
});

test("an act that applied is noted in order, with its cost", () => {
  const run = given(
    proposed("a", "t1"),
    proposed("b", "t2"),
    cleared("t2"),
    sent("t2"),
    applied("t2", {}, 20),
    applied("t1", {}, 5),
  );
  expect(run.applied).toEqual([
    { kind: "effect", token: "t2" },
    { kind: "effect", token: "t1" },
  ]);
  expect(run).toMatchObject({ costMicros: 25, effects: { t2: { status: "applied" } } });
});

test("an event about an act that nobody proposed changes nothing", () => {
  expect(given(applied("t9"))).toEqual(given());
});

test("a step that asks waits; what is asked about an act leaves its step alone", () => {
  expect(
    given(claimed("confirm", { attempt: 2 }), requested("confirm", false)).steps,
  ).toMatchObject({
    confirm: { status: "asking", attempt: 2 },
  });
  expect(given(requested("confirm", false)).steps["confirm"]).toMatchObject({ attempt: 1 });
  const again = given(failed("confirm"), repaired("confirm"), requested("confirm", false));
  expect(again.steps["confirm"]).toMatchObject({ attempt: 2, revision: 1 });
  const run = given(proposed("welcome", "t1"), requested("t1", true));
  expect(Object.keys(run.steps)).toEqual(["welcome"]);
});

test.each<[RunEvent]>([
  [
    {
      type: "approval.granted",
      data: { about: "confirm", by: "operator", action: "a", edited: [] },
    },
  ],
  [
    {
      type: "approval.denied",
      data: { about: "confirm", by: "operator", action: "a" },
      values: { reason: ownText("") },
    },
  ],
  [{ type: "approval.spent", data: { about: "confirm" } }],
  [{ type: "approval.voided", data: { about: "confirm", because: "changed" } }],
])("$type is the approval's own matter: the run goes on by what follows", (event) => {
  const before = given(requested("confirm", false));
  expect(given(requested("confirm", false), event)).toEqual(before);
});

const opened = (path: string, on: string | null, endsAt: number | null = null): RunEvent => ({
  type: "wait.opened",
  data: { path, on, endsAt, item: null },
});
const took = (path: string, inbound: string, output: Json | Labelled = null): RunEvent =>
  completed(path, output, { by: by("wait"), signal: inbound });
const names = (run: Run) => run.mailbox.map((signal) => signal.inbound);

test("RN4: a signal stays in the mailbox until a wait takes it", () => {
  const waiting = given(arrival("i1"), opened("reply", "mail.received", 90), arrival("i2"));
  expect(names(waiting)).toEqual(["i1", "i2"]);
  expect(waiting.mailbox[0]).toMatchObject({ type: "mail.received", at: 2 });
  expect(waiting.steps["reply"]).toMatchObject({ status: "waiting", endsAt: 90, at: 3 });
  const wait = opened("reply", "mail.received");
  const taken = given(arrival("i1"), wait, arrival("i2"), took("reply", "i1"));
  expect(names(taken)).toEqual(["i2"]);
  expect(taken.steps["reply"]).toMatchObject({ signal: { inbound: "i1", at: 2 } });
  const second = given(arrival("i1"), wait, arrival("i2"), took("reply", "i2"));
  expect(names(second)).toEqual(["i1"]);
  expect(second.steps["reply"]).toMatchObject({ signal: { inbound: "i2", at: 4 } });
});

test("RN4: a called job may take a signal too, and the end of a run hands on the rest", () => {
  const taken: RunEvent = { type: "signal.taken", data: { inbound: "i1" } };
  expect(names(given(arrival("i1"), arrival("i2"), taken))).toEqual(["i2"]);
  const ends: RunEvent[] = [
    { type: "run.completed", data: { success: true } },
    { type: "run.cancelled", data: { undone: 0 } },
  ];
  for (const end of ends) expect(names(given(arrival("i1"), end))).toEqual([]);
});

test("RN4: what ended a wait at once is remembered as what the wait answers", () => {
  const run = given(opened("reply", "mail.received"), took("reply", "i1", { event: "hello" }));
  expect(run.steps["reply"]).toMatchObject({
    signal: { inbound: "i1", type: "mail.received", event: ownText("hello"), at: 3 },
  });
  const output = { value: { event: "hi" }, labels: nest(fromOutside(null, "s1").labels, "/event") };
  expect(given(took("reply", "i1", output)).steps["reply"]).toMatchObject({
    signal: { event: fromOutside("hi", "s1") },
  });
  const nothing = { type: "", event: ownText(null) };
  expect(given(opened("reply", null), took("reply", "i1", {})).steps["reply"]).toMatchObject({
    signal: nothing,
  });
  expect(given(took("reply", "i1", "text")).steps["reply"]).toMatchObject({ signal: nothing });
});

test("TM2: a run knows how late its slot came", () => {
  const slot = (key: string) => runAfter(started({ trigger: { kind: "time", key } }));
  expect(slot("-59").lagMs).toBe(60);
  expect(slot("5").lagMs).toBe(0);
  expect(given().lagMs).toBe(0);
});

test("TM2: the end of a wait sets how late the run is; an arrival or an answer is in time", () => {
  const late = started({ trigger: { kind: "time", key: "-99" } });
  const lag = (...events: RunEvent[]) => runAfter(late, ...events).lagMs;
  const over = completed("reply", null, { by: by("wait") });
  expect(lag(completed("a"))).toBe(100);
  expect(lag(opened("reply", null, -7), over)).toBe(10);
  expect(lag(opened("reply", null, 50), over)).toBe(0);
  expect(lag(opened("reply", null), over)).toBe(0);
  expect(lag(opened("reply", "mail.received", -7), took("reply", "i1"))).toBe(0);
  expect(lag(completed("a", null, { by: by("operator") }))).toBe(0);
});

test("TM2: her yes to an act sets the run going: what follows from it is in time", () => {
  const late = started({ trigger: { kind: "time", key: "-99" } });
  const act = (approved: boolean) =>
    runAfter(late, proposed("a", "t1"), cleared("t1", { approved }), completed("a"));
  expect(act(true)).toMatchObject({ lagMs: 0, goingSince: 4 });
  expect(act(false)).toMatchObject({ lagMs: 100, goingSince: null });
});

test("CT4: a run is set going by the end of a wait, a called job's, or her word", () => {
  const since = (...events: RunEvent[]) => given(...events).goingSince;
  expect(since(completed("a"))).toBeNull();
  expect(since(opened("reply", null, 50), completed("reply"))).toBe(3);
  expect(since({ type: "call.opened", data: { path: "b", run: "r2" } }, completed("b"))).toBe(3);
  expect(since(completed("a", null, { by: by("operator") }))).toBe(2);
});

test("EF8: a job that was called and ended is noted where it stands among what applied", () => {
  const called: RunEvent = { type: "call.opened", data: { path: "sub", run: "r2" } };
  const run = given(recorded("client", 0), called, completed("sub"), recorded("project", 0));
  expect(run.called).toEqual([{ run: "r2", path: "sub", after: 1 }]);
  expect(run.applied.map((a) => a.kind === "record" && a.path)).toEqual(["client", "project"]);
});

test("EF8: a record change is undone once, and only where it happened", () => {
  const run = given(recorded("client", 0), recorded("project", 3), undoRecorded("client"));
  expect(run.applied.map((a) => a.kind === "record" && a.undone)).toEqual([true, false]);
});

test("EF8: a step that a repair let change records twice is undone newest first", () => {
  const twice = [recorded("client", 0), repaired("client"), recorded("client", 1)];
  const undone = (...events: RunEvent[]) =>
    given(...twice, ...events).applied.map((a) => a.kind === "record" && a.undone);
  expect(undone(undoRecorded("client"))).toEqual([false, true]);
  expect(undone(undoRecorded("client"), undoRecorded("client"))).toEqual([true, true]);
});

test("RN1: a fold gives the same run whatever its contents say, forgotten ones too", () => {
  const blank = (event: RunEvent): RunEvent => {
    const names = Object.keys(event.values ?? {});
    const values = Object.fromEntries(names.map((name) => [name, ownText(null)]));
    return { ...event, values } as RunEvent;
  };
  const decisions = (events: readonly RunEvent[]) => {
    const { steps, effects, applied, mailbox, status } = runAfter(...events);
    return {
      status,
      applied,
      mailbox: mailbox.map((signal) => signal.inbound),
      steps: Object.entries(steps).map(([path, step]) => [path, step.status, step.attempt]),
      effects: Object.entries(effects).map(([token, effect]) => [token, effect.status]),
    };
  };
  fc.assert(
    fc.property(fc.array(anyRunEvent), (events) => {
      expect(decisions(events.map(blank))).toEqual(decisions(events));
    }),
  );
});

test("RN4: whatever else happens, only a wait, a called job or the end takes a signal", () => {
  const takes = ["run.started", "run.completed", "run.cancelled", "run.repaired", "signal.taken"];
  const noise = anyRunEvent.filter(
    (event) =>
      !takes.includes(event.type) &&
      event.type !== "signal.received" &&
      !(event.type === "step.completed" && event.data.signal === "i1"),
  );
  fc.assert(
    fc.property(fc.array(noise), fc.nat(), (events, place) => {
      const here = place % (events.length + 1);
      const run = given(...events.slice(0, here), arrival("i1"), ...events.slice(here));
      expect(names(run)).toEqual(["i1"]);
    }),
  );
});

test("before its start a run is nothing", () => {
  expect(initial).toMatchObject({ status: "none", steps: {}, mailbox: [] });
});
