import { expect, test } from "vitest";
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
import { choose, each, leaf, parallel, planOf, wait } from "../../test/fixtures/nodes.ts";
import { fromOutside, ownText } from "../value/label.ts";
import type { RunEvent } from "./event.ts";
import { isBehind, resetBy } from "./repair.ts";
import type { Run } from "./run.ts";

const plan = planOf(
  ...["brief", "confirm", "deposit", "welcome", "later", "note", "offer", "sub", "other"].map(leaf),
  wait("reply", "mail.received"),
  choose("paid", { yes: [leaf("open"), leaf("note")] }),
  parallel("both", { left: [leaf("x"), leaf("z")], right: [leaf("y")] }),
  each("remind", [leaf("draft"), leaf("send")]),
);
type Repair = { from: string; input?: string };
/** The run after these events; a repair among them resets what it resets where it stands. */
const given = (...events: (RunEvent | Repair)[]) => runAfter(...recorded(events));
const recorded = (events: readonly (RunEvent | Repair)[]) => {
  const all: RunEvent[] = [started()];
  for (const event of events) all.push("from" in event ? asEvent(event, runAfter(...all)) : event);
  return all;
};
const asEvent = ({ from, input }: Repair, run: Run): RunEvent => ({
  type: "run.repaired",
  data: { path: from, release: "rel2", reset: resetBy(plan, run, from) },
  ...(input === undefined ? {} : { values: { input: ownText(input) } }),
});
const repaired = (from: string, input?: string): Repair =>
  input === undefined ? { from } : { from, input };
const arrival = (inbound: string): RunEvent => ({
  type: "signal.received",
  data: { inbound, type: "mail.received" },
  values: { event: fromOutside({ id: inbound }, "s1") },
});
test("RN5: a repair begins again at the chosen step, with the input it was given", () => {
  const run = given(completed("brief", "old"), failed("confirm"), repaired("confirm", "corrected"));
  expect(run.release).toBe("rel2");
  expect(run.steps["brief"]).toMatchObject({ status: "done" });
  expect(run.steps["confirm"]).toEqual({
    status: "ready",
    attempt: 2,
    revision: 1,
    tried: [],
    override: ownText("corrected"),
  });
  const again = given(failed("confirm"), repaired("confirm", "corrected"), claimed("confirm"));
  expect(again.steps["confirm"]).toMatchObject({ override: ownText("corrected"), revision: 1 });
});

test("RN5: what follows starts afresh without an override, blocks are entered anew", () => {
  const run = given(
    completed("brief"),
    entered("paid", { branch: "yes" }),
    failed("paid/yes/open"),
    repaired("brief", "corrected"),
  );
  expect(run.steps["brief"]).toMatchObject({ status: "ready", override: ownText("corrected") });
  expect(run.steps["paid"]).toBeUndefined();
  expect(run.steps["paid/yes/open"]).toMatchObject({ status: "ready", override: null });
});

const statuses = (...events: (RunEvent | Repair)[]) =>
  Object.fromEntries(
    Object.entries(given(...events).steps).map(([path, step]) => [path, step.status]),
  );
const undone: RunEvent = {
  type: "undo.applied",
  data: { token: "t1", found: false },
  values: { result: ownText({}) },
};

test("RN5: what applied outside, or may have, is kept", () => {
  const acts = [
    failed("brief"),
    proposed("deposit", "t1"),
    applied("t1"),
    completed("deposit", null, { by: by("effect") }),
    proposed("welcome", "t2"),
    cleared("t2"),
    sent("t2"),
    proposed("later", "t3"),
    completed("note"),
  ];
  const after = {
    brief: "ready",
    deposit: "done",
    welcome: "proposed",
    later: "ready",
    note: "ready",
  };
  expect(statuses(...acts, repaired("brief"))).toEqual(after);
  expect(statuses(...acts, repaired("deposit"))).toMatchObject({ deposit: "done", note: "ready" });
  expect(statuses(...acts, undone, repaired("brief"))).toEqual({ ...after, deposit: "ready" });
});

test("RN5: what was done by hand or by a called job is kept, unless it is what is repaired", () => {
  const taken: RunEvent = {
    type: "form.opened",
    data: { path: "offer", attempt: 1, item: 3, why: "taken" },
    values: { known: ownText({}) },
  };
  const called = (path: string): RunEvent => ({ type: "call.opened", data: { path, run: "r2" } });
  const acts = [
    failed("brief"),
    taken,
    completed("offer", null, { by: by("operator") }),
    called("sub"),
    completed("sub"),
    called("other"),
    completed("note"),
  ];
  const kept = { offer: "done", sub: "done", other: "calling" };
  const after = { brief: "ready", ...kept, note: "ready" };
  expect(statuses(...acts, repaired("brief"))).toEqual(after);
  expect(statuses(...acts, repaired("offer"))).toMatchObject({ ...kept, offer: "ready" });
  expect(statuses(...acts, repaired("sub"))).toMatchObject({ ...kept, sub: "ready" });
  expect(statuses(...acts, repaired("other"))).toMatchObject(kept);
});

