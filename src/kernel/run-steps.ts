import { isObject, textOf } from "../value/json.ts";
import { type Labelled, ownText, part } from "../value/label.ts";
import { propose } from "./effect.ts";
import type { At, RunEvent } from "./event.ts";
import type { Run } from "./run.ts";
import type { OpenCall, Signal, Step, Tried } from "./step.ts";

/** What the events of its steps make of a run. */
type Completed = Extract<RunEvent, { type: "step.completed" }>;
type StepEvent = Extract<
  RunEvent,
  { type: `step.${string}` | "form.opened" | "wait.opened" | "call.opened" }
>;

export function evolveStep(run: Run, event: At<StepEvent>): Run {
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
        const args = event.values?.[`args${i}`] ?? ownText(null);
        effects[proposal.token] = propose(proposal, path, args, event.at);
      }
      const proposed = put(run, path, { ...base, status: "proposed", tokens, output, by });
      return { ...proposed, effects, costMicros: run.costMicros + costMicros };
    }
    case "step.failed": {
      const { rung, failure, code, retryAt, item } = event.data;
      const { override, tried: before } = kept(run, path);
      const tried = [
        ...before,
        { index: rung, failure, message: textOf(event.values.message.value) },
      ];
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

/** A call that a step has begun, or null where it ended. */
export function called(run: Run, path: string, call: OpenCall | null): Run {
  const step = run.steps[path];
  return step?.status === "claimed" ? put(run, path, { ...step, call }) : run;
}

export function asking(run: Run, path: string): Run {
  return put(run, path, { ...counts(run, path), status: "asking" });
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
