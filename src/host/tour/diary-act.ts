import { leftBy } from "../../api/desk/left-by.ts";
import { actionOf, argsOf, lineOf } from "../../engine/effect/action.ts";
import type { Owner } from "../../engine/owner.ts";
import type { RunCell } from "../../engine/streams.ts";
import type { At, RunEvent } from "../../kernel/event.ts";
import { isObject } from "../../value/json.ts";
import { textOf, type Told } from "./diary-words.ts";

export function tellAct(owner: Owner, cell: RunCell, event: At<RunEvent>): Told | null {
  if (!("token" in event.data)) return null;
  const act = cell.run.effects[event.data.token];
  if (act === undefined) return null;
  const { connector, action: name } = act.proposal;
  const action = actionOf(owner.office, connector, name)?.action;
  const args = argsOf(act.args);
  const line = lineOf(owner.office, act) ?? `${connector}.${name}`;
  switch (event.type) {
    case "effect.applied": {
      if (typeof args["subject"] === "string") {
        return {
          verb: "sent",
          line: `"${args["subject"]}" to ${textOf(args["to"])}${attached(args["attach"])}`,
        };
      }
      const number = act.number === null ? "" : ` ${act.number}`;
      return { verb: "did", line: `${action?.deed ?? "done"}${number}: ${withoutLabel(line)}` };
    }
    case "undo.applied":
      return {
        verb: "undid",
        line: [
          `${action?.undo?.deed ?? "taken back"}: ${act.number ?? line}`,
          ...leftBy(action, act),
        ].join("; "),
      };
    case "undo.skipped":
      return { verb: "stays", line: `"${textOf(args["subject"]) || line}": what is sent is sent` };
    case "effect.unknown":
      return { verb: "unsure", line: `whether it was done: ${line}` };
    case "effect.held":
      return { verb: "held", line: `${line}: ${textOf(event.values.message.value)}` };
    case "effect.forbidden":
    case "effect.failed":
    case "undo.failed":
    case "undo.unknown":
      return { verb: "failed", line: `${line}: ${textOf(event.values.message.value)}` };
    default:
      return null;
  }
}

function attached(files: unknown): string {
  if (!Array.isArray(files) || files.length === 0) return "";
  return `, with ${files.map((file) => (isObject(file) ? textOf(file["name"]) : "")).join(", ")}`;
}

/** "Invoice 2,400.00 + …" says again what the deed said. */
function withoutLabel(line: string): string {
  return line.replace(/^(Invoice|Payment|Open invoice) /, "");
}
