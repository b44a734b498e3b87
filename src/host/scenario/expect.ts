import type { Json, JsonObject } from "../../value/json.ts";
import * as pointers from "../../value/pointer.ts";
import { assign } from "./assign.ts";
import { type Difference, differences, told } from "./match.ts";

/** What one expectation names, beside what is there: both as JSON, so that one rule compares them. */
export type Expected = { pointer: string; title: string; wants: JsonObject };
export type There = { title: string; is: JsonObject };

/** `pointer`: where in the scenario's file the expectation stands that was not met. */
export type Miss = { pointer: string; message: string; expected: string; found: string };

/**
 * Compares a list of expectations with everything that is there. One thing meets one expectation; an
 * expectation that nothing meets is told against what comes closest.
 *
 * `spare` says of a thing that no expectation names whether it may be there, or why not.
 */
export function compare(
  expected: readonly Expected[],
  there: readonly There[],
  spare: (thing: There) => Miss | null,
): Miss[] {
  const apart = expected.map(({ wants }) => there.map(({ is }) => differences(wants, is)));
  const met = assign(apart.map((row) => row.map((found) => found.length === 0)));
  const left = new Set(there.keys());
  for (const thing of met) if (thing !== null) left.delete(thing);
  const misses: Miss[] = [];
  for (const [i, want] of expected.entries()) {
    if (met[i] !== null) continue;
    const nearest = nearestOf(want, there, apart[i] ?? [], left);
    if (nearest === null) misses.push(missing(want));
    else {
      left.delete(nearest);
      misses.push(...differing(want, there[nearest], apart[i]?.[nearest] ?? []));
    }
  }
  for (const thing of left) {
    const miss = spare(there[thing] ?? { title: "", is: {} });
    if (miss !== null) misses.push(miss);
  }
  return misses;
}

/** Of what is left under the same title, the one with the fewest differences. */
function nearestOf(
  want: Expected,
  there: readonly There[],
  apart: readonly (readonly Difference[])[],
  left: ReadonlySet<number>,
): number | null {
  const alike = [...left].filter((thing) => there[thing]?.title === want.title);
  return alike.toSorted((a, b) => (apart[a]?.length ?? 0) - (apart[b]?.length ?? 0))[0] ?? null;
}

function missing({ pointer, title, wants }: Expected): Miss {
  return {
    pointer,
    message: `${title}: expected, and there is none`,
    expected: inWords(wants),
    found: "nothing of the kind",
  };
}

function differing(want: Expected, there: There | undefined, found: readonly Difference[]): Miss[] {
  return found.map(({ at, expected, found: is }) => ({
    pointer: `${want.pointer}${at}`,
    message: `${there?.title ?? want.title}: ${place(at)} is not as expected`,
    expected,
    found: told(is),
  }));
}

function place(pointer: string): string {
  return pointers.parse(pointer).join(" › ") || "it";
}

/** "to "ana@…", subject { "contains": … }": what was named, on one line. */
export function inWords(wants: Readonly<Record<string, Json>>): string {
  const named = Object.entries(wants).map(([name, value]) => `${name} ${told(value)}`);
  return named.length === 0 ? "any" : named.join(", ");
}
