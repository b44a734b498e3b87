import type { ArrivalLine, Fate } from "../../api/contract/arrivals.ts";
import type { Frame } from "./frame.ts";
import { clip, padLeft, table } from "./layout.ts";
import { near } from "./when.ts";
import { plural } from "./words.ts";

export const fateWords: Readonly<Record<Fate, string>> = {
  started: "a new job",
  delivered: "added to a job",
  queued: "kept for a job",
  ignored: "no action",
  suspicious: "nothing done",
  parked: "asks you",
  damaged: "kept aside",
  duplicate: "read before",
};

/** "Read 14 mails", and what became of them. `waiting` are the jobs that already wait for her. */
export function readingLines(
  { arrivals, total }: { arrivals: readonly ArrivalLine[]; total: number },
  waiting: ReadonlySet<number>,
  frame: Frame,
): string[] {
  const mails = arrivals.filter((line) => line.type.startsWith("mail."));
  const others = arrivals.length - mails.length;
  const also = others === 0 ? "" : ` and ${plural(others, "other arrival")}`;
  const groups = [
    group(mails, ["started"], "enquiry", "enquiries", (lines) => drafts(lines, waiting)),
    group(
      mails,
      ["delivered", "queued"],
      "reply",
      "replies",
      (lines) => `added to ${owners(lines)}`,
    ),
    group(mails, ["ignored", "duplicate"], "no action", "no action", (lines) =>
      reasons(lines, frame),
    ),
    group(mails, ["parked"], "unclaimed", "unclaimed", () => "no process takes them: asking you"),
    group(mails, ["damaged"], "damaged", "damaged", () => "kept aside, not lost"),
    group(
      mails,
      ["suspicious"],
      "suspicious",
      "suspicious",
      (lines) => `${quoted(lines)}: nothing done`,
    ),
  ].flat();
  const numbers = Math.max(1, ...groups.map(([label]) => /^\d+/.exec(label)?.[0].length ?? 0));
  const rows = groups.map(([label, note]) => {
    const digits = /^\d+/.exec(label)?.[0].length ?? 0;
    return [" ".repeat(numbers - digits) + label, note];
  });
  const more =
    total > arrivals.length ? `; ${plural(total, "arrival")} in all, the newest here` : "";
  return [
    `Read ${plural(mails.length, "mail")}${also}${more}`,
    ...table(rows, frame.width, { indent: 3, gap: 5 }),
  ];
}

function group(
  mails: readonly ArrivalLine[],
  fates: readonly Fate[],
  one: string,
  many: string,
  note: (lines: readonly ArrivalLine[]) => string,
): [string, string][] {
  const lines = mails.filter((line) => fates.includes(line.fate));
  return lines.length === 0 ? [] : [[plural(lines.length, one, many), note(lines)]];
}

function drafts(lines: readonly ArrivalLine[], waiting: ReadonlySet<number>): string {
  const ready = lines.filter((line) => line.run !== null && waiting.has(line.run)).length;
  if (ready === lines.length) return ready === 1 ? "draft ready" : "drafts ready";
  const rest = lines.length - ready;
  return ready === 0 ? "in work" : `${plural(ready, "draft")} ready, ${rest} in work`;
}

function owners(lines: readonly ArrivalLine[]): string {
  const names = [...new Set(lines.map((line) => line.from).filter((name) => name !== ""))];
  if (names.length === 0) return lines.length === 1 ? "its job" : "their jobs";
  if (names.length > 3) return `the jobs of ${names.length} senders`;
  return names.map((name) => (name.endsWith("s") ? `${name}'` : `${name}'s`)).join(", ") + " job";
}

function reasons(lines: readonly ArrivalLine[], frame: Frame): string {
  const found = new Set(
    lines.map((line) =>
      line.fate === "duplicate" || line.because === "" ? fateWords[line.fate] : line.because,
    ),
  );
  const text = [...found].slice(0, 4).join(", ") + (found.size > 4 ? " …" : "");
  return frame.keys ? `${text}   [l] list` : text;
}

function quoted(lines: readonly ArrivalLine[]): string {
  const [first] = lines;
  const title = `"${clip(first?.title ?? "", 40)}"`;
  return lines.length > 1 ? `${title} and ${lines.length - 1} more` : title;
}

/**
 * Everything that came, the newest first: from whom, what about, what became of it and why; where one
 * of them may be named, each with its number.
 */
export function arrivalLines(
  view: { arrivals: readonly ArrivalLine[]; now: number; timeZone: string },
  frame: Frame,
  options: { numbers?: boolean } = {},
): string[] {
  if (view.arrivals.length === 0) return ["Nothing came yet"];
  const entries = Math.max(...view.arrivals.map(({ entry }) => `${entry}`.length));
  const rows = view.arrivals.map((line) => {
    const number = line.item ?? line.run;
    const fate = fateWords[line.fate] + (number === null ? "" : ` · ${number}`);
    const because = line.because === "" ? "" : ` (${line.because})`;
    return [
      ...(options.numbers === true ? [padLeft(`${line.entry}`, entries)] : []),
      near(line.at, view.now, view.timeZone),
      clip(line.from, 22),
      clip(line.title, 30),
      `${fate}${because}`,
    ];
  });
  return table(rows, frame.width);
}
