import type { At, RunEvent } from "../kernel/event.ts";
import type { RowOperation } from "../ledger/table.ts";
import { answered, openItem } from "./item.ts";
import { lesson, overridden } from "./lesson.ts";
import type { Seen } from "./seen.ts";
import { closeAbout, due, undue } from "./run-rows.ts";

export function projectApproval(run: string, event: At<RunEvent> & Seen): RowOperation[] {
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
        lesson(event, {
          kind: column === "granted" ? "agreed" : column,
          how: "",
          about,
          action,
          run,
        }),
        { op: "set", table: "act", key: { token: about }, set: { asked: 1 } },
      ];
    }
    case "approval.voided": {
      const { about, because } = event.data;
      return [
        closeAbout(run, about),
        undue(run, `ask:${about}`),
        ...(because === "taken" ? [overridden(run, event, about, "taken over")] : []),
      ];
    }
    default:
      return [];
  }
}
