import { textOf } from "../value/json.ts";
import { fromOperator, type Labelled } from "../value/label.ts";
import { accept, type Decision, refuse } from "./decision.ts";
import type { At } from "./event.ts";

/**
 * What the operator has halted. It is always current, never pinned by a run, and holds across
 * restarts.
 *
 * CT1 After the emergency stop is acknowledged nothing new is sent, undos included (EF10).
 * CT2 A pause holds back what its target would start; what is under way ends.
 * CT3 Only the operator resumes.
 * CT4 How long was held back is remembered: what comes late by that is late (TM2).
 * QU1 A company that was restored from a backup, or whose data folder was copied, is in quarantine, in
 *     an epoch of its own: it may have gone on elsewhere since, so nothing starts and nothing leaves,
 *     undos included.
 * QU2 Only the operator admits it, and says by that that no other copy runs.
 * QU3 What stands from before a takeover may have happened without our knowing: it is looked up before
 *     she is asked about it and before it is performed, also once the company is admitted.
 * LK1 In its first days a company only looks: it reads, drafts and asks, and no act is done, also none
 *     that she approved. What was held then is done later only where she says so of each.
 * LK2 Looking ends by itself at its time, or when the operator says so.
 * LK3 What she said while it only looked lets nothing leave later: an act that rests on that alone is
 *     held, and she is asked of it anew.
 */
export type Target =
  | { kind: "everything" }
  | { kind: "runbook" | "agent" | "connector"; name: string };

export type Control = {
  readonly stopped: string | null;
  /** Keys of paused targets, with the reason. */
  readonly paused: Readonly<Record<string, string>>;
  /** Every stop and pause, oldest first, by the key of its target; `to` is null while it lasts (CT4). */
  readonly holds: readonly { key: string; from: number; to: number | null }[];
  /** Timers stand still until the operator confirms the time (TM1). */
  readonly clock: { item: number; at: number } | null;
  /** The newest restore or copy; null for a company that was never taken over. */
  readonly takeover: Takeover | null;
  /** Until when it only looks (LK1); null where that was never begun, or she ended it. */
  readonly lookingUntil: number | null;
  /** Every time in which it only looked, oldest first (LK3). */
  readonly looks: readonly { from: number; to: number }[];
};

export type Takeover = {
  /** Counts restores and copies: that of every event recorded since. */
  readonly epoch: number;
  readonly why: "restored" | "copied";
  /** When the backup was taken; null where nobody knows, as of a copy. */
  readonly takenAt: number | null;
  readonly at: number;
  /** True where what connectors keep in the data folder is that of today, and not of the backup. */
  readonly outsideKept?: boolean;
  /** Null while it is in quarantine. */
  readonly admittedAt: number | null;
};

export type ControlEvent =
  | { type: "control.stopped"; data: Record<string, never>; values: { reason: Labelled } }
  | { type: "control.paused"; data: { target: Target }; values: { reason: Labelled } }
  | { type: "control.resumed"; data: { target: Target } }
  | { type: "control.quarantined"; data: Omit<Takeover, "admittedAt"> }
  | { type: "control.admitted"; data: { epoch: number; at: number } }
  | { type: "control.looking"; data: { until: number } }
  | { type: "control.looked"; data: Record<string, never> }
  | { type: "clock.doubted"; data: { item: number; at: number; by: number } }
  | { type: "clock.confirmed"; data: { item: number } };

export type ControlCommand =
  | { type: "stop"; reason: string }
  | { type: "pause"; target: Target; reason: string }
  | { type: "resume"; target: Target }
  | ({ type: "quarantine" } & Omit<Takeover, "admittedAt">)
  | { type: "admit"; othersOff: boolean; at: number }
  | { type: "look"; until: number; at: number }
  | { type: "go"; at: number };

export const initial: Control = {
  stopped: null,
  paused: {},
  holds: [],
  clock: null,
  takeover: null,
  lookingUntil: null,
  looks: [],
};

export function decide(control: Control, command: ControlCommand): Decision<ControlEvent> {
  switch (command.type) {
    case "stop":
      if (control.stopped !== null)
        return refuse("already_stopped", "Everything is already stopped");
      return accept<ControlEvent>({
        type: "control.stopped",
        data: {},
        values: { reason: fromOperator(command.reason) },
      });
    case "pause": {
      const { target, reason } = command;
      if (control.paused[keyOf(target)] !== undefined) {
        return refuse("already_paused", `Cannot pause ${nameOf(target)}: it is already paused`);
      }
      return accept<ControlEvent>({
        type: "control.paused",
        data: { target },
        values: { reason: fromOperator(reason) },
      });
    }
    case "resume": {
      const { target } = command;
      const halted = target.kind === "everything" && control.stopped !== null;
      if (!halted && control.paused[keyOf(target)] === undefined) {
        return refuse("not_paused", `Cannot resume ${nameOf(target)}: it is not paused`);
      }
      return accept<ControlEvent>({ type: "control.resumed", data: { target } });
    }
    case "quarantine": {
      const { type: _, ...data } = command;
      if (control.takeover !== null && control.takeover.epoch >= data.epoch) {
        return refuse("already_taken_over", `Epoch ${data.epoch} has begun already`);
      }
      return accept<ControlEvent>({ type: "control.quarantined", data });
    }
    case "admit": {
      const { takeover } = control;
      if (takeover === null || takeover.admittedAt !== null) {
        return refuse("nothing_to_admit", "Cannot admit: the company is not in quarantine");
      }
      if (!command.othersOff) {
        return refuse(
          "others_may_run",
          'Cannot admit: another copy of this company may still run; end it there for good, then say so with "mainstay admit --others-off"',
        );
      }
      const { epoch } = takeover;
      return accept<ControlEvent>({ type: "control.admitted", data: { epoch, at: command.at } });
    }
    case "look": {
      const { until, at } = command;
      if (until <= at) return refuse("look_over", "Cannot only look: the time given is over");
      return accept<ControlEvent>({ type: "control.looking", data: { until } });
    }
    case "go":
      if (!onlyLooks(control, command.at)) {
        return refuse("not_looking", "Cannot end looking: the company does not only look");
      }
      return accept<ControlEvent>({ type: "control.looked", data: {} });
  }
}

