import type { Owner } from "../../engine/owner.ts";
import type { RunCell } from "../../engine/streams.ts";
import { jobTitle } from "../../api/desk/titles.ts";
import { arrivalWords } from "../../api/desk/names.ts";
import { standing } from "../../api/desk/place.ts";
import { howDrafted, madeBy, stepWords } from "../../api/desk/sentences.ts";
import type { At, RunEvent } from "../../kernel/event.ts";
import { isObject } from "../../value/json.ts";
import { edits } from "./edits.ts";
import { tellAct } from "./diary-act.ts";
import { dayText, textOf, type Told } from "./diary-words.ts";

/** A job that she began by hand, with what she gave it. */
function begun(runbook: string, input: unknown): string {
  const given = isObject(input) ? Object.values(input).map(textOf).filter(Boolean) : [];
  return given.length === 0 ? `began "${runbook}"` : `began "${runbook}": ${given.join(", ")}`;
}

export async function tellRun(
  owner: Owner,
  id: string,
  cell: RunCell,
  event: At<RunEvent>,
): Promise<Told | null> {
  switch (event.type) {
    case "run.started":
      return event.data.trigger.kind === "request"
        ? { verb: "you", line: begun(event.data.runbook, event.values?.input?.value) }
        : null;
    case "step.completed":
      return completed(owner, id, event);
    case "approval.requested": {
      const { about, act, round } = event.data;
      const { title } = await jobTitle(owner, act ? "effect" : "approval", id, about);
      return { verb: "asked", line: round > 1 ? `again: ${title}` : title };
    }
    case "approval.granted": {
      const shown = cell.asked[event.data.about]?.shown.value;
      const edited = event.values?.["edited"]?.value;
      const changes =
        shown === undefined || edited === undefined
          ? []
          : edits(shown, edited, event.data.edited, dayText);
      return { verb: "you", line: ["approved", ...changes].join("; ") };
    }
    case "approval.denied":
      return { verb: "you", line: `said no: ${textOf(event.values.reason.value)}` };
    case "form.opened": {
      const { title } = await jobTitle(owner, "form", id, event.data.path);
      return { verb: "asked", line: title };
    }
    case "wait.opened": {
      const { path, on, endsAt, item } = event.data;
      if (item !== null)
        return { verb: "asked", line: (await jobTitle(owner, "question", id, path)).title };
      return on === null ? null : { verb: "waiting", line: waitingLine(owner, on, endsAt) };
    }
    case "run.escalated":
      return { verb: "asked", line: "it takes longer than it should" };
    case "run.cancelling":
      return { verb: "you", line: `cancelled the job: ${textOf(event.values.reason.value)}` };
    case "step.failed":
      return event.data.retryAt === null
        ? {
            verb: "failed",
            line: `${stepWords(event.data.path)}: ${textOf(event.values.message.value)}`,
          }
        : null;
    default:
      return tellAct(owner, cell, event);
  }
}

async function completed(
  owner: Owner,
  id: string,
  event: At<Extract<RunEvent, { type: "step.completed" }>>,
): Promise<Told | null> {
  const { path, by } = event.data;
  const at = await standing(owner, id, path);
  if (by.rung === "wait") {
    const output = event.values.output.value;
    if (!isObject(output) || output["by"] !== "answer" || at?.node?.kind !== "wait") return null;
    const name = textOf(output["answer"]);
    return { verb: "you", line: `answered "${at.node.ask?.answers[name] ?? name}"` };
  }
  const how = howDrafted(by);
  if (how === "") return null;
  return { verb: "drafted", line: `${madeBy(at?.release, by.agent, path)}, ${how}` };
}

function waitingLine(owner: Owner, on: string, endsAt: number | null): string {
  const what = `for ${arrivalWords(on)}`;
  if (endsAt === null) return what;
  const { timeZone } = owner.office.settings.company;
  // The words around this date are English, so the date is too.
  const until = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "long",
  });
  return `${what}, until ${until.format(endsAt).replace(",", "")}`;
}
