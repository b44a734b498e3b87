import assert from "node:assert/strict";
import type { By, Proposal } from "../../kernel/event.ts";
import { type Effect, endedWithout, inDoubt } from "../../kernel/effect.ts";
import type { EffectNode } from "../../kernel/plan.ts";
import { judge, type Judgement } from "../../policy/judge.ts";
import { type Labelled, ownText } from "../../value/label.ts";
import { type Asker, factsForEffect, policiesFor } from "../facts.ts";
import { opaque } from "../office.ts";
import { fingerprint, requestApproval } from "../step/approve.ts";
import { attemptOf, cellOf, type Context, fail, givenTo, stepOf } from "../step/context.ts";
import { type RunCell, runOf } from "../streams.ts";
import { actionOf } from "./action.ts";
import { clear, freeOccasion, hold, takeOccasion } from "./clear.ts";
import { seeksAny } from "./past.ts";
import { wrongIn } from "./wrong-in.ts";

/**
 * Declares acts before they are performed (C1): recorded with their arguments, then judged.
 *
 * PR1 A token derives from run, path, revision and place in the recorded proposals (EF1): the same
 *     step always speaks of the same act, and a repaired one of another.
 * PR2 What is forbidden is never asked about.
 * PR3 A step stands or falls whole: where one of its acts cannot go out, those that have not left are
 *     withdrawn.
 * PR4 What is to be looked up first (PA4) is judged by what its asker knew, and goes its way after.
 */
export type Asked = Asker & {
  by: By;
  output: Labelled | null;
  costMicros: number;
  acts: readonly { action: string; args: Labelled }[];
};

export function startEffect(context: Context<EffectNode>): void {
  const { node } = context;
  propose(context, {
    principal: `runbook:${context.plan.runbook}`,
    persona: null,
    confidence: null,
    by: { rung: "effect", agent: null, version: null },
    output: null,
    costMicros: 0,
    acts: [{ action: `${node.connector}.${node.action}`, args: givenTo(context, node.with) }],
  });
}

export function propose(context: Context, asked: Asked): void {
  const { turn, id, path, office } = context;
  const revision = stepOf(context)?.revision ?? 0;
  const { subject } = cellOf(context).run;
  const proposals: Proposal[] = [];
  const values: Record<string, Labelled> = {};
  for (const [i, act] of asked.acts.entries()) {
    const [connector = "", ...rest] = act.action.split(".");
    const action = rest.join(".");
    const made = actionOf(office, connector, action);
    if (made === null) {
      return fail(
        context,
        "deterministic",
        "unknown_action",
        `Cannot propose "${act.action}": no connector of this workspace has it`,
      );
    }
    const parsed = made.action.input.safeParse(act.args.value);
    if (!parsed.success) {
      return fail(context, "deterministic", "contract", wrongIn(parsed.error));
    }
    const token = opaque(office, "effect", id, path, String(revision), String(i));
    const digest = fingerprint(office, subject, act.args);
    const earlier = cellOf(context).run.effects[token]?.proposal.digest ?? digest;
    assert(earlier === digest, `Cannot propose "${act.action}": its token stands for other bytes`);
    proposals.push({ token, connector, action, contract: made.version, digest });
    values[`args${i}`] = act.args;
  }
  if (asked.output !== null) values["output"] = asked.output;
  const { at } = turn;
  turn.emit(runOf(id), {
    type: "step.proposed",
    data: {
      path,
      attempt: attemptOf(context),
      stages: { claimed: at, executed: at, checked: at },
      by: asked.by,
      costMicros: asked.costMicros,
      proposals,
    },
    values,
  });
  const seeks = seeksAny(context, path);
  for (const { token } of proposals) {
    judgeProposal(context, token, asked);
    if (seeks) takeOccasion(context, token);
    else follow(context, token);
    if (stepOf(context)?.status === "failed") return;
  }
}

