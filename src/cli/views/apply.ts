import type { ApplyView, RunsOnApply } from "../../api/contract/apply.ts";
import { amount } from "./amount.ts";
import type { Frame } from "./frame.ts";
import { hang, wrap } from "./layout.ts";
import { migrationLines } from "./migration.ts";
import { pausedLines } from "./status.ts";
import { kind, plural } from "./words.ts";

/** What happens to jobs under way: done, and only compared. */
const fates: Readonly<Record<RunsOnApply, readonly [string, string]>> = {
  finish: ["finish as they began", "would finish as they began"],
  pause: ["are paused", "would be paused"],
  migrate: ["go on with the new version", "would go on with the new version"],
  cancel: ["are cancelled", "would be cancelled"],
};

/** What the files say, against what is active: mistakes, or differences. */
export function applyLines(
  view: ApplyView,
  frame: Frame,
  options: { dryRun: boolean; runs: RunsOnApply; act: "apply" | "rollback" },
): string[] {
  const migrated = migrationLines(view.migrations, frame);
  if (!view.ok) return [...migrated, ...problemLines(view, frame)];
  const differences = view.differences.flatMap((difference) => [
    ...wrap(`${mark(difference.change)} ${kind(difference.kind)} ${difference.name}`, frame.width),
    ...difference.details.flatMap((detail) => hang("    ", detail, frame.width)),
  ]);
  const none = view.differences.length === 0;
  return [
    ...(none ? [`Nothing differs from what is active`] : differences),
    ...migrated,
    ...vectorLines(view, options.dryRun, frame),
    ...touchedLine(view, options, frame),
    ...(none ? [] : [closing(options, frame)]),
    ...untestedLines(view, frame),
    ...(view.paused.length === 0 ? [] : ["", ...pausedLines(view.paused, frame).slice(0, -1)]),
  ];
}

function untestedLines({ untested }: ApplyView, frame: Frame): string[] {
  if (untested === undefined) return [];
  const line = `${plural(untested, "scenario")} still to pass on these files: ${frame.typed("test")}`;
  return wrap(line, frame.width);
}

/** What leaves, and what it costs, before she agrees to it. */
function vectorLines({ vectors }: ApplyView, dryRun: boolean, frame: Frame): string[] {
  if (vectors === undefined) return [];
  const { by, sendsTo, passages, aboutMicros, currency, locale } = vectors;
  const will = dryRun ? "would be" : "are";
  const anew = `The vectors of ${plural(passages, "passage")} ${will} made anew by ${by}`;
  if (sendsTo === null) return wrap(`${anew}, on this computer`, frame.width);
  const cost =
    aboutMicros === null
      ? "but its price is not known, so that nothing is sent"
      : `for about ${amount(aboutMicros, currency, locale)}, within your budgets`;
  const nothing = passages === 0 && aboutMicros !== null;
  return [
    ...wrap(
      `Words of clients' mails ${will} sent to ${sendsTo}, and what is asked about them; what is secret is not`,
      frame.width,
    ).map((line) => frame.paint.strong(line)),
    ...(nothing ? [] : wrap(`${anew}, ${cost}`, frame.width)),
  ];
}

function closing(options: { dryRun: boolean; act: "apply" | "rollback" }, frame: Frame): string {
  if (options.dryRun) return "Only compared: nothing was changed";
  const done = options.act === "apply" ? "Applied" : "Rolled back";
  return `${frame.paint.good(done)}: active from now on`;
}

function mark(change: string): string {
  if (change === "added") return "+";
  return change === "removed" ? "-" : "~";
}

function touchedLine(
  view: ApplyView,
  options: { dryRun: boolean; runs: RunsOnApply },
  frame: Frame,
): string[] {
  if (view.touched.length === 0) return [];
  const jobs = `${plural(view.touched.length, "job")} under way (${view.touched.join(", ")})`;
  return wrap(`${jobs} ${fates[options.runs][options.dryRun ? 1 : 0]}`, frame.width);
}

function problemLines(view: ApplyView, frame: Frame): string[] {
  const { paint } = frame;
  const lines = view.problems.flatMap((problem) => {
    const place = [problem.file, problem.line, problem.column].filter((part) => part !== null);
    return [
      `${paint.bad("✗")} ${paint.strong(place.join(":"))}`,
      ...hang("  ", problem.message, frame.width),
      ...hang("  Do  ", problem.remedy, frame.width),
      "",
    ];
  });
  return [
    ...lines,
    `${plural(view.problems.length, "mistake")}. Nothing was changed: what was active stays active`,
  ];
}
