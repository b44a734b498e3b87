import { actionOf } from "../../../engine/effect/action.ts";
import type { At, RunEvent } from "../../../kernel/event.ts";
import { isObject, textOf } from "../../../value/json.ts";
import type { Story, Told } from "./story.ts";
import { leftBy } from "../left-by.ts";
import { aboutText, lowerFirst } from "./words.ts";

export function tellAct(story: Story, event: At<RunEvent>): Told | null {
  if (!("token" in event.data)) return null;
  const { token } = event.data;
  const { owner, cell } = story;
  const line = aboutText(story, token);
  const act = cell.run.effects[token];
  const action =
    act === undefined
      ? undefined
      : actionOf(owner.office, act.proposal.connector, act.proposal.action)?.action;
  const version = act === undefined ? "" : `${act.proposal.connector} ${act.proposal.contract}`;
  switch (event.type) {
    case "effect.judged":
      return event.data.verdict === "permit"
        ? { verb: "allowed", what: line, why: event.data.reasons.join("; "), detail: true }
        : null;
    case "effect.sent":
      return { verb: "sending", what: line, version, detail: true };
    case "effect.applied": {
      const found = event.data.found ? "found done" : (action?.deed ?? "done");
      const undo = action?.undo?.note ?? "final";
      const what = `${found}${numberText(event.values.result.value)}: ${lowerFirst(line)}`;
      return { verb: "did", what, undo, version, why: story.reasons.get(token) ?? "" };
    }
    case "effect.postponed":
      return postponed(line, event.data.why, textOf(event.values?.["message"]?.value));
    case "effect.handed":
      return { verb: "put", what: `${line}: ${action?.byHand?.note ?? "before you"}`, version };
    case "effect.notDone":
      return { verb: "not done", what: line, why: textOf(event.values.message.value) };
    case "effect.unknown":
      return { verb: "unsure", what: line, why: textOf(event.values.message.value) };
    case "effect.held":
      return { verb: "held", what: line, why: textOf(event.values.message.value) };
    case "effect.forbidden":
    case "effect.failed":
      return { verb: "failed", what: line, why: textOf(event.values.message.value) };
    case "effect.withdrawn":
      return { verb: "withdrew", what: line };
    case "undo.applied":
      return {
        verb: "undid",
        what: [line, ...(act === undefined ? [] : leftBy(action, act))].join("; "),
      };
    case "undo.failed":
      return {
        verb: "failed",
        what: `to take back: ${line}`,
        why: textOf(event.values.message.value),
      };
    case "undo.unknown":
      return { verb: "unsure", what: `whether it was taken back: ${line}` };
    case "undo.skipped":
      return { verb: "stays", what: `${line} (final)` };
    default:
      return null;
  }
}

function postponed(line: string, why: "hold" | "unread" | undefined, message: string): Told | null {
  if (why === undefined) return null;
  return why === "hold"
    ? { verb: "leaving", what: `soon, unless you take it back: ${lowerFirst(line)}`, detail: true }
    : { verb: "waiting", what: line, why: `what was written since cannot be read: ${message}` };
}

function numberText(result: unknown): string {
  const number = isObject(result) ? result["number"] : null;
  return typeof number === "string" ? ` ${number}` : "";
}
