import { fates } from "../../../api/contract/arrivals.ts";
import type { SignalLine, SignalScore, SignalScores } from "../../../api/contract/lessons.ts";
import type { Json } from "../../../value/json.ts";
import type { Frame } from "../frame.ts";
import { fateWords } from "../arrivals.ts";
import { told as known } from "./facts.ts";
import { diffLines } from "../item.ts";
import { hang, wrap } from "../layout.ts";
import { near } from "../when.ts";
import { job, short } from "../words.ts";

/** How agents fared, then where she did otherwise, the newest first. */
export function signalLines(
  view: { scores: SignalScores; signals: readonly SignalLine[]; now: number; timeZone: string },
  frame: Frame,
  narrowed: boolean,
): string[] {
  const { scores, signals } = view;
  if (scores.scores.length === 0 && signals.length === 0) return nothing(frame, narrowed);
  return [
    ...(scores.scores.length === 0 ? [] : [...scoreLines(scores, frame, narrowed), ""]),
    ...(signals.length === 0
      ? ["You changed, refused and took over nothing"]
      : signals.flatMap((line) => told(line, view, frame))),
  ];
}

const nothing = (frame: Frame, narrowed: boolean): string[] =>
  wrap(
    narrowed
      ? "You gave no such answer yet"
      : "Nothing yet. Each answer of yours makes one: approving a draft as it is, changing it, a no, taking a step over, taking back what was about to leave, and putting right what is on record",
    frame.width,
  );

/** "letter-reply 3f2a9c01 (a model): 12 as drafted, 5 changed, 1 refused" */
export function scoreLines(
  { scores, looked, of }: SignalScores,
  frame: Frame,
  narrowed: boolean,
): string[] {
  if (scores.length === 0) return nothing(frame, narrowed);
  return [
    ...scores.flatMap((score) => hang(`${nameOf(score)}: `, counts(score), frame.width)),
    ...(looked < of ? [frame.paint.faint(`of the newest ${looked} answers; ${of} in all`)] : []),
  ];
}

function nameOf({ agent, version, rung, model }: SignalScore): string {
  const by = model ?? makers[rung] ?? "";
  const which = version === "" ? agent : `${agent} ${short(version)}`;
  return by === "" ? which : `${which} (${by})`;
}

const makers: Readonly<Record<string, string>> = {
  code: "rules",
  template: "a template",
  model: "a model",
};

function counts({ agreed, edited, denied, overridden }: SignalScore): string {
  const parts = [
    `${agreed} as drafted`,
    ...(edited === 0 ? [] : [`${edited} changed`]),
    ...(denied === 0 ? [] : [`${denied} refused`]),
    ...(overridden === 0 ? [] : [`${overridden} taken over or back`]),
  ];
  return parts.join(", ");
}

function told(
  line: SignalLine,
  { now, timeZone }: { now: number; timeZone: string },
  frame: Frame,
): string[] {
  const { at, kind, how, run, agents, reason } = line;
  const by =
    agents.length === 0 ? "" : ` · by ${[...new Set(agents.map(({ agent }) => agent))].join(", ")}`;
  const number = run === null ? "" : ` · ${run}`;
  return [
    ...hang(
      `${near(at, now, timeZone)}  `,
      `${how === "" ? words[kind] : how}: ${whereOf(line)}${number}${by}`,
      frame.width,
    ),
    ...(reason === "" ? [] : hang("   ", `because: ${reason}`, frame.width)),
    ...changeLines(line, frame),
  ];
}

/** A job, what stands on record, two clients that are one, or what came from somebody. */
function whereOf({ process, action, client, how }: SignalLine): string {
  if (process !== "") return job(process, client);
  if (action !== "") return client === "" ? action : `${action} of ${client}`;
  if (how === "merged") return client === "" ? "two clients" : client;
  return client === "" ? "what came" : `what came from ${client}`;
}

function changeLines(line: SignalLine, frame: Frame): string[] {
  // Of what she refused as a whole the job shows all of it.
  if (line.kind === "denied") return [];
  if (line.process !== "" || line.action !== "") return diffLines(line.changes, frame);
  return line.changes.flatMap(({ was, is }) =>
    hang("   ", `${taken(was)} → ${taken(is)}`, frame.width),
  );
}

/** What became of an arrival; where a job began with it, its process. */
function taken(way: Json): string {
  const fate = fates.find((each) => each === way);
  if (fate !== undefined) return fateWords[fate];
  return way === "dismissed" ? "nothing is done about it" : known(way);
}

const words: Readonly<Record<SignalLine["kind"], string>> = {
  agreed: "as drafted",
  edited: "changed",
  denied: "refused",
  overridden: "done otherwise",
  reclassified: "put right",
};
