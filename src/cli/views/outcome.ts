import type { Outcome } from "../../api/contract/desk.ts";
import { inParts, reach } from "../remedy.ts";
import { hangWhole } from "./commands.ts";
import type { Frame } from "./frame.ts";
import { hang, wrapPaths } from "./layout.ts";

/** The effect of what was refused. */
export const nothing = "nothing was sent, no client was written to, no money moved";

/** What became of what she asked for. A refusal says all four: what, effect, what was done, remedy. */
export function outcomeLines(outcome: Outcome, number: number | null, frame: Frame): string[] {
  if (!outcome.ok) {
    const { what, you } = inParts(outcome, number, frame.typed);
    return fourLines({ what, effect: nothing, did: "nothing was changed", you }, frame);
  }
  const waits = outcome.waits ?? [];
  return [
    ...hangWhole("", outcome.message === "" ? "Done" : reach(outcome.message, frame.typed), frame),
    ...(waits.length === 0
      ? []
      : [
          ...hangWhole(
            "",
            `Recorded only: the company is not running. Go on with ${frame.typed("up")}`,
            frame,
          ),
          "What follows then:",
          ...waits.flatMap((wait) => hang("  ", wait, frame.width)),
        ]),
    ...(outcome.number === undefined ? [] : [jobLine(outcome.number, frame)]),
  ];
}

/** Where to look at what followed and follows. */
function jobLine(job: number, frame: Frame): string {
  return frame.keys ? `This is job ${job}` : `What follows: ${frame.typed(`show ${job}`)}`;
}

export type Four = { what: string; effect: string; did: string; you: string };

/** The four things every failure says. */
export function fourLines(four: Four, frame: Frame): string[] {
  const [first = "", ...more] = wrapPaths(four.what, frame.width);
  return [
    frame.paint.bad(first),
    ...more,
    ...hang("Effect  ", four.effect, frame.width),
    ...hang("Did     ", four.did, frame.width),
    ...hangWhole("You     ", four.you, frame),
  ];
}
