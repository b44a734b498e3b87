import { heldBack, inQuarantine } from "../kernel/control.ts";
import type { Effect as Act } from "../kernel/effect.ts";
import { nodeAt, progress } from "../kernel/interpret.ts";
import type { Node, Plan } from "../kernel/plan.ts";
import { ExpressionError } from "../value/cel.ts";
import { askAnew, movedAt } from "./answer/anew.ts";
import type { Turn } from "./turn.ts";
import { closeCancelled, closeRun } from "./close.ts";
import { passGate } from "./effect/gate.ts";
import { attendTo } from "./effect/by-hand.ts";
import { mustSeek } from "./effect/past.ts";
import { lookUp, performance } from "./effect/perform.ts";
import { seek } from "./effect/seek.ts";
import { findUndo, rollBack } from "./effect/undo.ts";
import { goOnSought, startEffect } from "./effect/propose.ts";
import type { Office } from "./office.ts";
import { startAgent } from "./step/agent.ts";
import { requestApproval, startApprove } from "./step/approve.ts";
import { startCall, startCheck, startChoose, startEach, startParallel } from "./step/block.ts";
import { cellOf, complete, type Context, fail, type Work } from "./step/context.ts";
import { startEpisodes } from "./step/episodes.ts";
import { startRecord } from "./step/record.ts";
import { startRecords } from "./step/records.ts";
import { giveUpLost } from "./step/claim.ts";
import { startWait, tickWait } from "./step/wait.ts";
import { controlStream, runOf } from "./streams.ts";

/**
 * Moves one run on as far as one transaction may take it.
 *
 * AD1 A step is committed before the next of its block begins: what is acknowledged is durable.
 * AD2 What the turn leads to outside (calls, executions) is answered as work, begun after the commit.
 * AD3 Looking at a run twice does nothing twice: all is decided from what is recorded, and from what
 *     this process has under way.
 * AD4 What ends with a step ends in its commit: the blocks around it, and the run (ST9).
 */
export type Advance = { works: readonly Work[]; recorded: boolean };

export async function advance(office: Office, id: string): Promise<Advance> {
  const before = await office.book.read(runOf(id));
  if (before.run.status === "none" || before.run.endedAt !== null)
    return { works: [], recorded: false };
  await office.releases.load(before.run.release);
  const who = { actor: "engine", cause: before.last, intent: before.intent };
  const recording = await office.book.turn(who, (turn) => move(turn, office, id));
  return { works: recording.result, recorded: recording.seq !== null };
}

/** One turn's worth of a run; also what a foresight goes through. */
export function move(turn: Turn, office: Office, id: string): Work[] {
  const { run } = turn.get(runOf(id));
  if (run.endedAt !== null || inQuarantine(turn.get(controlStream))) return [];
  const release = office.releases.get(run.release);
  const plan = release.plans[run.runbook];
  if (plan === undefined)
    throw new Error(`Release "${release.id}" has no runbook "${run.runbook}"`);
  const whole: Context = { turn, office, release, plan, id, node: rootOf(plan), path: "" };
  const works: Work[] = [];
  if (run.status === "open") begin(whole, works);
  settleDoubt(whole, works);
  seekPast(whole, works);
  layOut(whole, works);
  if (run.status === "cancelling") cancel(whole, works);
  return works.filter((work) => !office.underWay.has(work.key));
}

/** Steps that can begin, effects that can go out, and what fell due. */
function begin(whole: Context, works: Work[]): void {
  const { turn, plan, id } = whole;
  tick(whole);
  const control = turn.get(controlStream);
  if (heldBack(control, { runbook: plan.runbook }) !== null || control.clock !== null) return;
  const { run } = cellOf(whole);
  const before = new Set(Object.keys(run.effects));
  for (const { kind, node, path } of progress(plan, run, turn.at).ready) {
    if (kind !== "start" || whole.office.underWay.has(`${id}:${path}`)) continue;
    const work = start({ ...whole, node, path });
    if (work !== null) works.push(work);
  }
  for (const [token, { path }] of Object.entries(cellOf(whole).run.effects)) {
    const context = atStep(whole, path);
    if (context !== null) goOnSought(context, token);
  }
  send(whole, works, before);
  end(whole);
}

/** AD4: blocks whose last step is done, and the run itself. */
function end(whole: Context): void {
  for (;;) {
    const { ready, done } = progress(whole.plan, cellOf(whole).run, whole.turn.at);
    if (done) return closeRun(whole);
    const closing = ready.filter((each) => each.kind === "close");
    if (closing.length === 0) return;
    for (const { node, path, output } of closing)
      complete({ ...whole, node, path }, output, node.kind);
  }
}

function start(context: Context): Work | null {
  try {
    return startNode(context);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    fail(context, "deterministic", "expression", error.message);
    return null;
  }
}