/** LK1, LK2. */
export function onlyLooks({ lookingUntil }: Pick<Control, "lookingUntil">, now: number): boolean {
  return lookingUntil !== null && now < lookingUntil;
}

/** LK3. */
export function onlyLookedAt({ looks }: Pick<Control, "looks">, at: number): boolean {
  return looks.some(({ from, to }) => from <= at && at < to);
}

/** QU1. */
export function inQuarantine({ takeover }: Pick<Control, "takeover">): boolean {
  return takeover !== null && takeover.admittedAt === null;
}

export function evolve(control: Control, event: At<ControlEvent>): Control {
  switch (event.type) {
    case "control.stopped":
      return {
        ...control,
        stopped: textOf(event.values.reason.value),
        holds: [...control.holds, { key: "everything", from: event.at, to: null }],
      };
    case "control.paused": {
      const reason = textOf(event.values.reason.value);
      const key = keyOf(event.data.target);
      return {
        ...control,
        paused: { ...control.paused, [key]: reason },
        holds: [...control.holds, { key, from: event.at, to: null }],
      };
    }
    case "control.resumed": {
      const key = keyOf(event.data.target);
      const { [key]: _, ...paused } = control.paused;
      const stopped = key === "everything" ? null : control.stopped;
      const holds = control.holds.map((hold) =>
        hold.key === key && hold.to === null ? { ...hold, to: event.at } : hold,
      );
      return { ...control, paused, stopped, holds };
    }
    case "control.quarantined":
      return { ...control, takeover: { ...event.data, admittedAt: null } };
    case "control.admitted": {
      const { takeover } = control;
      if (takeover === null) return control;
      return { ...control, takeover: { ...takeover, admittedAt: event.data.at } };
    }
    case "control.looking":
      return {
        ...control,
        lookingUntil: event.data.until,
        looks: [...endedBy(control, event.at), { from: event.at, to: event.data.until }],
      };
    case "control.looked":
      return { ...control, lookingUntil: null, looks: endedBy(control, event.at) };
    case "clock.doubted":
      return { ...control, clock: { item: event.data.item, at: event.data.at } };
    case "clock.confirmed":
      return { ...control, clock: null };
  }
}

function endedBy({ looks }: Control, at: number): Control["looks"] {
  return looks.map(({ from, to }) => ({ from, to: Math.min(to, at) }));
}

/**
 * From when on an absence may prove that a call was never made: its deadline; for a call from before a
 * takeover not before the company was admitted, for only then was the other copy said to be off.
 */
export function provenFrom(
  { takeover }: Pick<Control, "takeover">,
  sentAt: number,
  deadlineAt: number,
  now: number,
): number {
  if (takeover === null || sentAt > takeover.at) return deadlineAt;
  return Math.max(deadlineAt, takeover.admittedAt ?? now);
}

/** Why nothing may be started for these targets now, or null. */
export function heldBack(
  control: Control,
  what: { runbook?: string; agent?: string | null; connector?: string },
): string | null {
  if (control.stopped !== null) return `everything is stopped: ${control.stopped}`;
  if (inQuarantine(control)) return "the company is in quarantine until you admit it";
  const all = control.paused["everything"];
  if (all !== undefined) return `everything is paused: ${all}`;
  for (const kind of ["runbook", "agent", "connector"] as const) {
    const name = what[kind];
    const reason = typeof name === "string" ? control.paused[`${kind}:${name}`] : undefined;
    if (reason !== undefined) return `${kind} "${name}" is paused: ${reason}`;
  }
  return null;
}

/** For how long these targets, or everything, were held back between two moments (CT4). */
export function heldFor(
  { holds }: Pick<Control, "holds">,
  keys: readonly string[],
  from: number,
  to: number,
): number {
  return holds
    .filter(({ key }) => key === "everything" || keys.includes(key))
    .map((hold) => Math.min(hold.to ?? to, to) - Math.max(hold.from, from))
    .reduce((all, ms) => all + Math.max(0, ms), 0);
}

export function keyOf(target: Target): string {
  return target.kind === "everything" ? "everything" : `${target.kind}:${target.name}`;
}

export function targetOf(key: string): Target {
  const [kind, ...name] = key.split(":");
  if (kind !== "runbook" && kind !== "agent" && kind !== "connector") return { kind: "everything" };
  return { kind, name: name.join(":") };
}

function nameOf(target: Target): string {
  return target.kind === "everything" ? "everything" : `${target.kind} "${target.name}"`;
}
