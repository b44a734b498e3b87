import { equal } from "../value/json.ts";
import { type Fact, heldAt } from "./fact.ts";
import type { RecordState } from "./record.ts";

/**
 * What was recorded of a thing between two places in the history.
 *
 * MS3 Both sides are judged at one time in the world: a difference is what somebody recorded in between,
 *     never what merely ran out.
 */
export type Difference = {
  field: string;
  how: "added" | "changed" | "retracted" | "besides";
  before: Fact | null;
  after: Fact | null;
};

/** Of every field of which something was recorded after entry `from`, up to `to`. */
export function differences(
  { facts }: RecordState,
  from: number,
  to: number,
  at: number,
): Difference[] {
  return Object.entries(facts).flatMap(([field, all]) => {
    const versions = all.filter(({ entry }) => entry <= to);
    if (!versions.some(({ entry }) => entry > from)) return [];
    const older = versions.filter(({ entry }) => entry <= from);
    const [before, after] = [heldAt(older, at), heldAt(versions, at)];
    return [{ field, how: howOf(before, after), before, after }];
  });
}

/** "besides": about another time, or the same on other grounds. */
function howOf(before: Fact | null, after: Fact | null): Difference["how"] {
  if (before === null) return after === null ? "besides" : "added";
  if (after === null) return "retracted";
  return equal(before.value, after.value) ? "besides" : "changed";
}
