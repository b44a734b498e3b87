import type { ExportView, ImportView } from "../deps/transfer.ts";
import { divided, reach } from "../remedy.ts";
import { hangWhole } from "./commands.ts";
import type { Frame } from "./frame.ts";
import { hang, padLeft } from "./layout.ts";
import { size } from "./size.ts";
import { capital, plural } from "./words.ts";

type Item = ExportView["items"][number];

/** Every kind of item that was written, what was not and why, and how it must be kept. */
export function exportLines(view: ExportView, frame: Frame): string[] {
  const head =
    view.failed.length === 0
      ? `${frame.paint.good("Exported")} everything to ${view.folder}`
      : `${frame.paint.bad("Not whole")}: ${plural(view.failed.length, "item")} could not be exported to ${view.folder}`;
  return [
    head,
    ...itemLines(view.items),
    ...section("Could not be exported", view.failed, frame),
    ...section("Not in it", view.leftOut, frame),
    frame.paint.warn("It is not encrypted: whoever has it reads everything, and can sign as you."),
  ];
}

export function importLines(view: ImportView, frame: Frame): string[] {
  if (!view.ok) {
    return [
      `${frame.paint.bad("Nothing was imported")}: ${plural(view.problems.length, "problem")}`,
      ...view.problems.flatMap((problem) => hang("  - ", divided(problem).what, frame.width)),
      ...remedies(view.problems, frame),
    ];
  }
  if (view.dryRun) {
    return [`${frame.paint.good("All is well")}: this can be imported`, ...itemLines(view.items)];
  }
  return [
    `${frame.paint.good("Imported")} ${plural(view.events, "entry", "entries")} into ${view.folder}`,
    ...itemLines(view.items),
    ...(view.workspace === null ? [] : [`Your files are in ${view.workspace}`]),
    `It sends nothing until you let it: ${frame.typed("inbox")}`,
  ];
}

function remedies(problems: readonly string[], frame: Frame): string[] {
  const all = problems.map((problem) => divided(problem).remedy).filter((each) => each !== null);
  return [...new Set(all)].flatMap((each) =>
    hangWhole("  Do  ", reach(capital(each), frame.typed), frame),
  );
}

function itemLines(items: readonly Item[]): string[] {
  const numbers = Math.max(0, ...items.map(({ count }) => `${count}`.length));
  return items.map(
    ({ kind, count, bytes }) => `  ${padLeft(`${count}`, numbers)}  ${kind} (${size(bytes)})`,
  );
}

function section(
  title: string,
  rows: readonly { what: string; why: string }[],
  frame: Frame,
): string[] {
  if (rows.length === 0) return [];
  return [title, ...rows.flatMap(({ what, why }) => hang("  - ", `${what}: ${why}`, frame.width))];
}
