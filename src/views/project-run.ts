import type { At, Heard, RunEvent } from "../kernel/event.ts";
import type { RowOperation } from "../ledger/table.ts";
import { isObject } from "../value/json.ts";
import { answered, openItem } from "./item.ts";
import type { Seen } from "./seen.ts";

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
    case "call.ended":
      return callEnded(event);
    case "step.completed":
      return [
        ...(isAnswer(event) ? [answered(event, "", "answered")] : []),
        ...ended(run, event.data.path, event.data.by.rung, event.data.attempt),
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
      const { path, retryAt, item } = event.data;
      const ops: RowOperation[] = retryAt === null ? [] : [due(run, `step:${path}`, retryAt)];
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

function projectApproval(run: string, event: At<RunEvent> & Seen): RowOperation[] {
  switch (event.type) {
    case "approval.requested": {
      const { about, item, expiresAt, act } = event.data;
      const kind = act ? "effect" : "approval";
      return [
        openItem(item, kind, run, about, event, expiresAt),
        due(run, `ask:${about}`, expiresAt),
      ];
    }
    case "approval.granted":
    case "approval.denied": {
      const { about, action } = event.data;
      const column =
        event.type === "approval.denied"
          ? "denied"
          : event.data.edited.length > 0
            ? "edited"
            : "granted";
      return [
        closeAbout(run, about),
        undue(run, `ask:${about}`),
        { op: "add", table: "tally", key: { action }, column, by: 1 },
        answered(event, action, column),
        { op: "set", table: "act", key: { token: about }, set: { asked: 1 } },
      ];
    }
    case "approval.voided":
      return [closeAbout(run, event.data.about), undue(run, `ask:${event.data.about}`)];
    default:
      return [];
  }
}

function projectEffect(run: string, event: At<RunEvent> & Seen): RowOperation[] {
  switch (event.type) {
    case "effect.cleared":
      return [...act(event.data.token, "cleared", event), closeAbout(run, event.data.token)];
    case "effect.sent":
      return [...act(event.data.token, "sent", event), undue(run, `act:${event.data.token}`)];
    case "effect.applied":
      return [...act(event.data.token, "applied", event), closeAbout(run, event.data.token)];
    case "effect.postponed": {
      const { token, until, why } = event.data;
      const fallsDue = due(run, `act:${token}`, until);
      // Until then she can take it back.
      return why === "hold" ? [...act(token, "leaving", { at: until }), fallsDue] : [fallsDue];
    }
    case "effect.notDone": {
      const { token, retryAt } = event.data;
      const ops = [...act(token, "cleared", event), closeAbout(run, token)];
      return retryAt === null ? ops : [...ops, due(run, `act:${token}`, retryAt)];
    }
    case "effect.unknown": {
      const { token, item, lookAgainAt } = event.data;
      const ops = [
        ...act(token, "unknown", event),
        openItem(item, "unknown", run, token, event, null),
      ];
      return lookAgainAt === null ? ops : [...ops, due(run, `act:${token}`, lookAgainAt)];
    }
    case "effect.held": {
      const { token, item, why } = event.data;
      // It may have been held for another reason before.
      return [
        ...act(token, "held", event),
        closeAbout(run, token),
        undue(run, `act:${token}`),
        openItem(item, `held-${why}`, run, token, event, null),
      ];
    }
    case "effect.forbidden":
    case "effect.failed":
    case "effect.denied":
    case "effect.withdrawn": {
      const { token } = event.data;
      return [...act(token, "ended", event), closeAbout(run, token), undue(run, `ask:${token}`)];
    }
    case "undo.sent": {
      const { token } = event.data;
      return [closeAbout(run, token), undue(run, `undo:${token}`)];
    }
    case "undo.notDone": {
      const { token, retryAt } = event.data;
      return [closeAbout(run, token), due(run, `undo:${token}`, retryAt)];
    }
    case "undo.failed":
      return [openItem(event.data.item, "undo", run, event.data.token, event, null)];
    case "undo.unknown": {
      const { token, item, lookAgainAt } = event.data;
      const open = openItem(item, "undo", run, token, event, null);
      return lookAgainAt === null ? [open] : [open, due(run, `undo:${token}`, lookAgainAt)];
    }
    case "undo.applied":
    case "undo.skipped":
      return [...act(event.data.token, "undone", event), closeAbout(run, event.data.token)];
    default:
      return [];
  }
}

/** Of a step that begins afresh. Its acts and what was asked about them end by events of their own. */
function nothingOpen(run: string, path: string): RowOperation[] {
  return [
    closeAbout(run, path),
    { op: "remove", table: "waiting", key: { run, path } },
    undue(run, `wait:${path}`),
    undue(run, `ask:${path}`),
    undue(run, `step:${path}`),
  ];
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

function status(run: string, to: string, endedAt: number | null): RowOperation {
  return { op: "set", table: "run", key: { id: run }, set: { status: to, ended_at: endedAt } };
}

/** Nothing that an ended run had open stays open or falls due. */
function over(run: string): RowOperation[] {
  return [
    { op: "removeWhere", table: "due", where: { run } },
    { op: "removeWhere", table: "waiting", where: { run } },
    { op: "setWhere", table: "item", where: { run, status: "open" }, set: { status: "closed" } },
  ];
}

function act(token: string, to: string, event: Pick<Seen, "at">): RowOperation[] {
  return [{ op: "set", table: "act", key: { token }, set: { status: to, at: event.at } }];
}

function closeAbout(run: string, about: string): RowOperation {
  return {
    op: "setWhere",
    table: "item",
    where: { run, about, status: "open" },
    set: { status: "closed" },
  };
}

function due(run: string, key: string, at: number): RowOperation {
  return { op: "put", table: "due", row: { run, key, at } };
}

function undue(run: string, key: string): RowOperation {
  return { op: "remove", table: "due", key: { run, key } };
}

/** An answer, not only an end: what was refused or never heard says nothing of how fast a tier is. */
export function callEnded(event: {
  at: number;
  data: { tier?: string; costMicros: number } & Heard;
}): RowOperation[] {
  const { tier, costMicros, latencyMs, answered } = event.data;
  if (tier === undefined) return [];
  const add = (column: string, by: number): RowOperation => ({
    op: "add",
    table: "tier",
    key: { tier },
    column,
    by,
  });
  const counted = [add("calls", 1), add("micros", costMicros)];
  if (answered === undefined || latencyMs === undefined) return counted;
  const set = { at: event.at, latency_ms: latencyMs, answered };
  return [...counted, { op: "set", table: "tier", key: { tier }, set }];
}
