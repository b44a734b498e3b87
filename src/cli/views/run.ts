import type { RunView, TimelineEntry } from "../../api/contract/jobs.ts";
import { amount } from "./amount.ts";
import { commandLines } from "./commands.ts";
import type { Frame, Paint } from "./frame.ts";
import { diffLines } from "./item.ts";
import { ends, hang, pad, width } from "./layout.ts";
import { pauseLines } from "./status.ts";
import { clock, day, weekday } from "./when.ts";
import { job, short } from "./words.ts";

/** Where the undo and the reason stand, if what was done leaves them room. */
const noteColumn = 49;

/** One job as a timeline: what, why, by whom. `all` adds identifiers, versions, cost and causes. */
export function runLines(view: RunView, frame: Frame, options: { all: boolean }): string[] {
  const { paint } = frame;
  const cost = amount(view.costMicros, view.currency, view.locale);
  const named = view.version !== "" && view.version === short(view.version);
  const version = named ? ` ${view.version}` : "";
  const title = `Job ${view.number} · ${job(view.runbook, view.client, view.title)}`;
  const open = view.endedAt === null && view.status !== "cancelling";
  return [
    ...heading(title, view, Math.min(frame.width, 72)),
    ...(view.paused === null ? [] : pauseLines(view.paused, frame)),
    ...hang("From     ", view.from, frame.width),
    ...hang("Process  ", `${view.runbook}${version} · cost ${cost}`, frame.width),
    ...(options.all ? [`Version  ${short(view.version)} · release ${short(view.release)}`] : []),
    "",
    ...timeline(view, frame, options.all),
    ...(view.next === "" ? [] : hang("Next  ", view.next, frame.width)),
    ...footer(view.number, open, frame, options.all, paint),
  ];
}

/** How it stands beside its title, unless only the line "Next" has room for it. */
function heading(title: string, { paused, line, next }: RunView, to: number): string[] {
  const stands = paused === null ? line : "paused";
  const beside = ends(title, stands, to);
  return beside.length > 1 && stands === next ? [title] : beside;
}

function timeline(view: RunView, frame: Frame, all: boolean): string[] {
  let lastDay = "";
  const shown = view.entries.filter((entry) => all || !entry.detail);
  return shown.flatMap((entry) => {
    const today = day(entry.at, view.timeZone);
    const name = today === lastDay ? "   " : weekday(entry.at, view.timeZone);
    lastDay = today;
    const label = `${name} ${clock(entry.at, view.timeZone)} ${pad(entry.verb, 8)} `;
    const rows = hang(label, entry.what, frame.width);
    const notes = [entry.why, entry.undo].filter((note) => note !== "").join(" · ");
    const beside = [
      ...withNote(rows, notes, width(label), frame),
      ...changeLines(entry, width(label), frame),
    ];
    return all ? [...beside, ...detailLines(entry, view, width(label), frame)] : beside;
  });
}

/** What she changed, as it was and as she left it. */
function changeLines({ changes = [] }: TimelineEntry, column: number, frame: Frame): string[] {
  const inner = { ...frame, width: frame.width - column };
  return diffLines(changes, inner).map((row) => " ".repeat(column) + row);
}

function withNote(rows: string[], note: string, column: number, frame: Frame): string[] {
  if (note === "") return rows;
  const last = rows.at(-1) ?? "";
  const fits = width(last) <= noteColumn - 2 && noteColumn + width(note) <= frame.width;
  if (fits) return [...rows.slice(0, -1), pad(last, noteColumn) + frame.paint.faint(note)];
  return [...rows, ...hang(" ".repeat(column), note, frame.width).map(frame.paint.faint)];
}

function detailLines(entry: TimelineEntry, view: RunView, column: number, frame: Frame): string[] {
  const details = [
    `#${entry.seq}${entry.causedBy === null ? "" : ` because of #${entry.causedBy}`}`,
    ...(entry.step === "" ? [] : [`step ${entry.step}`]),
    ...(entry.by === "" ? [] : [`by ${entry.by}`]),
    ...(entry.version === "" ? [] : [`version ${short(entry.version)}`]),
    ...(entry.costMicros === 0 ? [] : [amount(entry.costMicros, view.currency, view.locale)]),
  ];
  return hang(" ".repeat(column), details.join(" · "), frame.width).map(frame.paint.faint);
}

function footer(number: number, open: boolean, frame: Frame, all: boolean, paint: Paint): string[] {
  const rows = [
    ...(all ? [] : [[`show ${number} --all`, "versions, causes and cost of each line"] as const]),
    ...(open ? [[`cancel ${number} --dry-run`, "shows what can be undone"] as const] : []),
  ];
  return [...(rows.length === 0 ? [] : [""]), ...commandLines(rows, frame).map(paint.faint)];
}
