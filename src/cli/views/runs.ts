import type { CancelPreview, RunLine } from "../../api/contract/jobs.ts";
import type { Frame } from "./frame.ts";
import { hang, padLeft, table } from "./layout.ts";
import { near } from "./when.ts";
import { job } from "./words.ts";

/** Jobs, one line each: number, deed, since when, how it stands. */
export function runsLines(
  view: { runs: readonly RunLine[]; now: number; timeZone: string },
  frame: Frame,
): string[] {
  if (view.runs.length === 0) return ["No jobs"];
  const numbers = Math.max(2, ...view.runs.map((run) => `${run.number}`.length));
  const rows = view.runs.map((run) => [
    padLeft(`${run.number}`, numbers),
    job(run.runbook, run.client, run.title),
    near(run.startedAt, view.now, view.timeZone),
    standing(run),
  ]);
  return table(rows, frame.width);
}

/** A paused job also says for what it would wait. */
function standing(run: RunLine): string {
  if (run.paused === null) return run.line === "" ? run.status : run.line;
  return ["paused", ...(run.line === "" ? [] : [run.line])].join(" · ");
}

/** What cancelling a job would undo, and what stays. */
export function cancelLines(number: number, preview: CancelPreview, frame: Frame): string[] {
  const part = (label: string, items: readonly string[], none: string) =>
    items.length === 0
      ? hang(label, none, frame.width)
      : items.flatMap((item, i) =>
          hang(i === 0 ? label : " ".repeat(label.length), item, frame.width),
        );
  return [
    frame.paint.strong(`Cancelling job ${number}`),
    ...part("  Undone     ", preview.undone, "nothing needs to be undone"),
    ...part("  Stays      ", preview.stays, "nothing"),
    ...(preview.waitsFor.length === 0 ? [] : part("  Waits for  ", preview.waitsFor, "")),
  ];
}
