import { linksIn } from "../../value/links.ts";
import type { Finding } from "../contract/status.ts";
import type { Inbox, InboxLine } from "../contract/inbox.ts";

/**
 * The morning note: what waits, what leaves, what is next, and what is not well.
 *
 * NO1 It is written also when nothing waits, and says so.
 * NO2 Where mail could not be read, that comes first: what is not in the note may be there all the same.
 * NO3 No text of others makes a link in it.
 */
export type Day = {
  company: string;
  inbox: Inbox;
  findings: readonly Finding[];
  /** Names of the connectors that bring mail. */
  mailFrom: readonly string[];
  /** Acts that are cleared and have not left. */
  leaving: readonly string[];
};

const most = 20;

export function noteOf(day: Day): { subject: string; text: string } {
  const { company, inbox } = day;
  const waits = inbox.lines.length;
  const what = waits === 0 ? "nothing needs you" : `${counted(waits, "decision")} for you`;
  const subject = `${oneLine(company)}, ${weekday(inbox.now, inbox.timeZone)}: ${what}`;
  const parts = [
    unread(day),
    lookingPart(inbox),
    waits === 0 ? [`Nothing needs you.`] : waiting(inbox),
    section("Leaves today", day.leaving),
    [
      `Done without you this week: ${inbox.doneThisWeek}.`,
      ...(inbox.next === null
        ? []
        : [`Next: ${short(inbox.next.at, inbox.timeZone)} ${inbox.next.line}`]),
    ],
    held(inbox),
    section(
      "Not well",
      day.findings
        .filter(({ ok, name }) => !ok && !day.mailFrom.includes(name))
        .map(({ name, line }) => `${name}: ${line}`),
    ),
  ];
  const body = parts.filter((part) => part.length > 0).map((part) => part.join("\n"));
  return {
    subject: oneLine(withoutLinks(subject)).slice(0, 200),
    text: withoutLinks(body.join("\n\n")),
  };
}

/** NO2. */
function unread({ findings, mailFrom }: Day): string[] {
  const failing = findings.filter(({ ok, name }) => !ok && mailFrom.includes(name));
  if (failing.length === 0) return [];
  return [
    "Mail could not be read: what came since is not in this note.",
    ...failing.map(({ line }) => `  ${oneLine(line)}`),
  ];
}

const dayMs = 86_400_000;

function lookingPart({ looking, now, timeZone }: Inbox): string[] {
  if (looking === null) return [];
  const last = looking.until - now <= dayMs ? " This is the last day of it." : "";
  const first = `It only looks until ${short(looking.until, timeZone)}: nothing is sent.${last}`;
  const numbers = looking.held.map(String).join(", ");
  return [
    first,
    ...(looking.held.length === 0
      ? []
      : [`It would have done ${counted(looking.held.length, "act")} by now: ${numbers}.`]),
  ];
}

function waiting({ lines, minutes }: Inbox): string[] {
  return [
    `${counted(lines.length, "decision")} for you, about ${counted(minutes, "minute")}:`,
    ...lines.slice(0, most).map(itemLine),
    ...(lines.length > most ? [`  and ${lines.length - most} more`] : []),
  ];
}

function itemLine({ number, client, title }: InboxLine): string {
  const whom = client === "" ? "" : `${oneLine(client)}: `;
  return `  ${number} ${whom}${oneLine(title)}`;
}

function held({ stopped, paused, quarantine }: Inbox): string[] {
  return [
    ...(stopped === null ? [] : [`Everything is stopped: ${oneLine(stopped)}`]),
    ...(quarantine === null ? [] : ["The company is in quarantine: nothing leaves."]),
    ...paused.map((each) => {
      const what = each.kind === "everything" ? "everything" : `${each.kind} ${each.name}`;
      return `Paused: ${what}: ${oneLine(each.reason)}`;
    }),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > most ? [`  and ${lines.length - most} more`] : [];
  return [`${title}:`, ...lines.slice(0, most).map((line) => `  ${oneLine(line)}`), ...more];
}

/** NO3. */
function withoutLinks(text: string): string {
  let plain = text;
  for (const link of linksIn(text)) plain = plain.replaceAll(link, "[link]");
  return plain;
}

function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, 200);
}

function counted(n: number, one: string): string {
  return `${n} ${n === 1 ? one : `${one}s`}`;
}

function weekday(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "long",
    day: "numeric",
    month: "long",
  }).format(at);
}

function short(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(at);
}
