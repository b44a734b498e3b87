import type { ArrivalLine } from "../../api/contract/arrivals.ts";
import type { Inbox } from "../../api/contract/inbox.ts";
import type { Paused, PauseTarget, Status } from "../../api/contract/status.ts";
import { amount } from "./amount.ts";
import { readingLines } from "./arrivals.ts";
import type { Frame } from "./frame.ts";
import { hang, wrap } from "./layout.ts";
import { leavingLines } from "./leaving.ts";
import { numberLines } from "./numbers.ts";
import { waitingLines } from "./waiting.ts";
import { full, near } from "./when.ts";
import { length, plural, targetWords } from "./words.ts";

export type Home = {
  status: Status;
  inbox: Inbox;
  arrivals: readonly ArrivalLine[];
  /** Where her files lie, as she would say it. */
  files: string;
};

export function titleLine(status: Status, frame: Frame): string {
  const note = status.example ? " · EXAMPLE COMPANY, nothing leaves this computer" : "";
  return `${frame.paint.strong(status.company)}${note}`;
}

export function stoppedLines(stopped: string | null, frame: Frame): string[] {
  if (stopped === null) return [];
  const reason = stopped === "" ? "" : ` (${stopped})`;
  return [
    frame.paint.bad(`STOPPED${reason}: nothing is sent until you resume`),
    `  ${frame.typed("resume")}`,
    "",
  ];
}

/** Nothing leaves, and how to let it; what is wrong with the backups stands beside it. */
export function quarantineLines(
  { quarantine, now, timeZone }: Pick<Status, "quarantine" | "now" | "timeZone">,
  frame: Frame,
): string[] {
  if (quarantine === null) return [];
  const { why, takenAt, since, numbers } = quarantine;
  const when = full(since, timeZone, now);
  const taken = takenAt === null ? "" : ` as it was on ${full(takenAt, timeZone, now)}`;
  const what =
    why === "restored" ? `Restored on ${when}${taken}` : `A copy, found on ${when}${taken}`;
  return [
    ...wrap(
      `IN QUARANTINE. ${what}: nothing is read, started or sent. Admit it when the old one is off for good:`,
      frame.width,
    ).map(frame.paint.bad),
    `  ${frame.typed("admit")}`,
    ...numberLines(numbers, frame),
    "",
  ];
}

/** Nothing is done yet, until when, and how to end that. */
export function lookingLines(
  { looking, now, timeZone }: Pick<Status, "looking" | "now" | "timeZone">,
  frame: Frame,
): string[] {
  if (looking === null) return [];
  const held = looking.held.length;
  const would = held === 0 ? "" : ` It would have done ${plural(held, "act")}.`;
  const line = `Only looks until ${full(looking.until, timeZone, now)}: it drafts and asks, and does nothing.${would}`;
  return [
    ...wrap(line, frame.width).map(frame.paint.warn),
    `  let it act: ${frame.typed("go")}`,
    "",
  ];
}

export function warningLines(warnings: readonly string[], frame: Frame): string[] {
  if (warnings.length === 0) return [];
  return [...warnings.flatMap((line) => wrap(line, frame.width)).map(frame.paint.warn), ""];
}

/** The first screen: what came, what waits, what it cost, where it lies. */
export function homeLines(home: Home, frame: Frame): string[] {
  const { status, inbox } = home;
  const runs = new Set(inbox.lines.flatMap((line) => (line.run === null ? [] : [line.run])));
  const total = Object.values(status.arrivals).reduce((sum, n) => sum + n, 0);
  return [
    ...(status.start.first
      ? readingLines({ ...home, total }, runs, frame)
      : welcomeLines(home, frame)),
    "",
    ...quarantineLines(status, frame),
    ...lookingLines(status, frame),
    ...warningLines(inbox.warnings, frame),
    ...stoppedLines(status.stopped, frame),
    ...pausedLines(status.paused, frame),
    ...(inbox.lines.length === 0 ? idleLines(inbox, frame) : waitingLines(inbox, frame)),
    ...leavingLines(inbox, frame),
    "",
    spendLine(home),
    ...(home.files === "" ? [] : [`Your files: ${home.files}`]),
    ...choiceLines(home, frame),
  ];
}

