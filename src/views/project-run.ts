import type { At, RunEvent } from "../kernel/event.ts";
import type { RowOperation } from "../ledger/table.ts";
import { isObject } from "../value/json.ts";
import { answered, openItem } from "./item.ts";
import { overridden } from "./lesson.ts";
import type { Seen } from "./seen.ts";
import { projectApproval } from "./project-approval.ts";
import { projectEffect } from "./project-effect.ts";
import { closeAbout, due, nothingOpen, over, status, undue } from "./run-rows.ts";
import { callEnded, callUnpaid } from "./project-call.ts";

/**
 * What an event of a run changes. An item is closed by what it was about, so the item's rows are
 * found by (run, about): a step's path, or an effect's token.
 */
export function projectRun(run: string, event: At<RunEvent> & Seen): readonly RowOperation[] {
  switch (event.type) {
    case "run.started": {
      const { number, runbook, release, subject, parent, escalateAt } = event.data;
      const row = { id: run, number, runbook, release, subject, parent: parent?.run ?? null };
      const times = { status: "open", started_at: event.at, ended_at: null };
      const put: RowOperation = { op: "put", table: "run", row: { ...row, ...times } };
      return escalateAt === null ? [put] : [put, due(run, "escalate", escalateAt)];
    }
    case "run.escalated":
      return [undue(run, "escalate"), openItem(event.data.item, "failed", run, "", event, null)];
    case "run.cancelling":
      return [status(run, "cancelling", null)];
    case "run.completed":
      return [status(run, event.data.success ? "completed" : "failed", event.at), ...over(run)];
    case "run.cancelled":
      return [status(run, "cancelled", event.at), ...over(run)];
    case "run.repaired":
      return [
        ...event.data.reset.flatMap((path) => nothingOpen(run, path)),
        { op: "set", table: "run", key: { id: run }, set: { release: event.data.release } },
      ];
    case "run.migrated":
      return [{ op: "set", table: "run", key: { id: run }, set: { release: event.data.release } }];
    case "step.claimed":
      return toldRows(run, event);
    case "call.ended":
      return callEnded(event);
    case "step.completed":
      return [
        ...(isAnswer(event) ? [answered(event, "", "answered")] : []),
        ...ended(run, event.data.path, event.data.by.rung, event.data.attempt),
        ...rested(run, event),
      ];
    case "step.proposed":
      return event.data.proposals.map((proposal) => ({
        op: "put",
        table: "act",
        row: {
          token: proposal.token,
          run,
          subject: event.subject,
          action: `${proposal.connector}.${proposal.action}`,
          status: "proposed",
          asked: 0,
          seq: event.seq,
          at: event.at,
        },
      }));
    case "step.failed": {
      const { path, retryAt, item, tier } = event.data;
      const ops = tier === undefined ? [] : callUnpaid(tier, event.at);
      if (retryAt !== null) ops.push(due(run, `step:${path}`, retryAt));
      if (item !== null) ops.push(openItem(item, "failed", run, path, event, null));
      return ops;
    }
    case "form.opened":
      return [
        closeAbout(run, event.data.path),
        // A wait that she took over neither takes arrivals nor ends by time.
        { op: "remove", table: "waiting", key: { run, path: event.data.path } },
        undue(run, `wait:${event.data.path}`),
        openItem(event.data.item, "form", run, event.data.path, event, null),
        ...(event.data.why === "taken"
          ? [overridden(run, event, event.data.path, "taken over")]
          : []),
      ];
    case "wait.opened": {
      const { path, on, endsAt, item } = event.data;
      const ops: RowOperation[] = [];
      if (on !== null) ops.push({ op: "put", table: "waiting", row: { run, path, type: on } });
      if (endsAt !== null) ops.push(due(run, `wait:${path}`, endsAt));
      if (item !== null) ops.push(openItem(item, "question", run, path, event, endsAt));
      return ops;
    }
    default:
      return event.type.startsWith("approval.")
        ? projectApproval(run, event)
        : projectEffect(run, event);
  }
}

function rested(
  run: string,
  { data: { path, read }, at }: Extract<RunEvent, { type: "step.completed" }> & Seen,
): RowOperation[] {
  if (read === undefined) return [];
  return [{ op: "put", table: "rested", row: { run, path, ...read, at } }];
}

/** Records and passages that stand in what an agent was told. */
function toldRows(
  run: string,
  { data: { path, pack }, at }: Extract<RunEvent, { type: "step.claimed" }> & Seen,
): RowOperation[] {
  const records = new Map<string, RowOperation>();
  for (const ref of pack?.items ?? []) {
    if (ref.kind === "passage") {
      const row = { run, path, seq: ref.seq, at };
      records.set(String(ref.seq), { op: "put", table: "heard", row });
      continue;
    }
    if (ref.kind !== "fact") continue;
    const { record: kind, key: id, version } = ref;
    const row = { run, path, kind, id, version, at };
    records.set(`${kind}/${id}`, { op: "put", table: "rested", row });
  }
  return [...records.values()];
}

/** A wait that her answer ended. Content is opened only of waits: a rebuild reads every step. */
function isAnswer(event: At<Extract<RunEvent, { type: "step.completed" }>>): boolean {
  if (event.data.by.rung !== "wait") return false;
  const { value } = event.values.output;
  return isObject(value) && value["by"] === "answer";
}

/** Only what can have been opened for a step is closed: this runs for every step there is. */
function ended(run: string, path: string, rung: string, attempt: number): RowOperation[] {
  switch (rung) {
    case "wait":
      return [
        closeAbout(run, path),
        { op: "remove", table: "waiting", key: { run, path } },
        undue(run, `wait:${path}`),
      ];
    case "operator":
      return [closeAbout(run, path), undue(run, `ask:${path}`), undue(run, `wait:${path}`)];
    default:
      return attempt > 1 ? [closeAbout(run, path), undue(run, `step:${path}`)] : [];
  }
}
