import {
  type FactHistory,
  type FactLine,
  type FactSaid,
  type FactsView,
  keptBack,
  type Rested,
} from "../../../api/contract/facts.ts";
import type { Inbox } from "../../../api/contract/inbox.ts";
import { isObject, type Json } from "../../../value/json.ts";
import type { Frame } from "../frame.ts";
import { headingLines } from "../heading.ts";
import { hang, pad, wrap } from "../layout.ts";
import { clock, day, full, near } from "../when.ts";
import { job, plural } from "../words.ts";

/** What is on record, by record; what should be asked again is marked. */
export function factsLines(
  view: FactsView,
  frame: Frame,
  asked: { kind?: string; past?: boolean } = {},
): string[] {
  const { client, records, timeZone, at } = view;
  const whom = client === "" ? "the company itself" : client;
  if (records.length === 0) {
    return wrap(nothingLine(whom, asked), frame.width);
  }
  return records.flatMap(({ kind, title, key, facts }) => {
    const width = Math.min(widest, Math.max(...facts.map(({ field }) => field.length)));
    const grounds = facts.map((fact) => groundsOf(fact, at, timeZone));
    const faint = (indent: string, text = "") =>
      hang(indent, text, frame.width).map((line) => frame.paint.faint(line));
    const called = title === "" ? kind : `${kind} · ${title}`;
    return [
      ...headingLines(called, key, frame),
      ...facts.flatMap((fact, n) => [
        ...hang(`  ${fact.field.padEnd(width)}  `, shown(fact), frame.width),
        // Said once for those that came together.
        ...(grounds[n] === grounds[n + 1] ? [] : faint(" ".repeat(width + 4), grounds[n])),
      ]),
      "",
    ];
  });
}

function nothingLine(whom: string, { kind, past }: { kind?: string; past?: boolean }): string {
  const what = kind === undefined ? "Nothing" : `No ${kind}`;
  if (past === true) return `${what} was on record about ${whom} then`;
  const how = kind === undefined ? ": see npx mainstay fact set --help" : "";
  return `${what} is on record about ${whom}${how}`;
}

/** Longer names do not move all others. */
const widest = 24;

/** A day where it begins with it, else with its hour. */
function moment(at: number, zone: string, now: number): string {
  return clock(at, zone) === "00:00" ? day(at, zone, now) : full(at, zone, now);
}

function groundsOf(fact: FactLine, now: number, zone: string): string {
  const { by, recordedAt, validTo, expiresAt, confidence, vouched, staleSince, source } = fact;
  const more = [
    ...(vouched ? [] : ["from outside, not vouched for"]),
    ...(confidence === 100 ? [] : [`${confidence} % sure`]),
    ...(validTo === null ? [] : [`until ${moment(validTo, zone, now)}`]),
    ...(expiresAt === null ? [] : [`believed until ${moment(expiresAt, zone, now)}`]),
    ...(staleSince === null ? [] : [`not said again for long: ask whether it is still so`]),
  ];
  return [`${by}, ${near(recordedAt, now, zone)} · entry ${source}`, ...more].join(" · ");
}

/** Who said it, when and why, the newest first; then the jobs that read it. */
export function historyLines(view: FactHistory, frame: Frame): string[] {
  const { client, kind, field, versions, rested, timeZone } = view;
  const name = `${kind}.${field}${client === "" ? "" : ` of ${client}`}`;
  const gone = `schemas/${kind}.json has no place for it any more: what was said stays in this history`;
  if (versions.length === 0) return wrap(`Nothing was ever on record of ${name}`, frame.width);
  return [
    ...(view.gone ? [...wrap(gone, frame.width), ""] : []),
    ...versions.flatMap((version, n) =>
      versionLines(version, markOf(version, n === 0), timeZone, frame),
    ),
    ...restedLines(rested, timeZone, frame),
  ];
}

/** What was taken back last is what stands: that nothing is known. */
function markOf({ holds, known }: Version, isNewest: boolean): Mark {
  if (holds) return "holds";
  return isNewest && !known ? "now" : "before";
}

type Version = FactHistory["versions"][number];
type Mark = "holds" | "now" | "before";

