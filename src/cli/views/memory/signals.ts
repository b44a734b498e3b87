import type { SignalLine, SignalScore, SignalScores } from "../../../api/contract/lessons.ts";
import type { Frame } from "../frame.ts";
import { diffLines } from "../item.ts";
import { hang, wrap } from "../layout.ts";
import { near } from "../when.ts";
import { job, short } from "../words.ts";

/** How agents fared, then where she did otherwise, the newest first. */
export function signalLines(
  view: { scores: SignalScores; signals: readonly SignalLine[]; now: number; timeZone: string },
  frame: Frame,
): string[] {
  const { scores, signals } = view;
  if (scores.scores.length === 0 && signals.length === 0) return nothing(frame);
  return [
    ...(scores.scores.length === 0 ? [] : [...scoreLines(scores, frame), ""]),
    ...(signals.length === 0
      ? ["You changed, refused and took over nothing"]
      : signals.flatMap((line) => told(line, view, frame))),
  ];
}

const nothing = (frame: Frame): string[] =>
  wrap(
    "Nothing yet. Each answer of yours makes one: approving a draft as it is, changing it, a no, taking a step over, taking back what was about to leave, and putting right what is on record",
    frame.width,
  );

/** "letter-reply 3f2a9c01 (a model): 12 as drafted, 5 changed, 1 refused" */
export function scoreLines({ scores, looked, of }: SignalScores, frame: Frame): string[] {
  if (scores.length === 0) return nothing(frame);
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
  { at, kind, how, process, client, run, action, agents, changes, reason }: SignalLine,
  { now, timeZone }: { now: number; timeZone: string },
  frame: Frame,
): string[] {
  const where =
    process === "" ? `${action}${client === "" ? "" : ` of ${client}`}` : job(process, client);
  const by =
    agents.length === 0 ? "" : ` · by ${[...new Set(agents.map(({ agent }) => agent))].join(", ")}`;
  const number = run === null ? "" : ` · ${run}`;
  return [
    ...hang(
      `${near(at, now, timeZone)}  `,
      `${how === "" ? words[kind] : how}: ${where}${number}${by}`,
      frame.width,
    ),
    ...(reason === "" ? [] : hang("   ", `because: ${reason}`, frame.width)),
    // Of what she refused as a whole the job shows all of it.
    ...(kind === "denied" ? [] : diffLines(changes, frame)),
  ];
}

const words: Readonly<Record<SignalLine["kind"], string>> = {
  agreed: "as drafted",
  edited: "changed",
  denied: "refused",
  overridden: "done otherwise",
  reclassified: "put right",
};
