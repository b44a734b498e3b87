import { accept, type Decision, refuse } from "./decision.ts";

/**
 * What the operator has halted. It is always current, never pinned by a run, and holds across
 * restarts.
 *
 * CT1 After the emergency stop is acknowledged nothing new is sent, undos included (EF10).
 * CT2 A pause holds back what its target would start; what is under way ends.
 * CT3 Only the operator resumes.
 */
export type Target =
  | { kind: "everything" }
  | { kind: "runbook" | "agent" | "connector"; name: string };

export type Control = {
  readonly stopped: string | null;
  /** Keys of paused targets, with the reason. */
  readonly paused: Readonly<Record<string, string>>;
  /** Timers stand still until the operator confirms the time (TM1). */
  readonly clock: { item: number; at: number } | null;
};

export type ControlEvent =
  | { type: "control.stopped"; data: { reason: string } }
  | { type: "control.paused"; data: { target: Target; reason: string } }
  | { type: "control.resumed"; data: { target: Target } }
  | { type: "clock.doubted"; data: { item: number; at: number; by: number } }
  | { type: "clock.confirmed"; data: { item: number } };

export type ControlCommand =
  | { type: "stop"; reason: string }
  | { type: "pause"; target: Target; reason: string }
  | { type: "resume"; target: Target };

export const initial: Control = { stopped: null, paused: {}, clock: null };

export function decide(control: Control, command: ControlCommand): Decision<ControlEvent> {
  switch (command.type) {
    case "stop":
      if (control.stopped !== null)
        return refuse("already_stopped", "Everything is already stopped");
      return accept<ControlEvent>({ type: "control.stopped", data: { reason: command.reason } });
    case "pause": {
      const { target, reason } = command;
      if (control.paused[keyOf(target)] !== undefined) {
        return refuse("already_paused", `Cannot pause ${nameOf(target)}: it is already paused`);
      }
      return accept<ControlEvent>({ type: "control.paused", data: { target, reason } });
    }
    case "resume": {
      const { target } = command;
      const halted = target.kind === "everything" && control.stopped !== null;
      if (!halted && control.paused[keyOf(target)] === undefined) {
        return refuse("not_paused", `Cannot resume ${nameOf(target)}: it is not paused`);
      }
      return accept<ControlEvent>({ type: "control.resumed", data: { target } });
    }
  }
}

export function evolve(control: Control, event: ControlEvent): Control {
  switch (event.type) {
    case "control.stopped":
      return { ...control, stopped: event.data.reason };
    case "control.paused": {
      const { target, reason } = event.data;
      return { ...control, paused: { ...control.paused, [keyOf(target)]: reason } };
    }
    case "control.resumed": {
      const { [keyOf(event.data.target)]: _, ...paused } = control.paused;
      const everything = event.data.target.kind === "everything";
      return { ...control, paused, stopped: everything ? null : control.stopped };
    }
    case "clock.doubted":
      return { ...control, clock: { item: event.data.item, at: event.data.at } };
    case "clock.confirmed":
      return { ...control, clock: null };
  }
}

/** Why nothing may be started for these targets now, or null. */
export function heldBack(
  control: Control,
  what: { runbook?: string; agent?: string | null; connector?: string },
): string | null {
  if (control.stopped !== null) return `everything is stopped: ${control.stopped}`;
  const all = control.paused["everything"];
  if (all !== undefined) return `everything is paused: ${all}`;
  for (const kind of ["runbook", "agent", "connector"] as const) {
    const name = what[kind];
    const reason = typeof name === "string" ? control.paused[`${kind}:${name}`] : undefined;
    if (reason !== undefined) return `${kind} "${name}" is paused: ${reason}`;
  }
  return null;
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
