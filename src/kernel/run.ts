import { isObject } from "../value/json.ts";
import { type Labelled, ownText, part } from "../value/label.ts";
import * as effect from "./effect.ts";
import type { At, By, FailureClass, RunEvent, TriggerRef } from "./event.ts";

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

export type Signal = { inbound: string; type: string; event: Labelled; at: number };

/** `attempt` counts executions; `revision` counts repairs, so that new proposals have new tokens. */
export type Step = { readonly attempt: number; readonly revision: number } & (
  | Readonly<{ status: "ready"; tried: readonly Tried[]; override: Labelled | null }>
  | Readonly<{ status: "retrying"; tried: readonly Tried[]; override: Labelled | null; at: number }>
  | Readonly<{
      status: "claimed";
      tried: readonly Tried[];
      override: Labelled | null;
      /** Of the ladder. */
      rung: number;
      worker: string;
      expiresAt: number;
      /** A call whose end is not recorded: its bound stays reserved (ST7). */
      call: OpenCall | null;
    }>
  | Readonly<{
      status: "entered";
      branch: string | null;
      /** The branch's name with the labels of what decided it (ST4). */
      decided: Labelled | null;
      keys: readonly string[] | null;
      items: Labelled | null;
      at: number;
    }>
  | Readonly<{
      status: "waiting";
      on: string | null;
      endsAt: number | null;
      item: number | null;
      at: number;
    }>
  | Readonly<{ status: "asking" }>
  | Readonly<{
      status: "form";
      item: number;
      known: Labelled;
      why: "ladder" | "taken";
      /** What was tried before it came to her. */
      tried: readonly Tried[];
    }>
  | Readonly<{ status: "calling"; run: string }>
  | Readonly<{ status: "proposed"; tokens: readonly string[]; output: Labelled | null; by: By }>
  | Readonly<{
      status: "failed";
      tried: readonly Tried[];
      failure: FailureClass;
      code: string;
      item: number | null;
    }>
  | Readonly<{
      status: "done";
      output: Labelled;
      by: By;
      /** The arrival that a wait took, and when: it may have been kept for the job before. */
      signal: (Signal & { takenAt: number }) | null;
      /** Taken over: the operator did it herself. */
      byHand: boolean;
    }>
);

export type OpenCall = {
  readonly id: string;
  readonly boundMicros: number;
  readonly at: number;
  /** Null in events from before it was told. */
  readonly tier: string | null;
};

/** An attempt that failed: on which rung of the ladder, how, and why. */
export type Tried = {
  readonly index: number;
  readonly failure: FailureClass;
  readonly message: string;
};

const nothing = ownText(null);

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
  input: nothing,
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
      return { ...run, status: "cancelling", reason: text(event.values.reason), endedAt: null };
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
      return run.effects[event.data.about] === undefined
        ? put(run, event.data.about, { ...counts(run, event.data.about), status: "asking" })
        : run;
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

type Repaired = Extract<RunEvent, { type: "run.repaired" }>;
type Completed = Extract<RunEvent, { type: "step.completed" }>;
type StepEvent = Extract<
  RunEvent,
  { type: `step.${string}` | "form.opened" | "wait.opened" | "call.opened" }
>;

