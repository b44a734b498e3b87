import { actionOf, argsOf, lineOf } from "../../engine/effect/action.ts";
import type { Owner } from "../../engine/owner.ts";
import { inboundOf, type RunCell, runOf } from "../../engine/streams.ts";
import { arrivalLine, jobTitle } from "../../api/desk/titles.ts";
import { arrivalWords, partyName } from "../../api/desk/names.ts";
import { standing } from "../../api/desk/place.ts";
import { howDrafted, madeBy, stageWords, stepWords, suspicions } from "../../api/desk/sentences.ts";
import type { At, RunEvent } from "../../kernel/event.ts";
import type { InboundEvent } from "../../kernel/inbound.ts";
import type { Recorded } from "../../ledger/event.ts";
import type { RecordEvent } from "../../memory/record.ts";
import { isDay } from "../../value/date.ts";
import { isObject } from "../../value/json.ts";
import { amount, day, locale } from "../../value/locale.ts";
import { parse } from "../../value/money.ts";
import { edits } from "./edits.ts";

/** One line of the diary, told from one recorded event. */
export type Told = {
  verb: string;
  line: string;
  /** Lines of one moment with the same text here are told as one, with the count. */
  bundle?: string;
};

export type Line = { at: number; client: string } & Told;

/** What an event means to the operator; null for what only the machinery needs. */
export async function tell(owner: Owner, event: Recorded): Promise<Line | null> {
  const [kind = "", ...rest] = event.stream.split("/");
  const id = rest.join("/");
  // Event types of a stream are written by this program only, or upcast to its shapes.
  if (kind === "inbound" && event.type === "inbound.routed") {
    const told = await tellArrival(owner, id, event as unknown as InboundEvent & Recorded);
    return told === null ? null : { at: event.at, ...told };
  }
  if (kind === "record") {
    const told = tellRecord(event as unknown as RecordEvent & Recorded);
    if (told === null) return null;
    return { at: event.at, client: await partyName(owner.store, event.subject), ...told };
  }
  if (kind !== "run") return null;
  const cell = await owner.office.book.read(runOf(id));
  const told = await tellRun(owner, id, cell, event as unknown as At<RunEvent>);
  if (told === null) return null;
  const client = await partyName(owner.store, cell.run.subject);
  // "Nordlicht Coffee: Nordlicht Coffee wrote again" says it twice.
  const line =
    client !== "" && told.line.startsWith(`${client} `)
      ? told.line.slice(client.length + 1)
      : told.line;
  return { at: event.at, client, ...told, line };
}

async function tellArrival(
  owner: Owner,
  id: string,
  event: InboundEvent & Recorded,
): Promise<(Told & { client: string }) | null> {
  if (event.type !== "inbound.routed") return null;
  const events = await owner.journal.load(inboundOf(id).name);
  const received = events.find(({ type }) => type === "inbound.received");
  const content = received?.values["event"]?.value;
  const client = await partyName(owner.store, received?.subject);
  const title = arrivalTitle(owner, content);
  const { fate, because } = event.data;
  if (fate === "dismissed") return { verb: "you", client: "", line: `read and dismissed ${title}` };
  // Offered again when the job that held it ended: what it leads to is told by itself.
  if (event.version > 2 && fate !== "parked") return null;
  if (received?.data["type"] === "bank.statement" && isObject(content) && fate !== "damaged") {
    return {
      verb: "came",
      client: "",
      line: `the bank's data, through ${dayText(owner, textOf(content["through"]))}`,
    };
  }
  switch (fate) {
    case "ignored":
      return {
        verb: "came",
        client: "",
        line: `${title}, which needs nobody (${because})`,
        bundle: because,
      };
    case "suspicious":
      return { verb: "held", client, line: `${title}: ${suspicions(content) || because}` };
    case "damaged":
      return {
        verb: "held",
        client,
        line: `a damaged mail, kept aside: ${textOf(event.values?.["message"]?.value)}`,
      };
    case "duplicate":
      return { verb: "came", client, line: `${title} once more: ${because}` };
    case "parked":
      return { verb: "came", client, line: `${title}: ${because}` };
    case "queued":
      return { verb: "came", client, line: `${title}, kept for the job under way` };
    case "started":
    case "delivered":
      return { verb: "came", client, line: title };
  }
}

function arrivalTitle(owner: Owner, content: unknown): string {
  if (!isObject(content)) return "an arrival";
  const { amount, counterparty, reference } = content;
  if (typeof amount !== "string") return `"${arrivalLine(content)}"`;
  return `${amountText(owner, amount)} from ${textOf(counterparty)}, "${textOf(reference)}"`;
}

/** Of all facts, the diary tells where somebody or something now stands. */
function tellRecord({ data, values }: RecordEvent & Recorded): Told | null {
  if (!data.fields.includes("stage")) return null;
  const stage = stageWords(data.kind, values["set"]?.value);
  if (stage !== null) return { verb: "did", line: stage };
  return { verb: "undid", line: `${data.kind} is what it was before` };
}

/** A job that she began by hand, with what she gave it. */
function begun(runbook: string, input: unknown): string {
  const given = isObject(input) ? Object.values(input).map(textOf).filter(Boolean) : [];
  return given.length === 0 ? `began "${runbook}"` : `began "${runbook}": ${given.join(", ")}`;
}

async function tellRun(
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
          : edits(shown, edited, event.data.edited, (text) => dayText(owner, text));
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

function tellAct(owner: Owner, cell: RunCell, event: At<RunEvent>): Told | null {
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
        line: `${action?.undo?.deed ?? "taken back"}: ${act.number ?? line}`,
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
  return line.replace(/^(Invoice|Payment) /, "");
}

function amountText(owner: Owner, text: string): string {
  return amount(parse(text), locale(owner.office.settings.company.locale));
}

function dayText(owner: Owner, text: string): string {
  return isDay(text) ? day(text, locale(owner.office.settings.company.locale)) : text;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
