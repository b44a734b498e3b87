import type { Node, Plan } from "../../kernel/plan.ts";
import { scopeAt } from "../../kernel/interpret.ts";
import { isBehind } from "../../kernel/repair.ts";
import type { Step } from "../../kernel/step.ts";
import { compile, truth } from "../../value/cel.ts";
import type { Json } from "../../value/json.ts";
import { type Labelled, ownText } from "../../value/label.ts";
import { render } from "../../value/template.ts";
import type { Release } from "../../workspace/release.ts";
import type { Turn } from "../turn.ts";
import type { Office } from "../office.ts";
import { type RunCell, runOf } from "../streams.ts";

/** One step of one run, inside a turn. */
export type Context<N extends Node = Node> = {
  turn: Turn;
  office: Office;
  release: Release;
  plan: Plan;
  id: string;
  node: N;
  path: string;
};

/** Work that goes on after the turn is committed. It reports back in a turn of its own. */
export type Work = { key: string; start(signal: AbortSignal): Promise<void> };

export function cellOf(context: Pick<Context, "turn" | "id">): RunCell {
  return context.turn.get(runOf(context.id));
}

export function stepOf(context: Pick<Context, "turn" | "id" | "path">): Step | undefined {
  return cellOf(context).run.steps[context.path];
}

export function attemptOf(context: Pick<Context, "turn" | "id" | "path">): number {
  const step = stepOf(context);
  return step === undefined ? 1 : step.status === "retrying" ? step.attempt + 1 : step.attempt;
}

/** True if the run was repaired from this step or one before it since: what it is executed with is stale. */
export function repairedSince(
  context: Pick<Context, "turn" | "id" | "plan" | "path">,
  repairs: number,
): boolean {
  const { run } = cellOf(context);
  return run.repairs.slice(repairs).some((from) => isBehind(context.plan, context.path, from));
}

/** What every expression of a run sees besides earlier outputs. */
export function baseScope(office: Office, cell: RunCell): Record<string, Labelled> {
  const { run } = cell;
  const { name, currency, timeZone, locale, details } = office.settings.company;
  const base: Record<string, Labelled> = {
    company: ownText({ name, currency, timeZone, locale, details }),
    subject: ownText(run.subject),
    job: ownText(run.number),
    input: run.input,
  };
  if (run.trigger.kind === "event") {
    base["event"] = run.input;
    base["trigger"] = run.input;
  }
  if (run.trigger.kind === "time") base["slot"] = run.input;
  return base;
}

export function scopeOf(context: Pick<Context, "turn" | "office" | "plan" | "id" | "path">) {
  const cell = cellOf(context);
  return scopeAt(context.plan, cell.run, context.path, baseScope(context.office, cell));
}

export function rendered(context: Context, template: Json): Labelled {
  return render(template, scopeOf(context));
}

/** What a step works on: what the operator corrected it to, else what its template gives. */
export function givenTo(context: Context, template: Json): Labelled {
  const step = stepOf(context);
  const override = step !== undefined && "override" in step ? step.override : null;
  return override ?? rendered(context, template);
}

export function holds(context: Context, expression: string): boolean {
  return truth(compile(expression), scopeOf(context));
}

/** Ends a step with its output, all its stages at once (ST9). */
export function complete(
  context: Context,
  output: Labelled,
  rung: string,
  more: {
    costMicros?: number;
    signal?: string;
    record?: RecordChange;
    read?: RecordRead;
    agent?: string;
    version?: string;
    model?: string;
  } = {},
): void {
  const { turn, id, path } = context;
  const { at } = turn;
  turn.emit(runOf(id), {
    type: "step.completed",
    data: {
      path,
      attempt: attemptOf(context),
      stages: { claimed: at, executed: at, checked: at },
      by: {
        rung,
        agent: more.agent ?? null,
        version: more.version ?? null,
        ...(more.model === undefined ? {} : { model: more.model }),
      },
      costMicros: more.costMicros ?? 0,
      ...(more.record === undefined ? {} : { record: more.record }),
      ...(more.read === undefined ? {} : { read: more.read }),
      ...(more.signal === undefined ? {} : { signal: more.signal }),
    },
    values: { output },
  });
}

export type RecordRead = { kind: string; id: string; version: number };
export type RecordChange = { kind: string; id: string; before: number; after: number };

/** Whose content a run's event in another stream holds; in its own stream the book says so (BK4). */
export function subjectOfRun(context: Pick<Context, "turn" | "id">): { subject?: string } {
  const { subject } = cellOf(context).run;
  return subject === null ? {} : { subject };
}

/** Ends an attempt that will not be tried again by itself, and asks the operator. */
export function fail(
  context: Context,
  failure: "deterministic" | "semantic",
  code: string,
  message: string,
): void {
  const { turn, id, path } = context;
  turn.emit(runOf(id), {
    type: "step.failed",
    data: {
      path,
      attempt: attemptOf(context),
      rung: 0,
      failure,
      code,
      retryAt: null,
      item: turn.number(),
    },
    values: { message: ownText(message.slice(0, 2_000)) },
  });
}