function versionLines(version: Version, mark: Mark, zone: string, frame: Frame): string[] {
  const { version: n, by, reason, recordedAt } = version;
  const { validFrom, validTo, confirmed, confirmedAt, source } = version;
  const until = validTo === null ? "" : ` until ${full(validTo, zone, 0)}`;
  const said = saidWords(version, zone);
  const [first = "", ...more] = hang(`${pad(mark, 6)}  `, said, frame.width);
  const { good, strong, faint } = frame.paint;
  const paint = { holds: good, now: strong, before: faint }[mark];
  const noted = full(recordedAt, zone, 0);
  const began = full(validFrom, zone, 0);
  const from = began === noted ? "then on" : began;
  const again = confirmed === 0 ? "" : `; said again ${full(confirmedAt, zone, 0)}`;
  return [
    `${paint(mark)}${first.slice(mark.length)}`,
    ...more,
    ...hang("        ", `${by}: ${reason}`, frame.width),
    ...saidAsLines(version, frame),
    ...hang(
      "        ",
      `noted ${noted}, from ${from}${until}${again} · version ${n} · entry ${source}`,
      frame.width,
    ).map(faint),
    "",
  ];
}

/** What a version says; of one that was removed, that it was. */
export function saidWords(version: Version, zone: string): string {
  const { known, removed } = version;
  if (removed === null) return known ? shown(version) : "not known";
  const { at, by, because } = removed;
  const why = because === "" ? "" : `: ${because}`;
  return `removed for good ${full(at, zone, 0)}, by ${by}${why}`;
}

/** What reads otherwise since its schema changed. */
function saidAsLines({ said, shape }: FactLine, frame: Frame): string[] {
  if (said === undefined) return [];
  const line = `said as ${said.field} "${told(said.value)}", under version ${shape} of its schema`;
  return hang("        ", line, frame.width);
}

export function saidLines(said: FactSaid, frame: Frame): string[] {
  return [...wrap(said.message, frame.width), ...restedLines(said.rested, said.timeZone, frame)];
}

export function restedLines(
  rested: readonly Rested[],
  zone: string,
  frame: Frame,
  did = "read it",
): string[] {
  if (rested.length === 0) return [];
  return [
    `${plural(rested.length, "job")} ${did}:`,
    ...rested.flatMap(({ number, runbook, status, steps, at, acts, again }) => [
      ...hang(
        `  ${number}  `,
        `${job(runbook, "")} · ${status} · ${steps.join(", ")} · ${full(at, zone, 0)}`,
        frame.width,
      ),
      ...acts.flatMap((act) => hang("       did ", act, frame.width)),
      ...hang("       ", againWords(again, frame), frame.width),
    ]),
    ...wrap(`See one: ${frame.typed(`show ${rested[0]?.number ?? 0}`)}`, frame.width),
  ];
}

/** A step of a job that is still open can be done again; what one that ended did stays as it is. */
function againWords(again: string | null, frame: Frame): string {
  return again === null
    ? "ended: what it did stays; the next goes by what is known now"
    : `do it again: ${frame.typed(again)}`;
}

export function conflictLines({ lines }: Inbox, frame: Frame): string[] {
  if (lines.length === 0) return ["Nothing contradicts what is on record"];
  return [
    ...lines.flatMap(({ number, client, title, notes }) => [
      ...hang(`${number}  `, `${client === "" ? "" : `${client} · `}${title}`, frame.width),
      ...notes.flatMap((note) => hang("    ", note, frame.width)),
    ]),
    ...wrap(`See both sides: ${frame.typed(`show ${lines[0]?.number ?? ""}`)}`, frame.width),
  ];
}

function shown({ value, secret }: FactLine): string {
  return secret && value === null ? keptBack : told(value);
}

/** A value as she reads it. */
export function told(value: Json): string {
  if (Array.isArray(value)) {
    const isPlain = value.every((each) => !isObject(each) && !Array.isArray(each));
    return value.length === 0 ? "none" : value.map(told).join(isPlain ? ", " : "; ");
  }
  if (isObject(value)) {
    const said = Object.entries(value).filter(([, each]) => each !== null && each !== "");
    return said.map(([name, each]) => `${name}: ${told(each)}`).join(", ");
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null ? "nothing" : String(value);
}
