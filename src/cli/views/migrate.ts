import type { MigrateHow, MigrateView } from "../deps/format.ts";
import type { Frame } from "./frame.ts";
import { hang, table } from "./layout.ts";
import { size } from "./size.ts";
import { length, plural } from "./words.ts";

/** What bringing the data up to date would do, or did, and what stays possible. */
export function migrateLines(view: MigrateView, how: MigrateHow, frame: Frame): string[] {
  switch (view.did) {
    case "migrated":
      return [...doneLines(view, frame), ...keptLines(view, frame)];
    case "back":
      return [
        `${frame.paint.good("Back")} to the file of format ${view.from}, as it was before`,
        `Use the Mainstay that wrote it, or go on: ${frame.typed("migrate")}`,
      ];
    case "dropped":
      return view.dropped.length === 0
        ? ["No file of an older format is kept here"]
        : view.dropped.map((path) => `Deleted ${path}`);
    case "nothing":
      return how === "plan" && view.from !== view.to
        ? planLines(view, frame)
        : [`Up to date: format ${view.to}, nothing to do`, ...keptLines(view, frame)];
  }
}

function planLines(view: MigrateView, frame: Frame): string[] {
  const room = view.availableBytes < view.neededBytes ? frame.paint.bad("not enough") : "enough";
  const rows = [
    ["From", `format ${view.from}, to format ${view.to}`],
    ["Holds", `${plural(view.events, "entry", "entries")}, ${size(view.bytes)}`],
    [
      "Needs",
      `${size(view.neededBytes)} free while it runs; ${size(view.availableBytes)} there, ${room}`,
    ],
    ["Takes", length(view.expectedMs)],
  ];
  return [
    "What bringing your data up to date will do; nothing was changed yet",
    ...table(rows, frame.width, { indent: 2 }),
    "It adds",
    ...bullets(view.changes, frame),
    "What cannot be undone",
    ...bullets(
      [...view.final, "The way back closes with the first new entry; until then: migrate --back"],
      frame,
    ),
    `Do it: ${frame.typed("migrate")}`,
  ];
}

function doneLines(view: MigrateView, frame: Frame): string[] {
  return [
    `${frame.paint.good("Up to date")}: format ${view.to}, ${plural(view.events, "entry", "entries")}, every one checked`,
    ...view.corrected.map((name) => `  ${name} differed from the history and was put right`),
  ];
}

function keptLines(view: MigrateView, frame: Frame): string[] {
  return view.kept.flatMap(({ path, bytes }) => [
    `The old file is kept: ${path} (${size(bytes)}). It holds everything in plain.`,
    `  as it was   ${frame.typed("migrate --back")}`,
    `  delete it   ${frame.typed("migrate --drop-old")}`,
  ]);
}

function bullets(lines: readonly string[], frame: Frame): string[] {
  return lines.flatMap((line) => hang("  - ", line, frame.width));
}