/** PR4: the acts of its step are looked up by now. */
export function goOnSought(context: Context, token: string): void {
  if (!isJudgedOnly(cellOf(context), token) || seeksAny(context, context.path)) return;
  if (cellOf(context).run.effects[token]?.judged?.verdict !== "permit") {
    freeOccasion(context, token);
  }
  follow(context, token);
}

/** True between its judgement and what follows from that. */
export function isJudgedOnly(
  { run, approvals }: Pick<RunCell, "run" | "approvals">,
  token: string,
): boolean {
  const act = run.effects[token];
  if (act?.status === "proposed") return act.judged !== null;
  return act?.status === "asking" && approvals[token] === undefined;
}

/** PR3: ends the step of an act that will not happen, and asks the operator. */
export function stopStep(
  context: Context,
  token: string,
  failure: "deterministic" | "semantic",
  code: string,
  message: string,
): void {
  const there = at(context, token);
  withdraw(there, (act) => act.path === there.path);
  fail(there, failure, code, message);
}

/** Takes acts that have not left out of the way, with whatever they hold. */
export function withdraw(context: Context, which: (act: Effect) => boolean): void {
  const { turn, id } = context;
  for (const [token, act] of Object.entries(cellOf(context).run.effects)) {
    if (inDoubt(act) || act.status === "applied" || endedWithout(act) || !which(act)) continue;
    freeOccasion(context, token);
    turn.emit(runOf(id), { type: "effect.withdrawn", data: { token } });
  }
}

function judgeProposal(context: Context, token: string, asker: Asker): void {
  const { turn, id } = context;
  const judgement = judgementOf(context, token, asker);
  turn.emit(runOf(id), {
    type: "effect.judged",
    data: {
      token,
      verdict: judgement.verdict,
      rules: judgement.rules.map((rule) => rule.id),
      reasons: judgement.rules.map((rule) => rule.because).filter((text) => text !== ""),
    },
  });
}

/** Sends what was judged on its way: cleared, asked about, by hand, or forbidden. */
function follow(context: Context, token: string): void {
  const act = cellOf(context).run.effects[token];
  const judgement = act?.judged;
  if (act === undefined || judgement === null || judgement === undefined) return;
  const action = actionOf(context.office, act.proposal.connector, act.proposal.action);
  switch (judgement.verdict) {
    case "permit":
      return clear(context, token, false);
    case "ask":
    case "secondFactor":
      return requestApproval(context, token, act.args, {
        expiresMs: Math.min(3 * 86_400_000, action?.action.latenessMs ?? 86_400_000),
        factor: judgement.verdict === "secondFactor",
      });
    case "byHand":
      return hold(context, token, "hand", because(judgement));
    case "forbid":
      return forbid(context, token, because(judgement));
  }
}

export function judgementOf(context: Context, token: string, asker: Asker): Judgement {
  return judge(policiesFor(context), factsForEffect(context, token, asker));
}

/** Who asked, read back from the record: for judging again at the gate. */
export function askerOf(context: Context, token: string): Asker {
  const { run } = cellOf(context);
  const path = run.effects[token]?.path ?? "";
  const step = run.steps[path];
  const agent = step !== undefined && "by" in step ? step.by.agent : null;
  const principal = agent === null ? `runbook:${run.runbook}` : `agent:${agent}`;
  return {
    principal,
    persona: context.release.agents[agent ?? ""]?.persona ?? null,
    confidence: null,
  };
}

export function forbid(context: Context, token: string, message: string): void {
  const { turn, id } = context;
  turn.emit(runOf(id), {
    type: "effect.forbidden",
    data: { token },
    values: { message: ownText(message) },
  });
  stopStep(context, token, "deterministic", "forbidden", `Policy forbids it: ${message}`);
}

/** The same context, at the step that proposed the act. */
export function at(context: Context, token: string): Context {
  const path = cellOf(context).run.effects[token]?.path ?? context.path;
  return { ...context, path };
}

function because({ reasons }: NonNullable<Effect["judged"]>): string {
  return reasons.length > 0 ? reasons.join("; ") : "no rule permits it";
}
