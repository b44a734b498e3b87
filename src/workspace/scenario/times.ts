import { length } from "../../runbook/amounts.ts";
import { type Mistake, mistake, type Source } from "../../runbook/mistake.ts";
import type { Entry } from "./when.ts";

/** What keeps the entries from being placed in time. */
export function timeMistakes(entries: readonly Entry[], source: Source): Mistake[] {
  const found: Mistake[] = [];
  for (const [i, entry] of entries.entries()) {
    const after = "after" in entry ? entry.after : undefined;
    const at = "at" in entry ? entry.at : undefined;
    if (after !== undefined) length(after, source, `/when/${i}/after`, found);
    if ("wait" in entry) length(entry.wait, source, `/when/${i}/wait`, found);
    if (after === undefined || at === undefined) continue;
    const spot = source.at(`/when/${i}/after`);
    found.push(mistake(spot, "Cannot place this in time: it has both at and after", "write one"));
  }
  return found;
}
