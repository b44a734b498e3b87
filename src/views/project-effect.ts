import type { At, RunEvent } from "../kernel/event.ts";
import type { RowOperation } from "../ledger/table.ts";
import { openItem } from "./item.ts";
import { overridden } from "./lesson.ts";
import type { Seen } from "./seen.ts";
import { closeAbout, due, undue } from "./run-rows.ts";

export function projectEffect(run: string, event: At<RunEvent> & Seen): RowOperation[] {
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
        ...(why === "recalled" ? [overridden(run, event, token, "withheld")] : []),
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
    case "undo.applied": {
      const { token } = event.data;
      const ops = [...act(token, "undone", event), closeAbout(run, token)];
      return [...ops, overridden(run, event, token, "undone")];
    }
    case "undo.skipped":
      return [...act(event.data.token, "undone", event), closeAbout(run, event.data.token)];
    default:
      return [];
  }
}

function act(token: string, to: string, event: Pick<Seen, "at">): RowOperation[] {
  return [{ op: "set", table: "act", key: { token }, set: { status: to, at: event.at } }];
}
