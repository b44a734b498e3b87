import type { Effect } from "../../kernel/effect.ts";
import type { Signal } from "../../kernel/step.ts";
import { actionOf, lineOf as actLine } from "../../engine/effect/action.ts";
import { newsLine } from "../../engine/effect/news.ts";
import { inboundOf, runOf } from "../../engine/streams.ts";
import type { Owner } from "../../engine/owner.ts";
import { isObject, type JsonObject, textOf } from "../../value/json.ts";
import type { ItemKind } from "../contract/inbox.ts";
import { inLocale } from "./in-locale.ts";
import { filledIn, jobName, standing } from "./place.ts";
import { beginAgain } from "./memory/rests-on.ts";
import { stepWords } from "./sentences.ts";
import { sourceWords } from "./whom.ts";

/** `what`: as on a line of the inbox. */
type Titled = { title: string; notes: string[]; what?: string };

/** What the item is about, in the operator's words. */
export async function jobTitle(
  owner: Owner,
  stored: string,
  run: string,
  about: string,
): Promise<Titled> {
  const at = await standing(owner, run, about);
  if (at === null) return { title: "A job whose process is gone", notes: [] };
  const act = at.cell.run.effects[about];
  // What is held for its news tells them itself.
  const notes = stored === "held-news" ? [] : newsNotes(owner, at.cell.run.mailbox);
  if (act !== undefined) {
    const { connector, action: name } = act.proposal;
    const line = actLine(owner.office, act) ?? `${connector}.${name}`;
    const lies = stored === "held-hand" && act.handedAt > 0 ? handNote(owner, act) : [];
    const why = await whyNote(owner, run, about, stored);
    const title =
      act.undo.status === "failed" ? `Not taken back: ${line}` : actTitle(stored, line, act);
    return { title, notes: [...why, ...notes, ...lies] };
  }
  const { node, path } = at;
  const step = at.cell.run.steps[path];
  if (node?.kind === "approve") return { title: filledIn(owner, at, node.title), notes };
  if (node?.kind === "wait" && node.ask !== null)
    return { title: filledIn(owner, at, node.ask.title), notes };
  if (stored === "form" && node?.kind === "agent") {
    const purpose = at.release.agents[node.agent]?.purpose ?? node.agent;
    const tried = step !== undefined && "tried" in step ? step.tried : [];
    return {
      title: `To do by hand: ${purpose}`,
      notes: [...notes, ...tried.map((t) => inLocale(owner, t.message))],
    };
  }
  if (step?.status === "failed") {
    const name = jobName(owner, at);
    if (name !== "") notes.unshift(name);
    const again = beginAgain(owner, at);
    if (again !== null) notes.push(again);
    const because = inLocale(owner, step.tried.at(-1)?.message ?? step.code);
    return { title: `Stuck at "${stepWords(path)}": ${because}`, notes };
  }
  if (path === "")
    return { title: `${jobName(owner, at) || at.plan.purpose}: not done in time`, notes };
  return { title: `"${stepWords(path)}" needs you`, notes };
}

/** Why it is not known what became of it, or why it does not leave. */
async function whyNote(
  owner: Owner,
  run: string,
  token: string,
  stored: string,
): Promise<string[]> {
  const types = told[stored];
  if (types === undefined) return [];
  const events = await owner.journal.load(runOf(run).name);
  const newest = events.findLast(
    (event) => types.includes(event.type) && event.data["token"] === token,
  );
  const message = textOf(newest?.values["message"]?.value);
  return message === "" ? [] : [inLocale(owner, message)];
}

const told: Readonly<Record<string, readonly string[]>> = {
  unknown: ["effect.unknown"],
  undo: ["undo.unknown", "undo.failed"],
  "held-news": ["effect.held"],
};

/** Where it lies for her. */
function handNote({ office }: Owner, { proposal }: Effect): string[] {
  const note = actionOf(office, proposal.connector, proposal.action)?.action.byHand?.note;
  return note === undefined ? [] : [note];
}

function actTitle(stored: string, line: string, { attempts, newsOwn }: Effect): string {
  switch (stored) {
    case "unknown":
      return `Not sure whether it was done: ${line}`;
    case "undo":
      return `Not sure whether it was taken back: ${line}`;
    case "held-late":
      return `Late: ${line}`;
    case "held-restored":
      return `It may have left already, before this company was restored or copied: ${line}`;
    case "held-news":
      return `${newsOwn ? "You wrote to them since" : "They wrote again"}: ${line}`;
    case "held-looking":
      return `Held while it only looks: ${line}`;
    case "held-recalled":
      return `Taken back: ${line}`;
    case "held-conflict":
      return `Twice for the same occasion: ${line}`;
    case "held-budget":
      return `No budget left for: ${line}`;
    case "held-hand":
      return `To do by hand: ${line}`;
    default:
      return attempts > 0 ? `Again: ${line}` : line;
  }
}

/** What came for the job and waits for its end, the newest last. */
function newsNotes({ office }: Owner, mailbox: readonly Signal[]): string[] {
  const mails = mailbox.filter(({ type }) => type === "mail.received").slice(-mostNotes);
  return mails.map(({ event: { value }, at }) => {
    const mail = isObject(value) ? value : {};
    const { name, address }: JsonObject = isObject(mail["from"]) ? mail["from"] : {};
    const from = textOf(name) || textOf(address);
    const said = { from, at, title: textOf(mail["title"]), text: textOf(mail["text"]) };
    return newsLine(said, office.settings.company, mostShown);
  });
}

const mostNotes = 3;

/** Characters of each: the whole mail comes to her, or to the job, in its turn. */
const mostShown = 160;

export async function arrivalTitle(owner: Owner, kind: ItemKind, id: string): Promise<Titled> {
  if (kind === "clock") {
    return {
      title: "The clock jumped: is the time right now?",
      notes: ["nothing that waits for a time is started until you say"],
    };
  }
  const events = await owner.journal.load(inboundOf(id).name);
  const received = events.find((event) => event.type === "inbound.received");
  const content = received?.values["event"]?.value;
  const what = sourceWords(textOf(received?.data["type"]));
  const routed = events.findLast((event) => event.type === "inbound.routed");
  const message = routed?.values["message"]?.value;
  const because = textOf(message) || textOf(routed?.data["because"]);
  const title = arrivalLine(content);
  return {
    title: title === "" ? "Without a title" : title,
    notes: because === "" ? [] : [because],
    ...(what === undefined ? {} : { what }),
  };
}

/** An arrival in one line: its title, or what a bank line says. */
export function arrivalLine(content: unknown): string {
  if (!isObject(content)) return "";
  const { title, amount, counterparty, reference, file } = content;
  if (typeof title === "string" && title !== "") return title;
  if (typeof amount === "string")
    return [amount, counterparty, reference].map(textOf).filter(Boolean).join(" · ");
  return typeof file === "string" ? file : "";
}
