import { type ActionRequest, ConnectorError } from "../../connectors/contract.ts";
import { type Effect, endedWithout, inDoubt } from "../../kernel/effect.ts";
import { heldBack } from "../../kernel/control.ts";
import { ownText } from "../../value/label.ts";
import type { JsonObject } from "../../value/json.ts";
import { undoRecord } from "../step/record.ts";
import { cellOf, type Context, subjectOfRun, type Work } from "../step/context.ts";
import { controlStream, runOf } from "../streams.ts";
import { freeOccasion } from "./clear.ts";
import { giveBack } from "./outcome.ts";
import { requestOf, resultOf } from "./perform.ts";
import { actionOf } from "./propose.ts";

/**
 * Rolls a cancelled run back (EF8).
 *
 * UN1 First every act in doubt is resolved; an unknown one blocks until the operator decides.
 * UN2 Then what applied is taken back, newest first, one after the other.
 * UN3 An undo is an act of its own: recorded as sent before its call, looked up after a crash, held
 *     by the emergency stop (EF10), and an item when it fails.
 */
export type RollBack = { work: Work | null; done: boolean };

export function rollBack(context: Context): RollBack {
  const { run } = cellOf(context);
  withdraw(context);
  const acts = Object.values(cellOf(context).run.effects);
  const doubtful = acts.some((act) => inDoubt(act) || act.undo.status === "sent");
  const stuck = acts.some((act) => act.undo.status === "unknown" || act.undo.status === "failed");
  const children = Object.values(run.steps).some((step) => step.status === "calling");
  if (doubtful || stuck || children) return { work: null, done: false };
  return newestFirst(context);
}

/** Acts that never left are taken out of the way, with whatever they held. */
function withdraw(context: Context): void {
  const { turn, id } = context;
  for (const [token, act] of Object.entries(cellOf(context).run.effects)) {
    if (act.status === "applied" || inDoubt(act) || endedWithout(act)) continue;
    giveBack(context, token);
    turn.emit(runOf(id), { type: "effect.withdrawn", data: { token } });
  }
}

function newestFirst(context: Context): RollBack {
  const { turn, id, office } = context;
  for (const applied of cellOf(context).run.applied.toReversed()) {
    if (applied.kind === "record") {
      if (!applied.undone) undoRecord(context, applied.path, applied.record);
      continue;
    }
    const act = cellOf(context).run.effects[applied.token];
    if (act === undefined || act.undo.status !== "none") continue;
    const { connector, action: name } = act.proposal;
    const action = actionOf(office, connector, name)?.action;
    if (action?.compensate === undefined || action.undo === null) {
      turn.emit(runOf(id), { type: "undo.skipped", data: { token: applied.token, why: "final" } });
      continue;
    }
    const held = heldBack(turn.get(controlStream), { connector });
    if (held !== null || office.recordOnly) return { work: null, done: false };
    const deadlineAt = turn.at + action.deadlineMs;
    const data = { token: applied.token, attempt: 1, deadlineAt, process: office.process };
    turn.emit(runOf(id), { type: "undo.sent", data });
    return { work: compensation(context, applied.token), done: false };
  }
  return { work: null, done: true };
}

export function compensation(context: Context, token: string): Work {
  return reporting(context, token, async (act) => {
    const { office } = context;
    const action = actionOf(office, act.proposal.connector, act.proposal.action)?.action;
    const request = undoRequest(act);
    const result = await action?.compensate?.(request, argumentsOf(context, act), office.files);
    return { kind: "applied", found: false, result: result ?? {} };
  });
}

/** After a crash: was it taken back? Absence counts only where EF3 lets it, then it is done again. */
export function findUndo(context: Context, token: string): Work {
  return reporting(context, token, async (act) => {
    const { office } = context;
    const action = actionOf(office, act.proposal.connector, act.proposal.action)?.action;
    const request = undoRequest(act);
    const found = await action?.findCompensation?.(request, argumentsOf(context, act), office.files);
    if (found?.found === true) return { kind: "applied", found: true, result: found.result };
    if (action?.lookup !== "authoritative" || action.compensate === undefined) {
      return { kind: "unknown", message: "It is not known whether it was taken back" };
    }
    const result = await action.compensate(request, argumentsOf(context, act), office.files);
    return { kind: "applied", found: false, result };
  });
}

function undoRequest(act: Effect): ActionRequest {
  const at = act.undo.status === "sent" ? act.undo.at : act.sentAt;
  return { ...requestOf(act), token: `${act.proposal.token}/undo`, at };
}

type Report =
  | { kind: "applied"; found: boolean; result: JsonObject }
  | { kind: "failed" | "unknown"; message: string };

function reporting(context: Context, token: string, act: (act: Effect) => Promise<Report>): Work {
  const { office, id } = context;
  return {
    key: `${id}:${token}/undo`,
    async start(signal) {
      const cell = await office.book.read(runOf(id));
      const effect = cell.run.effects[token];
      if (effect?.undo.status !== "sent") return;
      const report = await act(effect).catch(reportOf);
      if (signal.aborted) return;
      const actor = `connector:${effect.proposal.connector}`;
      await office.book.turn({ actor, cause: cell.last, intent: cell.intent }, (turn) => {
        record({ ...context, turn }, token, report);
      });
      office.wake(id);
    },
  };
}

function reportOf(error: unknown): Report {
  const message = error instanceof Error ? error.message : String(error);
  const sure = error instanceof ConnectorError && error.happened === "no";
  return { kind: sure ? "failed" : "unknown", message };
}

function record(context: Context, token: string, report: Report): void {
  const { turn, id } = context;
  if (cellOf(context).run.effects[token]?.undo.status !== "sent") return;
  if (report.kind === "applied") {
    const data = { token, found: report.found };
    const values = { result: ownText(report.result) };
    freeOccasion(context, token);
    turn.emit(runOf(id), { type: "undo.applied", data, values, ...subjectOfRun(context) });
    return;
  }
  turn.emit(runOf(id), {
    type: report.kind === "failed" ? "undo.failed" : "undo.unknown",
    data: { token, item: turn.number() },
    values: { message: ownText(report.message.slice(0, 2_000)) },
    ...subjectOfRun(context),
  });
}

function argumentsOf(context: Context, act: Effect): JsonObject {
  const cell = context.office.book.peek(runOf(context.id));
  return cell === null ? {} : resultOf(cell.run, act.proposal.token);
}
