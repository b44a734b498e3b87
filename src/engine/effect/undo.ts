import { type Effect, inDoubt } from "../../kernel/effect.ts";
import { heldBack } from "../../kernel/control.ts";
import { nextAttempt } from "../../kernel/retry.ts";
import { fromOperator, ownText } from "../../value/label.ts";
import { undoRecord } from "../step/record.ts";
import { cellOf, type Context, type Work } from "../step/context.ts";
import { controlStream, runOf } from "../streams.ts";
import { type Call, isOver, lookUp, make } from "./call.ts";
import { type Outcome, retries } from "./outcome.ts";
import { mustSeekUndo, seeksAny, sinceTakeover } from "./past.ts";
import { seekUndo } from "./seek.ts";
import { undone, undoRequest } from "./undone.ts";
import { actionOf } from "./action.ts";
import { withdraw } from "./propose.ts";

/**
 * Rolls a cancelled run back (EF8).
 *
 * UN1 First every act in doubt is resolved; an unknown one blocks until the operator decides.
 * UN2 Then what applied is taken back, newest first, one after the other, jobs that were called
 *     among it.
 * UN3 An undo is an act of its own: recorded as sent before its call, looked up where that proves
 *     something, tried again when it did not happen, held by the emergency stop (EF10), and an item
 *     when it fails.
 * UN4 After a takeover an act that has not left may have left elsewhere: it is looked up before it is
 *     withdrawn, and so is an undo before it is performed (QU3).
 */
export type RollBack = { work: Work | null; done: boolean };

const blocked: RollBack = { work: null, done: false };

export function rollBack(context: Context): RollBack {
  const { run } = cellOf(context);
  if (seeksAny(context, null)) return blocked;
  withdraw(context, () => true);
  const acts = Object.values(cellOf(context).run.effects);
  const doubtful = acts.some((act) => inDoubt(act) || act.undo.status === "sent");
  const stuck = acts.some((act) => act.undo.status === "unknown" || act.undo.status === "failed");
  const children = Object.values(run.steps).some((step) => step.status === "calling");
  return doubtful || stuck || children ? blocked : newestFirst(context);
}

function newestFirst(context: Context): RollBack {
  const { run } = cellOf(context);
  for (let i = run.applied.length; i >= 0; i -= 1) {
    for (const call of run.called.toReversed()) {
      if (call.after === i && !rolledBack(context, call.run)) return blocked;
    }
    const applied = run.applied[i - 1];
    if (applied?.kind === "record" && !applied.undone) {
      undoRecord(context, applied.path, applied.record);
    } else if (applied?.kind === "effect") {
      const step = takeBack(context, applied.token);
      if (step !== null) return step;
    }
  }
  return { work: null, done: true };
}

/** A job that was called and ended is rolled back like its caller; true once nothing of it is left. */
function rolledBack(context: Context, child: string): boolean {
  const { turn, office } = context;
  const { run } = turn.get(runOf(child));
  if (run.status === "cancelled") return true;
  if (run.status === "completed") {
    const { reason } = cellOf(context).run;
    const values = { reason: fromOperator(reason) };
    turn.emit(runOf(child), { type: "run.cancelling", data: {}, values });
    office.wake(child);
  }
  return false;
}

/** Null: this act is settled, and the one before it is next. */
function takeBack(context: Context, token: string): RollBack | null {
  const { turn, id, office } = context;
  const act = cellOf(context).run.effects[token];
  const undo = act?.undo;
  if (act === undefined || (undo?.status !== "none" && undo?.status !== "waiting")) return null;
  if (undo.status === "waiting" && undo.retryAt > turn.at) return blocked;
  // What is under way ends first, and has the run looked at again: nothing is sent that nobody makes.
  if (office.underWay.has(keyOf(id, token))) return blocked;
  const { connector, action: name } = act.proposal;
  const action = actionOf(office, connector, name)?.action;
  if (action?.compensate === undefined || action.undo === null) {
    turn.emit(runOf(id), { type: "undo.skipped", data: { token, why: "final" } });
    return null;
  }
  const held = heldBack(turn.get(controlStream), { connector });
  if (held !== null || office.recordOnly) return blocked;
  if (mustSeekUndo(context, token)) return { work: seekUndo(context, token), done: false };
  const attempt = undo.status === "waiting" ? undo.attempts + 1 : 1;
  const deadlineAt = turn.at + action.deadlineMs;
  turn.emit(runOf(id), {
    type: "undo.sent",
    data: { token, attempt, deadlineAt, process: office.process },
  });
  return { work: compensation(context, token), done: false };
}