function startNode(context: Context): Work | null {
  const { node } = context;
  switch (node.kind) {
    case "agent":
      return startAgent({ ...context, node });
    case "effect":
      startEffect({ ...context, node });
      return null;
    case "record":
      startRecord({ ...context, node });
      return null;
    case "records":
      startRecords({ ...context, node });
      return null;
    case "episodes":
      return startEpisodes({ ...context, node });
    case "check":
      startCheck({ ...context, node });
      return null;
    case "approve":
      startApprove({ ...context, node });
      return null;
    case "choose":
      startChoose({ ...context, node });
      return null;
    case "each":
      startEach({ ...context, node });
      return null;
    case "parallel":
      startParallel({ ...context, node });
      return null;
    case "wait":
      startWait({ ...context, node });
      return null;
    case "call":
      startCall({ ...context, node });
      return null;
  }
}

/** Effects that are cleared try the last gate; those judged in this very turn need no second look. */
function send(whole: Context, works: Work[], before: ReadonlySet<string>): void {
  for (const [token, act] of Object.entries(cellOf(whole).run.effects)) {
    if (act.status !== "cleared" || whole.office.underWay.has(`${whole.id}:${token}`)) continue;
    const context = atStep(whole, act.path);
    if (context === null) continue;
    if (passGate(context, token, !before.has(token))) works.push(performance(context, token));
  }
}

/** PA4: what may have gone out elsewhere, before anything else becomes of it. */
function seekPast(whole: Context, works: Work[]): void {
  const { office, turn } = whole;
  if (office.recordOnly) return;
  for (const [token, act] of Object.entries(cellOf(whole).run.effects)) {
    if (!mustSeek(whole, token) || (act.retryAt !== null && act.retryAt > turn.at)) continue;
    works.push(seek(atStep(whole, act.path) ?? whole, token));
  }
}

/** Acts that she does by hand: put before her, and seen when she has done them. */
function layOut(whole: Context, works: Work[]): void {
  const { office } = whole;
  if (office.recordOnly) return;
  for (const [token, act] of Object.entries(cellOf(whole).run.effects)) {
    const work = attendTo(atStep(whole, act.path) ?? whole, token, act);
    if (work !== null) works.push(work);
  }
}

/** What a dead process left in doubt, and what may be looked up again by now. */
function settleDoubt(whole: Context, works: Work[]): void {
  const { office, turn, id } = whole;
  if (office.recordOnly) return;
  for (const [token, act] of Object.entries(cellOf(whole).run.effects)) {
    if (office.underWay.has(`${id}:${token}`)) continue;
    const context = atStep(whole, act.path) ?? whole;
    if (looksUp(act, office.process, turn.at)) works.push(lookUp(context, token));
    if (looksUp(act.undo, office.process, turn.at)) works.push(findUndo(context, token));
  }
}

/** Left by another process, or its time to be looked up again has come. */
function looksUp(call: Act["undo"] | Act, process: string, now: number): boolean {
  if (call.status === "sent") return call.process !== process;
  return call.status === "unknown" && call.retryAt !== null && call.retryAt <= now;
}

function cancel(whole: Context, works: Work[]): void {
  const { work, done } = rollBack(whole);
  if (work !== null) works.push(work);
  if (done) closeCancelled(whole);
}

/** What fell due: waits that end, approvals that expire and are asked again, escalation. */
function tick(whole: Context): void {
  const { turn, id } = whole;
  const cell = cellOf(whole);
  if (turn.get(controlStream).clock !== null) return;
  for (const [path, step] of Object.entries(cell.run.steps)) {
    if (step.status === "claimed") giveUpLost(atStep(whole, path) ?? whole);
    if (step.status !== "waiting") continue;
    const context = atStep(whole, path);
    if (context?.node.kind === "wait") tickWait({ ...context, node: context.node });
  }
  for (const [about, approval] of Object.entries(cell.approvals)) {
    if (approval.status !== "pending" || approval.expiresAt > turn.at) continue;
    askAgain(whole, about, approval.expiresAt);
  }
  const { escalateAt, status } = cellOf(whole).run;
  if (status === "open" && escalateAt !== null && escalateAt <= turn.at) {
    turn.emit(runOf(id), { type: "run.escalated", data: { item: turn.number() } });
  }
}

/** Expiry asks again, by how things stand then, and never ends a job. */
function askAgain(whole: Context, about: string, expiresAt: number): void {
  const act = cellOf(whole).run.effects[about];
  const asked = cellOf(whole).asked[about];
  const status = act?.status ?? cellOf(whole).run.steps[about]?.status;
  if (asked === undefined || status !== "asking") return;
  const context = atStep(whole, about);
  const moved = context === null ? null : movedAt(context, about);
  if (context !== null && moved !== null) return void askAnew(context, moved);
  const expiresMs = Math.max(60_000, expiresAt - asked.at);
  requestApproval(whole, about, asked.shown, { expiresMs, factor: asked.factor });
}

/** The whole run's context, at one of its steps. */
export function atStep(whole: Context, path: string): Context | null {
  const node = nodeAt(whole.plan, path);
  return node === null ? null : { ...whole, node, path };
}

/** Stands in where a context is about the whole run. */
function rootOf(plan: Plan): Node {
  const first = plan.steps[0];
  if (first === undefined) throw new Error(`Runbook "${plan.runbook}" has no steps`);
  return first;
}