function spendLine({ status }: Home): string {
  const { models } = status;
  const spent = amount(status.spentMicros, status.currency, status.locale);
  const by =
    models.length === 0 ? "no model: drafts come from rules and templates" : models.join(", ");
  return `AI spend ${spent} (${by})`;
}

function choiceLines({ inbox }: Home, frame: Frame): string[] {
  const safe = "Closing is safe: work waits and goes on at the next start.";
  if (frame.keys) {
    return ["[i] inbox  [t] try one of YOUR mails  [s] stop everything  [q] quit", safe];
  }
  const first = inbox.lines[0];
  const rows = [
    "inbox",
    ...(first === undefined ? [] : [`show ${first.number}`]),
    "try FILE.eml",
    "stop",
  ];
  return [
    "In another terminal:",
    ...rows.map((words) => `  ${frame.typed(words)}`),
    `Ctrl-C ends it here. ${safe}`,
  ];
}

/** What a later start found: how long it was off, what it checked, what came meanwhile. */
function welcomeLines({ status, inbox }: Home, frame: Frame): string[] {
  const { start } = status;
  // A copy knows neither what its company did elsewhere since, nor may it go on with anything (QU1).
  if (status.quarantine !== null) {
    const unknown = "What your company did after this copy was taken is not known here.";
    return wrap(`Welcome back. ${unknown}`, frame.width);
  }
  const unsure = inbox.lines.filter((line) => line.kind === "unknown").length;
  const late = inbox.lines.filter((line) => line.kind === "late").length;
  const checked =
    unsure === 0
      ? "Checked: nothing lost, nothing sent twice."
      : `Checked: nothing lost; of ${plural(unsure, "act")} it is not sure whether it happened: asking, not repeating.`;
  const meanwhile = [
    ...(start.arrivals > 0 ? [plural(start.arrivals, "new arrival")] : []),
    ...(late > 0 ? [`${plural(late, "act")} fell due: asking, not doing`] : []),
    ...(start.recovered > 0
      ? [
          `${plural(start.recovered, "job")} went on where ${start.recovered === 1 ? "it" : "they"} stopped`,
        ]
      : []),
    ...(start.lookedUp > 0
      ? [`looked up whether ${plural(start.lookedUp, "act")} had happened`]
      : []),
  ];
  const welcome = `Welcome back. Off for ${length(start.offForMs)}. ${checked}`;
  return [
    ...wrap(welcome, frame.width),
    ...hang(
      "Meanwhile: ",
      meanwhile.length > 0 ? `${meanwhile.join("; ")}.` : "nothing came.",
      frame.width,
    ),
  ];
}

/** Each pause with the command that ends exactly it. */
export function pausedLines(paused: readonly Paused[], frame: Frame): string[] {
  if (paused.length === 0) return [];
  return [...paused.flatMap((each) => pauseLines(each, frame)), ""];
}

export function pauseLines(paused: Paused, frame: Frame): string[] {
  const words = targetWords(paused);
  const reason = paused.reason === "" ? "" : `: ${paused.reason}`;
  const [first = "", ...more] = wrap(`PAUSED ${words}${reason}`, frame.width);
  return [frame.paint.warn(first), ...more.map(frame.paint.warn), goOnLine(paused, frame)];
}

export function goOnLine(target: PauseTarget, frame: Frame): string {
  const words = target.kind === "everything" ? "resume" : `resume ${targetWords(target)}`;
  return `  go on: ${frame.typed(words)}`;
}

/** Nothing waits for her. */
export function idleLines(
  idle: Pick<Inbox, "doneThisWeek" | "next" | "now" | "timeZone">,
  frame: Frame,
): string[] {
  const { next, now, timeZone } = idle;
  return [
    frame.paint.good(`Nothing needs you.`) + ` Done without you this week: ${idle.doneThisWeek}`,
    ...(next === null
      ? []
      : hang("Next: ", `${near(next.at, now, timeZone)} ${next.line}`, frame.width)),
  ];
}
