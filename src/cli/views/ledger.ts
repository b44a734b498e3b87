import type { LedgerLine } from "../../api/contract/desk.ts";
import type { RebuildView } from "../deps.ts";
import type { Frame } from "./frame.ts";
import { hang, padLeft, table } from "./layout.ts";
import { full } from "./when.ts";
import { plural } from "./words.ts";

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
  const lines = rows.map((row) => table([row], frame.width));
  if (!view.data) return table(rows, frame.width);
  return lines.flatMap((row, i) => [
    ...row,
    ...hang(" ".repeat(numbers + 2), JSON.stringify(view.lines[i]?.data ?? {}), frame.width).map(
      frame.paint.faint,
    ),
  ]);
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