test("RN5: a call that was itself repaired and has not ended again is not kept for its first end", () => {
  const acts = [
    failed("brief"),
    { type: "call.opened", data: { path: "sub", run: "r2" } } as const,
    completed("sub"),
    repaired("sub"),
    failed("sub"),
  ];
  expect(statuses(...acts, repaired("brief"))).toEqual({ brief: "ready", sub: "ready" });
});

test("RN5: a repair names what it resets, and nothing else", () => {
  const run = given(
    completed("brief"),
    entered("both"),
    failed("both/left/x"),
    completed("both/right/y"),
    { type: "call.opened", data: { path: "sub", run: "r2" } },
  );
  expect(resetBy(plan, run, "both/left/x")).toEqual(["both/left/x"]);
  expect(resetBy(plan, run, "brief")).toEqual(["brief", "both", "both/left/x", "both/right/y"]);
});

test("RN5: what goes on beside the chosen step is kept", () => {
  const acts = [
    entered("both"),
    failed("both/left/x"),
    completed("both/right/y"),
    completed("both/left/z"),
    entered("remind", { keys: ["a", "b"] }),
    failed("remind[a]/draft"),
    completed("remind[b]/draft"),
    completed("remind[a]/send"),
  ];
  expect(statuses(...acts, repaired("both/left/x"))).toMatchObject({
    both: "entered",
    "both/left/x": "ready",
    "both/left/z": "ready",
    "both/right/y": "done",
    "remind[b]/draft": "ready",
  });
  expect(statuses(...acts, repaired("remind[a]/draft"))).toMatchObject({
    remind: "entered",
    "remind[a]/draft": "ready",
    "remind[a]/send": "ready",
    "remind[b]/draft": "done",
  });
  expect(statuses(...acts, repaired("remind"))).toMatchObject({
    remind: "ready",
    "remind[b]/draft": "ready",
  });
});

test("RN5: what waits had taken can be taken again, before what came later", () => {
  const run = given(
    completed("brief"),
    arrival("i1"),
    { type: "wait.opened", data: { path: "reply", on: "mail.received", endsAt: null, item: null } },
    completed("reply", null, { by: by("wait"), signal: "i1" }),
    arrival("i2"),
    repaired("brief"),
  );
  expect(run.mailbox.map((signal) => signal.inbound)).toEqual(["i1", "i2"]);
  expect(run.steps["reply"]).toMatchObject({ status: "ready" });
  expect(run.repairs).toEqual(["brief"]);
});

test("RN5: ended blocks around the chosen step are entered again, to reach it", () => {
  const run = given(
    entered("paid", { branch: "yes" }),
    completed("paid/yes/open"),
    completed("paid/yes/note"),
    completed("paid"),
    entered("remind", { keys: ["a"] }),
    completed("remind[a]/send"),
    completed("remind"),
    repaired("remind[a]/send"),
    repaired("paid/yes/note"),
  );
  expect(run.steps["paid"]).toMatchObject({ status: "ready", revision: 1 });
  expect(run.steps["paid/yes/open"]).toMatchObject({ status: "done" });
  expect(run.steps["paid/yes/note"]).toMatchObject({ status: "ready", revision: 1 });
  expect(run.steps["remind"]).toMatchObject({ status: "ready", revision: 2 });
  expect(run.steps["remind[a]/send"]).toMatchObject({ status: "ready", revision: 2 });
});

test("RN5: what stands before the chosen step is left alone, whatever was recorded first", () => {
  const acts = [
    completed("brief"),
    failed("deposit"),
    repaired("brief"),
    completed("confirm"),
    repaired("deposit"),
  ];
  expect(statuses(...acts)).toEqual({ brief: "ready", deposit: "ready", confirm: "done" });
});

test("RN5: a step that the plan no longer has begins afresh, so that nothing of it stays open", () => {
  expect(statuses(completed("brief"), failed("gone"), repaired("brief"))).toMatchObject({
    gone: "ready",
  });
});

test("a step is behind itself, what encloses it from before, and what comes before it", () => {
  const behind = (path: string, from: string) => isBehind(plan, path, from);
  expect(behind("brief", "brief")).toBe(true);
  expect(behind("confirm", "brief")).toBe(true);
  expect(behind("brief", "confirm")).toBe(false);
  expect(behind("paid/yes/note", "paid/yes/open")).toBe(true);
  expect(behind("remind[a/b]/send", "remind")).toBe(true);
  expect(behind("remind[a/b]/send", "both/left/x")).toBe(true);
  expect(behind("remind", "remind[a/b]/send")).toBe(false);
  expect(behind("remind[a/b]/send", "remind[c]/draft")).toBe(false);
  expect(behind("remind[a/b]/send", "remind[a/b]/draft")).toBe(true);
  expect(behind("remind[a/b]/draft", "remind[a/b]/send")).toBe(false);
  expect(behind("both", "both/left/x")).toBe(false);
  expect(behind("both/right/y", "both/left/x")).toBe(false);
});