type Sent = Extract<Effect["undo"], { status: "sent" | "unknown" }>;
type Report = (outcome: Outcome) => Promise<void>;

function compensation(context: Context, token: string): Work {
  return working(context, token, async (undo, call, report) => {
    if (undo.status === "sent") await make(context.office, call, report);
  });
}

/** After a crash or a doubtful end: was it taken back? */
export function findUndo(context: Context, token: string): Work {
  const { office, id } = context;
  return working(context, token, async (undo, call, report) => {
    const since = await sinceTakeover(context, call, undo.at);
    await report(await lookUp(office, since, isOver(office, keyOf(id, token), undo.process)));
  });
}

function keyOf(id: string, token: string): string {
  return `${id}:${token}/undo`;
}

function working(
  context: Context,
  token: string,
  work: (undo: Sent, call: Call, report: Report) => Promise<void>,
): Work {
  const { office, id } = context;
  const key = keyOf(id, token);
  return {
    key,
    async start(signal) {
      const act = (await office.book.read(runOf(id))).run.effects[token];
      if (act?.undo.status !== "sent" && act?.undo.status !== "unknown") return;
      const { undo } = act;
      const report: Report = async (outcome) => {
        if (!signal.aborted) await record(context, token, undo.attempts, outcome);
      };
      const call = callOf(context, key, act, undo);
      await (call === null ? report(gone) : work(undo, call, report));
    },
  };
}

const gone: Outcome = {
  kind: "maybe",
  message: "Its connector is not set up here any more",
  again: null,
};

function callOf(context: Context, key: string, act: Effect, undo: Sent): Call | null {
  const { office, release } = context;
  const { connector, action: name } = act.proposal;
  const action = actionOf(office, connector, name)?.action;
  if (action?.compensate === undefined) return null;
  const { request, applied } = undoRequest(act, release, undo.at);
  return {
    key,
    connector,
    lookup: action.findCompensation === undefined ? "none" : action.lookup,
    settlesMs: action.settlesMs,
    deadlineAt: undo.deadlineAt,
    digest: act.proposal.digest,
    perform: async () => (await action.compensate?.(request, applied, office.files)) ?? {},
    find: async () =>
      (await action.findCompensation?.(request, applied, office.files)) ?? { found: false },
  };
}

async function record(
  context: Context,
  token: string,
  attempt: number,
  outcome: Outcome,
): Promise<void> {
  const { office, id } = context;
  const cell = await office.book.read(runOf(id));
  const actor = `connector:${cell.run.effects[token]?.proposal.connector ?? ""}`;
  await office.book.turn({ actor, cause: cell.last, intent: cell.intent }, (turn) => {
    const now: Context = { ...context, turn };
    const undo = cellOf(now).run.effects[token]?.undo;
    const open = undo?.status === "sent" || undo?.status === "unknown";
    if (open && undo.attempts === attempt) recordUndo(now, token, undo, outcome);
  });
  office.wake(id);
}

function recordUndo(context: Context, token: string, undo: Sent, outcome: Outcome): void {
  const { turn, id } = context;
  if (outcome.kind === "applied") return undone(context, token, outcome.found, outcome.result);
  const values = { message: ownText(outcome.message.slice(0, 2_000)) };
  if (outcome.kind === "maybe") {
    const { again } = outcome;
    if (undo.status === "unknown" && again === null && undo.retryAt === null) return;
    const item = undo.status === "unknown" ? undo.item : turn.number();
    turn.emit(runOf(id), {
      type: "undo.unknown",
      data: { token, item, lookAgainAt: again },
      values,
    });
    return;
  }
  const { failure, retryAfterMs } = outcome;
  const delay =
    outcome.again === true
      ? 0
      : nextAttempt(retries, undo.attempts, failure, retryAfterMs ?? 0, `${token}/undo`);
  if (delay === null) {
    turn.emit(runOf(id), {
      type: "undo.failed",
      data: { token, item: turn.number() },
      values,
    });
    return;
  }
  const data = { token, attempt: undo.attempts, failure, retryAt: turn.at + delay };
  turn.emit(runOf(id), { type: "undo.notDone", data, values });
}
