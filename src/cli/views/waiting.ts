import type { Inbox, InboxLine, ItemKind } from "../../api/contract/inbox.ts";
import type { Frame } from "./frame.ts";
import { clip, hang, pad, padLeft, width } from "./layout.ts";
import { about, plural } from "./words.ts";

/** Whom or what a line is about, where it is about no client. */
const unnamed: Readonly<Record<ItemKind, string>> = {
  approval: "Approval",
  effect: "Approval",
  form: "By hand",
  question: "Question",
  unknown: "Not sure",
  failed: "Stuck",
  conflict: "Conflict",
  fact: "Record",
  heuristic: "Learned",
  suspicious: "Suspicious mail",
  parked: "Unclaimed",
  damaged: "Damaged mail",
  late: "Overdue",
  held: "Held",
  clock: "Clock",
};

export function whom(line: { client: string; what?: string; kind: ItemKind }): string {
  return line.client === "" ? (line.what ?? unnamed[line.kind]) : line.client;
}

/**
 * " 17 Nordlicht Coffee   Send brief": one per item, its second line on demand. Columns are those
 * of `among`, so that several lists below each other stay aligned.
 */
export function itemLines(
  lines: readonly InboxLine[],
  frame: Frame,
  options: { notes: boolean; indent: number; among?: readonly InboxLine[] },
): string[] {
  const { paint } = frame;
  const all = options.among ?? lines;
  const numbers = Math.max(3, ...all.map((line) => `${line.number}`.length));
  const names = Math.min(24, Math.max(0, ...all.map((line) => width(whom(line)))));
  return lines.flatMap((line) => {
    const indent = " ".repeat(options.indent);
    const label = `${indent}${padLeft(`${line.number}`, numbers)} ${pad(clip(whom(line), names), names)}  `;
    const [first = "", ...more] = hang(`${label} `, line.title, frame.width);
    const head = line.urgency === "now" ? paint.strong(first) : first;
    const notes = line.notes.join(" · ");
    const below =
      options.notes && notes !== ""
        ? hang(`${indent}${" ".repeat(numbers + 1)}`, notes, frame.width).map(paint.faint)
        : [];
    return [head, ...more, ...below];
  });
}

/** The home screen's "Waiting for you", or that nothing is. */
export function waitingLines(inbox: Inbox, frame: Frame): string[] {
  const { lines } = inbox;
  if (lines.length === 0) return [];
  const title = `Waiting for you: ${lines.length} · ${about(inbox.minutes)}`;
  const shown = lines.slice(0, 9);
  const rest = lines.length - shown.length;
  return [
    frame.paint.strong(title),
    ...itemLines(shown, frame, { notes: false, indent: 1 }),
    ...(rest > 0 ? [`    and ${plural(rest, "more", "more")}`] : []),
  ];
}
