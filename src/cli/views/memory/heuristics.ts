import type { HeuristicLine, Heuristics } from "../../../api/contract/heuristics.ts";
import type { Frame } from "../frame.ts";
import { hang, wrap } from "../layout.ts";
import { near } from "../when.ts";

/** Each with whom it is told to and what bears it out; what she is asked about says where. */
export function heuristicLines(
  { heuristics, now, timeZone }: Heuristics,
  over: number,
  frame: Frame,
): string[] {
  if (heuristics.length === 0 && over > 0) {
    return wrap(
      `None is told now; what you refused or retired: ${frame.typed("heuristics --all")}`,
      frame.width,
    );
  }
  if (heuristics.length === 0) {
    const typed = frame.typed('remember "no exclamation marks" --as heuristic');
    return wrap(
      `None yet. What you change in drafts again and again is put before you as one; or say one: ${typed}`,
      frame.width,
    );
  }
  return heuristics.flatMap((line) => [
    ...hang(`${line.entry}  `, line.text, frame.width),
    ...hang("   ", aboutIt(line, near(line.at, now, timeZone)), frame.width).map(frame.paint.faint),
    ...(line.item === null
      ? []
      : wrap(`   Asks you: ${frame.typed(`show ${line.item}`)}`, frame.width)),
  ]);
}

function aboutIt(
  { by, status, client, agents, for: pro, against }: HeuristicLine,
  at: string,
): string {
  const told = agents.length === 0 ? "every agent that is told anything" : agents.join(", ");
  const isTold = status === "consented";
  return [
    by === "you" ? `you, ${at}` : `learned, ${at}`,
    ...(client === "" ? [] : [`about ${client}`]),
    isTold ? `told to ${told}` : words[status],
    ...(by === "you" ? [] : [`${pro.length} for, ${against.length} against`]),
  ].join(" · ");
}

const words: Readonly<Record<HeuristicLine["status"], string>> = {
  proposed: "told to nobody before you say yes",
  consented: "",
  refused: "you said no",
  retired: "retired",
};
