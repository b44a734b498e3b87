import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Control,
  type ControlCommand,
  type ControlEvent,
  decide,
  evolve,
  heldBack,
  heldFor,
  initial,
  inQuarantine,
  keyOf,
  onlyLooks,
  onlyLookedAt,
  provenFrom,
  type Target,
  targetOf,
} from "./control.ts";
import { fromOperator } from "../value/label.ts";
import { accept } from "./decision.ts";

const given = (...events: ControlEvent[]) =>
  events.reduce((control, event) => happen(control, event), initial);
const happen = (control: Control, event: ControlEvent, at = 0) =>
  evolve(control, { ...event, at, seq: 0 });
const everything: Target = { kind: "everything" };
const mail: Target = { kind: "connector", name: "mail" };
const stopped: ControlEvent = {
  type: "control.stopped",
  data: {},
  values: { reason: fromOperator("odd invoices") },
};
const paused = (target: Target, reason = "looking into it"): ControlEvent => ({
  type: "control.paused",
  data: { target },
  values: { reason: fromOperator(reason) },
});
const resumed = (target: Target): ControlEvent => ({ type: "control.resumed", data: { target } });
/** Refused, and in words: a code alone tells the operator nothing. */
const refused = (code: string) => ({
  ok: false,
  refusal: { code, message: expect.stringMatching(/^[A-Z]\w+ \w/) },
});

test("CT1: after the stop everything is held back, whatever it is", () => {
  expect(decide(initial, { type: "stop", reason: "odd invoices" })).toEqual(accept(stopped));
  const what = { runbook: "onboard", agent: "qualification", connector: "mail" };
  expect(heldBack(given(stopped), what)).toBe("everything is stopped: odd invoices");
  expect(heldBack(given(stopped), {})).toBe("everything is stopped: odd invoices");
});

test("CT1: a second stop is refused, so that its reason stands", () => {
  const decision = decide(given(stopped), { type: "stop", reason: "again" });
  expect(decision).toMatchObject(refused("already_stopped"));
});

test("CT1: a pause that is taken back does not lift the stop", () => {
  const control = given(paused(mail), stopped, resumed(mail));
  expect(heldBack(control, {})).toBe("everything is stopped: odd invoices");
});

test.each([
  [mail, { connector: "mail" }, { connector: "books" }, 'connector "mail"'],
  [
    { kind: "runbook", name: "onboard" } as const,
    { runbook: "onboard", agent: null },
    { runbook: "follow-up" },
    'runbook "onboard"',
  ],
  [
    { kind: "agent", name: "writer" } as const,
    { runbook: "onboard", agent: "writer" },
    { agent: null },
    'agent "writer"',
  ],
])("CT2: a pause holds back its target and nothing else (%#)", (target, hit, spared, name) => {
  const decision = decide(initial, { type: "pause", target, reason: "looking into it" });
  expect(decision).toEqual(accept(paused(target)));
  expect(heldBack(given(paused(target)), hit)).toBe(`${name} is paused: looking into it`);
  expect(heldBack(given(paused(target)), spared)).toBeNull();
});

test("CT2: a pause of everything holds back everything", () => {
  expect(heldBack(given(paused(everything)), { connector: "mail" })).toBe(
    "everything is paused: looking into it",
  );
  expect(heldBack(initial, { connector: "mail" })).toBeNull();
});

test("CT2: a second pause of the same target is refused by name", () => {
  const again = (target: Target) =>
    decide(given(paused(target)), { type: "pause", target, reason: "again" });
  expect(again(mail)).toEqual({
    ok: false,
    refusal: {
      code: "already_paused",
      message: 'Cannot pause connector "mail": it is already paused',
    },
  });
  expect(again(everything)).toMatchObject({
    refusal: { message: "Cannot pause everything: it is already paused" },
  });
});

test("CT3: what is resumed is held back no longer", () => {
  const control = given(paused(mail), paused(everything));
  expect(decide(control, { type: "resume", target: mail })).toEqual(accept(resumed(mail)));
  expect(heldBack(given(paused(mail), resumed(mail)), { connector: "mail" })).toBeNull();
});