function evolveStep(run: Run, event: At<StepEvent>): Run {
  const { path } = event.data;
  const revision = run.steps[path]?.revision ?? 0;
  const attempt = "attempt" in event.data ? event.data.attempt : (run.steps[path]?.attempt ?? 1);
  const base = { attempt, revision };
  switch (event.type) {
    case "step.entered": {
      const { branch, keys } = event.data;
      const items = event.values?.["items"] ?? null;
      const decided = event.values?.["decided"] ?? null;
      const entered = { ...base, branch, decided, keys, items, at: event.at };
      return put(run, path, { ...entered, status: "entered" });
    }
    case "step.claimed": {
      const { rung, worker, expiresAt } = event.data;
      const claimed = { ...base, ...kept(run, path), rung, worker, expiresAt };
      return put(run, path, { ...claimed, status: "claimed", call: null });
    }
    case "step.completed": {
      const { by, costMicros, record, signal: inbound } = event.data;
      const before = run.steps[path];
      const { output } = event.values;
      const signal =
        inbound === undefined
          ? null
          : { ...signalOf(run, path, inbound, output, event.at), takenAt: event.at };
      const byHand = before?.status === "form" && before.why === "taken";
      const done = put(run, path, { ...base, status: "done", output, by, signal, byHand });
      const called =
        before?.status === "calling"
          ? [...run.called, { run: before.run, path, after: run.applied.length }]
          : run.called;
      return {
        ...done,
        called,
        lagMs: lagAfter(run, before, event),
        goingSince: setsGoing(run, before, event) ? event.at : run.goingSince,
        mailbox: run.mailbox.filter((s) => s.inbound !== inbound),
        costMicros: run.costMicros + costMicros,
        applied:
          record === undefined
            ? run.applied
            : [...run.applied, { kind: "record", path, record, undone: false }],
      };
    }
    case "step.proposed": {
      const { by, costMicros, proposals } = event.data;
      const output = event.values?.["output"] ?? null;
      const tokens = proposals.map((p) => p.token);
      const effects = { ...run.effects };
      for (const [i, proposal] of proposals.entries()) {
        const args = event.values?.[`args${i}`] ?? nothing;
        effects[proposal.token] = effect.propose(proposal, path, args, event.at);
      }
      const proposed = put(run, path, { ...base, status: "proposed", tokens, output, by });
      return { ...proposed, effects, costMicros: run.costMicros + costMicros };
    }
    case "step.failed": {
      const { rung, failure, code, retryAt, item } = event.data;
      const { override, tried: before } = kept(run, path);
      const tried = [...before, { index: rung, failure, message: text(event.values.message) }];
      if (retryAt === null)
        return put(run, path, { ...base, status: "failed", tried, failure, code, item });
      return put(run, path, { ...base, status: "retrying", tried, override, at: retryAt });
    }
    case "form.opened": {
      const { item, why } = event.data;
      const form = { item, known: event.values.known, why, tried: kept(run, path).tried };
      return put(run, path, { ...base, ...form, status: "form" });
    }
    case "wait.opened": {
      const { on, endsAt, item } = event.data;
      return put(run, path, { ...base, status: "waiting", on, endsAt, item, at: event.at });
    }
    case "call.opened":
      return put(run, path, { ...base, status: "calling", run: event.data.run });
  }
}

function signalOf(run: Run, path: string, inbound: string, output: Labelled, at: number): Signal {
  const early = run.mailbox.find((signal) => signal.inbound === inbound);
  if (early !== undefined) return early;
  const step = run.steps[path];
  const value = isObject(output.value) ? (output.value["event"] ?? null) : null;
  const type = step?.status === "waiting" ? (step.on ?? "") : "";
  return { inbound, type, event: { value, labels: part(output.labels, "/event") }, at };
}

/** What the operator or an arrival set going is in time, whatever was late before. */
function lagAfter(run: Run, step: Step | undefined, event: At<Completed>): number {
  const { by, signal } = event.data;
  if (by.rung === "operator" || saidYes(run, step)) return 0;
  if (step?.status !== "waiting") return run.lagMs;
  if (step.endsAt === null || signal !== undefined) return 0;
  return Math.max(0, event.at - step.endsAt);
}

/** A called job has its own times. */
function setsGoing(run: Run, step: Step | undefined, { data }: At<Completed>): boolean {
  if (data.by.rung === "operator" || saidYes(run, step)) return true;
  return step?.status === "waiting" || step?.status === "calling";
}

/** Her yes to an act is a word of hers like any: what follows from it is in time. */
function saidYes({ effects }: Run, step: Step | undefined): boolean {
  return step?.status === "proposed" && step.tokens.some((token) => effects[token]?.approved);
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

function called(run: Run, path: string, call: OpenCall | null): Run {
  const step = run.steps[path];
  return step?.status === "claimed" ? put(run, path, { ...step, call }) : run;
}

function put(run: Run, path: string, step: Step): Run {
  return { ...run, steps: { ...run.steps, [path]: step } };
}

function counts(run: Run, path: string): { attempt: number; revision: number } {
  const step = run.steps[path];
  return { attempt: step?.attempt ?? 1, revision: step?.revision ?? 0 };
}

function kept(run: Run, path: string): { tried: readonly Tried[]; override: Labelled | null } {
  const step = run.steps[path];
  if (step === undefined || !("tried" in step)) return { tried: [], override: null };
  return { tried: step.tried, override: "override" in step ? step.override : null };
}

function text(value: Labelled): string {
  return typeof value.value === "string" ? value.value : "";
}

/** RN5: what the repair names begins afresh, and blocks that were entered are entered again. */
function repaired(run: Run, data: Repaired["data"], override: Labelled | null): Run {
  const { path, release, reset } = data;
  const afresh = new Set(reset);
  const steps: Record<string, Step> = {};
  const signals: Signal[] = [];
  for (const [key, step] of Object.entries(run.steps)) {
    if (!afresh.has(key)) {
      steps[key] = step;
      continue;
    }
    if (step.status === "done" && step.signal !== null) signals.push(step.signal);
    if (key !== path && step.status === "entered") continue;
    const counts = { attempt: step.attempt + 1, revision: step.revision + 1 };
    steps[key] = {
      ...counts,
      status: "ready",
      tried: [],
      override: key === path ? override : null,
    };
  }
  const mailbox = [...signals, ...run.mailbox];
  return { ...run, release, steps, mailbox, repairs: [...run.repairs, path] };
}
