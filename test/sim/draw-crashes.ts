import { isObject } from "../../src/value/json.ts";
import type { Deed, Files } from "./case.ts";
import type { Random } from "./random.ts";

type Company = { files: Files; deeds: readonly Deed[] };

/** How long a window is, as a share of what a play usually has: many deaths, some, or one or two. */
const shares = [1 / 4, 2 / 5, 2 / 3];
/** Of a play that has more places than most, the rest is left alone. */
const atMost = 4;

/**
 * At which of its places a play dies. How many places it has is known only when it has been played,
 * and playing it twice would cost as much again.
 *
 * CR1 Every place is as likely as any other: one death falls into each window of equal length, anywhere
 *     in it, from the first place to behind the end.
 * CR2 A window is shorter than what a company that is like this one usually has, so that as a rule the first
 *     lies inside the play.
 */
export function drawCrashes(random: Random, company: Company): number[] {
  const usual = usualPlaces(company);
  const window = Math.ceil(usual * random.pick(shares));
  const windows = Math.ceil((usual * atMost) / window);
  return Array.from({ length: windows }, (_, i) => i * window + random.between(1, window));
}

/** Learnt from some hundred plays without a death: what most of their places come from. */
function usualPlaces({ files, deeds }: Company): number {
  const requests = deeds.filter(({ kind }) => kind === "request").length;
  const arrivals = deeds.flatMap((deed) => (deed.kind === "arrive" ? deed.arrivals : [])).length;
  const isTimed = files.runbooks.some(({ trigger }) => isObject(trigger) && "cron" in trigger);
  return 60 + 38 * requests + 25 * arrivals + (isTimed ? 200 : 0);
}