test("CT3: to resume everything lifts the stop, and leaves single pauses", () => {
  const control = given(paused(mail), stopped);
  expect(decide(control, { type: "resume", target: everything })).toEqual(
    accept(resumed(everything)),
  );
  const after = happen(control, resumed(everything));
  expect(heldBack(after, {})).toBeNull();
  expect(heldBack(after, { connector: "mail" })).toBe(
    'connector "mail" is paused: looking into it',
  );
});

test("CT3: what is not paused cannot be resumed", () => {
  for (const target of [mail, everything]) {
    const decision = decide(initial, { type: "resume", target });
    expect(decision).toMatchObject(refused("not_paused"));
  }
  expect(decide(given(stopped), { type: "resume", target: mail })).toMatchObject(
    refused("not_paused"),
  );
});

test("CT4: for how long a target was held back is remembered, within the times asked for", () => {
  const events: [ControlEvent, number][] = [
    [paused(mail), 10],
    [resumed(mail), 20],
    [paused(everything), 30],
    [resumed(everything), 40],
    [stopped, 50],
    [resumed(everything), 60],
    [paused(mail), 70],
  ];
  const control = events.reduce((before, [event, at]) => happen(before, event, at), initial);
  expect(heldFor(control, [keyOf(mail)], 0, 80)).toBe(40);
  expect(heldFor(control, [], 0, 80)).toBe(20);
  expect(heldFor(control, [keyOf(mail)], 15, 35)).toBe(10);
  expect(heldFor(control, ["runbook:other"], 61, 80)).toBe(0);
});

test("timers stand still from a doubt about the time until it is confirmed", () => {
  const doubted: ControlEvent = { type: "clock.doubted", data: { item: 3, at: 90, by: -40 } };
  expect(given(doubted).clock).toEqual({ item: 3, at: 90 });
  expect(given(doubted, { type: "clock.confirmed", data: { item: 3 } }).clock).toBeNull();
});

const name = fc.stringMatching(/^[a-z][a-z:-]{0,6}$/);
const anyTarget: fc.Arbitrary<Target> = fc.oneof(
  fc.constant(everything),
  fc.record({ kind: fc.constantFrom("runbook", "agent", "connector"), name }),
);

test("a target is read back from its key", () => {
  fc.assert(
    fc.property(anyTarget, (target) => {
      expect(targetOf(keyOf(target))).toEqual(target);
    }),
  );
});

test("CT1, CT3: after any commands, nothing starts between a stop and the resuming of everything", () => {
  const reason = fc.string();
  const command: fc.Arbitrary<ControlCommand> = fc.oneof(
    fc.record({ type: fc.constant("stop" as const), reason }),
    fc.record({ type: fc.constant("pause" as const), target: anyTarget, reason }),
    fc.record({ type: fc.constant("resume" as const), target: anyTarget }),
  );
  fc.assert(
    fc.property(fc.array(command), (commands) => {
      let control = initial;
      let halted = false;
      for (const asked of commands) {
        const decision = decide(control, asked);
        if (!decision.ok) continue;
        control = decision.events.reduce((state, event) => happen(state, event), control);
        if (asked.type === "stop") halted = true;
        if (asked.type === "resume" && asked.target.kind === "everything") halted = false;
        expect(control.stopped !== null).toBe(halted);
        if (halted) expect(heldBack(control, { connector: "mail" })).toContain("is stopped");
      }
    }),
  );
});

const looking: ControlEvent = { type: "control.looking", data: { until: 50 } };
const looked: ControlEvent = { type: "control.looked", data: {} };

test("LK1: it only looks until its time, and holds back no job by that", () => {
  expect(decide(initial, { type: "look", until: 50, at: 10 })).toEqual(accept(looking));
  expect(onlyLooks(given(looking), 49)).toBe(true);
  expect(heldBack(given(looking), { connector: "mail" })).toBe(null);
  expect(decide(initial, { type: "look", until: 10, at: 10 })).toMatchObject(refused("look_over"));
});

