import type { LedgerLine } from "../../api/contract/history.ts";
import type { RebuildView } from "../deps/format.ts";
import type { Frame } from "./frame.ts";
import { hang, padLeft, table, width } from "./layout.ts";
import { full } from "./when.ts";
import { plural, short } from "./words.ts";

/** History as it is kept: place, time, what, by whom, because of what. */
export function ledgerLines(
  view: { lines: readonly LedgerLine[]; timeZone: string; data: boolean },
  frame: Frame,
): string[] {
  if (view.lines.length === 0) return ["No history here"];
  const numbers = Math.max(...view.lines.map((line) => `${line.seq}`.length));
  const rows = view.lines.map((line) => [
    padLeft(`${line.seq}`, numbers),
    full(line.at, view.timeZone),
    line.type,
    `${line.stream} ${line.version}`,
    `${line.actor}${line.cause === null ? "" : ` because of ${line.cause}`}`,
  ]);
  const margin = " ".repeat(numbers + 2);
  const beside = fits(rows, frame.width) ? table(rows, frame.width, { most: frame.width }) : null;
  return view.lines.flatMap((line, i) => [
    ...(beside === null ? below(rows[i] ?? [], margin, frame) : [beside[i] ?? ""]),
    ...releaseLines(line, margin, frame),
    ...(view.data
      ? hang(margin, JSON.stringify(line.data), frame.width).map(frame.paint.faint)
      : []),
  ]);
}

function fits(rows: readonly (readonly string[])[], to: number): boolean {
  const columns = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...rows.map((row) => width(row[column] ?? ""))),
  );
  return columns.reduce((sum, each) => sum + each, 8) <= to;
}

/** Where one line has no room: stream, author and cause in the line below. */
function below(row: readonly string[], margin: string, frame: Frame): string[] {
  const [seq = "", at = "", type = "", stream = "", by = ""] = row;
  const [first = "", ...more] = hang(margin, `${stream} · ${by}`, frame.width);
  return [`${seq}  ${at}  ${type}`, ...[first, ...more].map(frame.paint.faint)];
}

/** The name by which `rollback --to` finds the release again. */
function releaseLines(line: LedgerLine, margin: string, frame: Frame): string[] {
  const { release } = line.data;
  if (line.type !== "release.activated" || typeof release !== "string") return [];
  const id = short(release);
  return [`${margin}release ${id} · again: ${frame.typed(`rollback --to ${id}`)}`];
}

/** Whether everything derived from the history is what it must be. */
export function rebuildLines(view: RebuildView, frame: Frame): string[] {
  const wrong = view.tables.filter((table) => !table.equal);
  const from = `from ${plural(view.events, "entry", "entries")} of history`;
  if (wrong.length === 0) {
    return [
      `${frame.paint.good("Rebuilt")} ${plural(view.tables.length, "table")} ${from}: all equal`,
    ];
  }
  return [
    `${frame.paint.warn("Rebuilt")} ${plural(view.tables.length, "table")} ${from}`,
    ...wrong.map((table) => `  ${table.name} differed and was put right`),
  ];
}
