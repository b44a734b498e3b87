import type { Action, News } from "../../connectors/contract.ts";
import type { Effect } from "../../kernel/effect.ts";
import type { Run } from "../../kernel/run.ts";
import { ownText } from "../../value/label.ts";
import { inboundId } from "../intake/receive.ts";
import type { Office } from "../office.ts";
import { arrivalOf } from "../start.ts";
import { cellOf, type Context } from "../step/context.ts";
import { inboundOf, runOf } from "../streams.ts";
import { argsOf } from "./action.ts";

/**
 * What came or went in the conversation of an act after what it was made from.
 *
 * NW1 It was made from what its job had read when it was proposed; all that is newer than the newest
 *     mail among that, and is not among it, is news.
 * NW2 What she was shown once is no news again.
 * NW3 A conversation that cannot be read says nothing: the act waits until it can.
 */
const pauseMs = 60_000;

export type Told = { message: string; newest: { newsAt: number; newsOwn: boolean } };

/** In her words; null: nothing is new. */
export function newsFor(
  context: Context,
  token: string,
  act: Effect,
  action: Action,
): Told | null | "unread" {
  const { turn, office, id } = context;
  // In a view of what would follow the outside is not asked.
  if (action.news === undefined || !office.seeks) return null;
  const { read, since } = sourcesOf(context, act);
  // What was shown to her came at that very moment, what is newer after it.
  const from = Math.max(since, act.newsAt === 0 ? 0 : act.newsAt + 1);
  const told = turn.ask(`news ${token}`, () => asked(act, action, from));
  if (typeof told === "string") {
    turn.emit(runOf(id), {
      type: "effect.postponed",
      data: { token, until: turn.at + pauseMs, why: "unread" },
      values: { message: ownText(told.slice(0, 2_000)) },
    });
    return "unread";
  }
  const news = told.filter((each) => !isAmong(office, read, each));
  if (news.length === 0) return null;
  if (cellOf(context).approvals[token] !== undefined) {
    turn.emit(runOf(id), { type: "approval.voided", data: { about: token, because: "news" } });
  }
  const byTime = news.toSorted((a, b) => a.at - b.at);
  const newest = byTime.at(-1);
  return {
    message: byTime
      .slice(-mostTold)
      .map((each) => newsLine(each, office.settings.company))
      .join("\n"),
    newest: { newsAt: newest?.at ?? 0, newsOwn: newest?.own === true },
  };
}

/** NW3: a text says why it cannot be read. */
async function asked(
  act: Effect,
  action: Action,
  since: number,
): Promise<readonly News[] | string> {
  try {
    return (await action.news?.(argsOf(act.args), since)) ?? [];
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** NW1: the arrivals its job and those that called it had read, and the time of the newest mail. */
function sourcesOf(context: Context, act: Effect): { read: ReadonlySet<string>; since: number } {
  const { turn } = context;
  const read = new Set<string>();
  let { run } = cellOf(context);
  for (;;) {
    for (const inbound of readBy(run, act.proposedAt)) read.add(inbound);
    if (run.parent === null) break;
    run = turn.get(runOf(run.parent.run)).run;
  }
  const times = [...read].flatMap((id) => {
    const { type, at, occurredAt } = turn.get(inboundOf(id));
    // A sender's clock may be ahead of ours.
    return type.startsWith("mail.") ? [Math.min(at, occurredAt)] : [];
  });
  return { read, since: times.length === 0 ? run.startedAt : Math.max(...times) };
}

function readBy({ trigger, steps }: Run, before: number): string[] {
  const taken = Object.values(steps).flatMap((step) =>
    step.status === "done" && step.signal !== null && step.signal.takenAt <= before
      ? [step.signal.inbound]
      : [],
  );
  return trigger.kind === "event" ? [arrivalOf(trigger.key), ...taken] : taken;
}

/** Whichever connector it came in by. */
function isAmong(office: Office, read: ReadonlySet<string>, { id }: News): boolean {
  if (id === undefined) return false;
  return [...office.connectors]
    .filter(([, { source }]) => source !== undefined)
    .some(([name]) => read.has(inboundId(office, name, id)));
}

/** So many of the newest; all of them lie in her mailbox. */
const mostTold = 3;

/** `Ana wrote Mon 1 Jun, 18:00, "Please wait": “We are not sure yet.”`, on one line. */
export function newsLine(
  { from, at, title, text = "", own }: News,
  { timeZone }: { timeZone: string },
  most = mostShown,
): string {
  const when = new Intl.DateTimeFormat("en-GB", { ...moment, timeZone }).format(at);
  const who = own === true ? "You" : called(from);
  const named = title === "" ? "" : `, "${oneLine(title, most)}"`;
  return `${who} wrote ${when}${named}${text === "" ? "" : `: “${oneLine(text, most)}”`}`;
}

/** A sender names himself as he likes, but is not her. */
function called(from: string): string {
  const name = oneLine(from, 80);
  if (name === "") return "Somebody";
  return /^you\b/i.test(name) ? `"${name}"` : name;
}

const moment = {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} as const;

/** Characters of what was written. */
const mostShown = 300;

/** What others wrote cannot end the quotes that it stands in. */
function oneLine(text: string, most: number): string {
  const line = text.trim().replaceAll(/\s+/g, " ").replaceAll(/["“”]/g, "'");
  return line.length > most ? `${line.slice(0, most).trimEnd()} …` : line;
}
