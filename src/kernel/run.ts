import { textOf } from "../value/json.ts";
import { type Labelled, ownText } from "../value/label.ts";
import * as effect from "./effect.ts";
import type { At, RunEvent, TriggerRef } from "./event.ts";
import { repaired } from "./run-repair.ts";
import { asking, called, evolveStep } from "./run-steps.ts";
import type { Signal, Step } from "./step.ts";

/**
 * A run is one performance of a runbook, folded from its stream.
 *
 * RN1 A fold never evaluates an expression and never decides by a value's content.
 * RN2 Once a step's proposals are recorded it is never executed again, only continued (ST4).
 * RN3 An attempt number fences a step: what an earlier attempt brings back is refused (ST3).
 * RN4 Nothing that arrives is lost: a signal stays in the mailbox until a wait takes it or the run
 *     ends and hands it on (ST8).
 * RN5 A repair keeps what was applied outside, what was done by hand, what called jobs did and what
 *     goes on beside it, and goes on from the chosen step; what waits had taken can be taken again.
 */
export type Run = {
  readonly id: string;
  readonly number: number;
  readonly runbook: string;
  readonly release: string;
  readonly subject: string | null;
  readonly trigger: TriggerRef;
  readonly parent: { run: string; path: string } | null;
  readonly status: "none" | "open" | "cancelling" | "completed" | "cancelled";
  readonly success: boolean;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly escalateAt: number | null;
  /** How late the moment came that the run now acts on: a slot or the end of a wait (TM2). */
  readonly lagMs: number;
  /** What last set it going since it began: the end of a wait or a called job, her word. */
  readonly goingSince: number | null;
  readonly costMicros: number;
  readonly reason: string;
  readonly input: Labelled;
  readonly steps: Readonly<Record<string, Step>>;
  readonly effects: Readonly<Record<string, effect.Effect>>;
  /** Tokens and paths of record changes, in the order in which they came to hold: undone backwards. */
  readonly applied: readonly Applied[];
  /** Jobs that were called and ended, with how much had been applied by then: rolled back in turn. */
  readonly called: readonly { run: string; path: string; after: number }[];
  readonly mailbox: readonly Signal[];
  /** Where it was repaired from, each time: fences what was being executed behind (RN3). */
  readonly repairs: readonly string[];
};

export type Applied =
  | { kind: "effect"; token: string }
  | {
      kind: "record";
      path: string;
      record: { kind: string; id: string; before: number; after: number };
      undone: boolean;
    };

export const initial: Run = {
  id: "",
  number: 0,
  runbook: "",
  release: "",
  subject: null,
  trigger: { kind: "request", key: "" },
  parent: null,
  status: "none",
  success: false,
  startedAt: 0,
  endedAt: null,
  escalateAt: null,
  lagMs: 0,
  goingSince: null,
  costMicros: 0,
  reason: "",
  input: ownText(null),
  steps: {},
  effects: {},
  applied: [],
  called: [],
  mailbox: [],
  repairs: [],
};

export function evolve(run: Run, event: At<RunEvent>): Run {
  switch (event.type) {
    case "run.started": {
      const {
        run: id,
        number,
        runbook,
        release,
        subject,
        trigger,
        parent,
        escalateAt,
      } = event.data;
      const known = { id, number, runbook, release, subject, trigger, parent, escalateAt };
      const lagMs =
        trigger.kind === "time" ? Math.max(0, event.at - Number.parseInt(trigger.key, 10)) : 0;
      const begun = {
        status: "open",
        startedAt: event.at,
        lagMs,
        input: event.values.input,
      } as const;
      return { ...initial, ...known, ...begun };
    }
    case "run.escalated":
      return { ...run, escalateAt: null };
    case "run.completed":
      return {
        ...run,
        status: "completed",
        success: event.data.success,
        endedAt: event.at,
        mailbox: [],
      };
    case "run.cancelling":
      // Also of one that had completed: the job that called it is rolled back.
      return {
        ...run,
        status: "cancelling",
        reason: textOf(event.values.reason.value),
        endedAt: null,
      };
    case "run.cancelled":
      return { ...run, status: "cancelled", endedAt: event.at, mailbox: [] };
    case "run.repaired":
      return repaired(run, event.data, event.values?.["input"] ?? null);
    case "run.migrated":
      return { ...run, release: event.data.release };
    case "signal.received": {
      const { inbound, type } = event.data;
      const signal = { inbound, type, event: event.values.event, at: event.at };
      return { ...run, mailbox: [...run.mailbox, signal] };
    }
    case "signal.taken":
      return { ...run, mailbox: run.mailbox.filter((s) => s.inbound !== event.data.inbound) };
    case "call.started": {
      const { path, call: id, boundMicros, tier = null } = event.data;
      return called(run, path, { id, boundMicros, at: event.at, tier });
    }
    case "call.ended":
      return {
        ...called(run, event.data.path, null),
        costMicros: run.costMicros + event.data.costMicros,
      };
    case "undo.recorded":
      return recordUndone(run, event.data.path);
    case "approval.requested":
      return run.effects[event.data.about] === undefined ? asking(run, event.data.about) : run;
    case "approval.granted":
    case "approval.denied":
    case "approval.spent":
    case "approval.voided":
      return run;
    case "step.entered":
    case "step.claimed":
    case "step.completed":
    case "step.proposed":
    case "step.failed":
    case "form.opened":
    case "wait.opened":
    case "call.opened":
      return evolveStep(run, event);
    default:
      return evolveEffect(run, event);
  }
}

function evolveEffect(run: Run, event: At<effect.EffectEvent>): Run {
  const { token } = event.data;
  const before = run.effects[token];
  if (before === undefined) return run;
  const after = effect.evolve(before, event);
  const effects = { ...run.effects, [token]: after };
  if (event.type !== "effect.applied") return { ...run, effects };
  return {
    ...run,
    effects,
    costMicros: run.costMicros + event.data.costMicros,
    applied: [...run.applied, { kind: "effect", token }],
  };
}

/** After a repair a step may have changed records twice: each undo takes back the newest that holds. */
function recordUndone(run: Run, path: string): Run {
  const newest = run.applied.findLastIndex(
    (a) => a.kind === "record" && a.path === path && !a.undone,
  );
  const applied = run.applied.map((a, i) =>
    i === newest && a.kind === "record" ? { ...a, undone: true } : a,
  );
  return { ...run, applied };
}