test("LK2: it ends by itself, or once when she says so", () => {
  expect(onlyLooks(given(looking), 50)).toBe(false);
  expect(decide(given(looking), { type: "go", at: 49 })).toEqual(accept(looked));
  expect(onlyLooks(given(looking, looked), 20)).toBe(false);
  expect(decide(given(looking), { type: "go", at: 50 })).toMatchObject(refused("not_looking"));
  expect(decide(given(looking, looked), { type: "go", at: 20 })).toMatchObject(
    refused("not_looking"),
  );
  expect(onlyLooks(given(looking, looked, looking), 20)).toBe(true);
});

test("LK3: it is known of every time whether it only looked then", () => {
  const { looks } = [
    { event: looking, at: 10 },
    { event: looking, at: 20 },
    { event: looked, at: 30 },
    { event: looking, at: 40 },
  ].reduce((control, { event, at }) => happen(control, event, at), initial);
  expect(looks).toEqual([
    { from: 10, to: 20 },
    { from: 20, to: 30 },
    { from: 40, to: 50 },
  ]);
  const then = [9, 10, 20, 29, 30, 39, 40, 49, 50].map((at) => onlyLookedAt({ looks }, at));
  expect(then).toEqual([false, true, true, true, false, false, true, true, false]);
});

const takeover = { epoch: 2, why: "restored", takenAt: 10, at: 20 } as const;
const quarantined: ControlEvent = { type: "control.quarantined", data: takeover };
const admitted: ControlEvent = { type: "control.admitted", data: { epoch: 2, at: 30 } };

test("QU1: a company that was taken over is held back until it is admitted", () => {
  expect(inQuarantine(initial)).toBe(false);
  expect(decide(initial, { type: "quarantine", ...takeover })).toEqual(accept(quarantined));
  expect(inQuarantine(given(quarantined))).toBe(true);
  expect(heldBack(given(quarantined), {})).toBe("the company is in quarantine until you admit it");
  expect(heldBack(given(quarantined, admitted), {})).toBe(null);
});

test("QU1: an epoch begins once; a later one is in quarantine again", () => {
  const again = { type: "quarantine", ...takeover } as const;
  expect(decide(given(quarantined), again)).toMatchObject(refused("already_taken_over"));
  expect(decide(given(quarantined, admitted), again)).toMatchObject(refused("already_taken_over"));
  const later = decide(given(quarantined, admitted), { ...again, epoch: 3 });
  expect(later).toMatchObject({ ok: true });
  const third: ControlEvent = { type: "control.quarantined", data: { ...takeover, epoch: 3 } };
  expect(inQuarantine(given(quarantined, admitted, third))).toBe(true);
});

test("QU1: neither a stop that is lifted nor a pause ends the quarantine", () => {
  const control = given(quarantined, stopped, resumed(everything));
  expect(inQuarantine(control)).toBe(true);
});

test("QU3: absence of a call from before the takeover proves nothing until it is admitted", () => {
  expect(provenFrom(initial, 5, 50, 70)).toBe(50);
  expect(provenFrom(given(quarantined), 21, 50, 70)).toBe(50);
  expect(provenFrom(given(quarantined), 20, 50, 70)).toBe(70);
  expect(provenFrom(given(quarantined, admitted), 20, 25, 70)).toBe(30);
  expect(provenFrom(given(quarantined, admitted), 20, 50, 70)).toBe(50);
});

test("QU2: it is admitted by who says that no other copy runs, once", () => {
  const admit = { type: "admit", othersOff: true, at: 30 } as const;
  const unsure = decide(given(quarantined), { ...admit, othersOff: false });
  expect(unsure).toMatchObject(refused("others_may_run"));
  expect(decide(given(quarantined), admit)).toEqual(accept(admitted));
  expect(given(quarantined, admitted).takeover).toEqual({ ...takeover, admittedAt: 30 });
  expect(decide(given(quarantined, admitted), admit)).toMatchObject(refused("nothing_to_admit"));
  expect(decide(initial, admit)).toMatchObject(refused("nothing_to_admit"));
  expect(given(admitted)).toEqual(initial);
});
