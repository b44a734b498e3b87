import { type Action, type ActionRequest, ConnectorError, type Found } from "../../connectors/contract.ts";
import { absenceProves, type Effect, settledAt } from "../../kernel/effect.ts";
import type { Run } from "../../kernel/run.ts";
import type { JsonObject } from "../../value/json.ts";
import type { Turn } from "../book.ts";
import type { Office } from "../office.ts";
import { cellOf, type Context, type Work } from "../step/context.ts";
import { runOf } from "../streams.ts";
import { actionOf, argsOf } from "./propose.ts";
import { recordOutcome, type Outcome } from "./outcome.ts";

/**
 * Calls the connector for acts that are recorded as sent, and finds out what became of those whose
 * call did not come back.
 *
 * PF1 A call is made once per `sent`, and only after it is synced (EF2).
 * PF2 After a doubtful end the connector is asked; only what EF3 accepts counts as "did not happen".
 */
export function performance(context: Context, token: string): Work {
  const { office, id } = context;
  return {
    key: `${id}:${token}`,
    async start(signal) {
      const { run } = await office.book.read(runOf(id)).then((cell) => cell);
      const act = run.effects[token];
      const made = act === undefined ? null : actionOf(office, act.proposal.connector, act.proposal.action);
      if (act === undefined || act.status !== "sent" || made === null) return;
      const outcome = await call(office, act, made.action);
      if (signal.aborted) return;
      await report(context, token, act.attempts, outcome);
    },
  };
}

/** Looks a sent act up: after a crash, or when a doubtful call has had time to settle. */
export function lookUp(context: Context, token: string): Work {
  const { office, id } = context;
  return {
    key: `${id}:${token}`,
    async start(signal) {
      const cell = await office.book.read(runOf(id));
      const act = cell.run.effects[token];
      const made = act === undefined ? null : actionOf(office, act.proposal.connector, act.proposal.action);
      if (act === undefined || (act.status !== "sent" && act.status !== "unknown") || made === null) return;
      const outcome = await find(office, act, made.action, act.process !== office.process);
      if (signal.aborted) return;
      await report(context, token, act.attempts, outcome);
    },
  };
}

async function report(context: Context, token: string, attempt: number, outcome: Outcome): Promise<void> {
  const { office, id } = context;
  const cell = await office.book.read(runOf(id));
  const act = cell.run.effects[token];
  const actor = `connector:${act?.proposal.connector ?? ""}`;
  await office.book.turn({ actor, cause: cell.last, intent: cell.intent }, (turn: Turn) => {
    const now: Context = { ...context, turn };
    const current = cellOf(now).run.effects[token];
    if (current === undefined || current.attempts !== attempt) return;
    if (current.status !== "sent" && current.status !== "unknown") return;
    recordOutcome(now, token, outcome);
  });
  office.wake(id);
}

async function call(office: Office, act: Effect, action: Action): Promise<Outcome> {
  const request = requestOf(act);
  const late = Promise.withResolvers<"late">();
  const disarm = office.clock.after(act.deadlineAt, () => late.resolve("late"));
  const running = action.perform(request, office.files);
  try {
    const first = await Promise.race([running, late.promise]);
    if (first !== "late") return { kind: "applied", found: false, result: first };
    // It may still be under way: nothing it leaves behind can be looked up with certainty yet.
    running.catch(() => {});
    return { kind: "maybe", message: "The call did not come back in time", again: null };
  } catch (error) {
    return await afterError(office, act, action, error);
  } finally {
    disarm();
  }
}

async function afterError(office: Office, act: Effect, action: Action, error: unknown): Promise<Outcome> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ConnectorError && error.happened === "no") {
    const { failure, retryAfterMs } = error;
    return { kind: "notDone", failure, message, retryAfterMs: retryAfterMs ?? null };
  }
  if (!(error instanceof ConnectorError)) office.fault(error, `connector "${act.proposal.connector}"`);
  const looked = await find(office, act, action, true);
  return looked.kind === "maybe" ? { ...looked, message } : looked;
}

/** EF3. `over`: the call has returned, or its process is dead. */
async function find(office: Office, act: Effect, action: Action, over: boolean): Promise<Outcome> {
  if (action.lookup === "none") return { kind: "maybe", message: "It cannot be looked up", again: null };
  let found: Found;
  try {
    found = await action.find(requestOf(act), office.files);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: "maybe", message: `The look-up failed: ${message}`, again: office.clock.now() + 60_000 };
  }
  if (found.found) {
    return found.digest === act.proposal.digest
      ? { kind: "applied", found: true, result: found.result }
      : { kind: "maybe", message: "Something else stands there under the same token", again: null };
  }
  const now = office.clock.now();
  if (absenceProves(act, action.lookup, action.settlesMs, over, now)) {
    return { kind: "notDone", failure: "transient", message: "It was looked up: nothing was done", retryAfterMs: 0 };
  }
  const again = action.lookup === "authoritative" && over ? settledAt(act, action.settlesMs) : null;
  return { kind: "maybe", message: "No trace of it, which proves nothing", again };
}

export function requestOf(act: Effect): ActionRequest {
  return {
    token: act.proposal.token,
    digest: act.proposal.digest,
    args: argsOf(act.args),
    at: act.sentAt,
    ...(act.number === null ? {} : { number: act.number }),
  };
}

export function resultOf(run: Run, token: string): JsonObject {
  const result = run.effects[token]?.result;
  return result === null || result === undefined ? {} : argsOf(result);
}
