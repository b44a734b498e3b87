import type { Inbox, InboxLine, ItemKind, Urgency } from "../../api/contract/inbox.ts";
import { labelledCommands } from "./commands.ts";
import type { Frame } from "./frame.ts";
import { ends } from "./layout.ts";
import { leavingLines } from "./leaving.ts";
import {
  idleLines,
  lookingLines,
  pausedLines,
  quarantineLines,
  stoppedLines,
  warningLines,
} from "./status.ts";
import { itemLines } from "./waiting.ts";
import { full } from "./when.ts";
import { about, plural } from "./words.ts";

const approvable: ReadonlySet<ItemKind> = new Set(["approval", "effect", "late", "held"]);
const sections: readonly Urgency[] = ["now", "today", "later"];

/** What waits for her, the most urgent first. */
export function inboxLines(inbox: Inbox, frame: Frame): string[] {
  const { paint } = frame;
  const stopped = [
    ...quarantineLines(inbox, frame),
    ...lookingLines(inbox, frame),
    ...warningLines(inbox.warnings, frame),
    ...stoppedLines(inbox.stopped, frame),
    ...pausedLines(inbox.paused, frame),
  ];
  const first = inbox.lines[0];
  const leaving = leavingLines(inbox, frame);
  if (first === undefined) return [...stopped, ...leaving, ...idleLines(inbox, frame)];
  const title = `Inbox · ${plural(inbox.lines.length, "decision")} · ${about(inbox.minutes)}`;
  const head = ends(title, full(inbox.now, inbox.timeZone), Math.min(frame.width, 72));
  const body = sections.flatMap((urgency) => {
    const lines = inbox.lines.filter((line) => line.urgency === urgency);
    if (lines.length === 0) return [];
    return [
      paint.strong(urgency.toUpperCase()),
      ...itemLines(lines, frame, { notes: true, indent: 0, among: inbox.lines }),
    ];
  });
  return [...stopped, ...head, ...body, ...leaving, ...footer(first, inbox, frame)];
}

/** What it waits for to be approved, while the company only looks, is that it acts: there are other answers. */
function isApproved({ kind }: InboxLine, { looking }: Inbox): boolean {
  return approvable.has(kind) && (looking === null || (kind !== "held" && kind !== "late"));
}

function footer(first: InboxLine, inbox: Inbox, frame: Frame): string[] {
  const { lines } = inbox;
  if (frame.keys) return ["number + enter opens one  s stop everything  q quit"];
  const next = lines.find(({ expired }) => !expired);
  const rows = [
    ["Open one", `show ${(next ?? first).number}`] as const,
    ...(next === undefined
      ? [["Go on", "up"] as const]
      : [
          [
            "Answer it",
            `${isApproved(next, inbox) ? "approve" : "answer"} ${next.number}`,
          ] as const,
        ]),
    ["Stop all", "stop"] as const,
  ];
  return ["", ...labelledCommands(rows, frame)];
}
