import type { Json } from "../value/json.ts";

class NumberLower extends Error {
  override readonly name = "NumberLower";
  readonly code = "number_lower";
}

/**
 * The books' "last" with another number for its series; those of other series stay.
 *
 * LN1 It does not go down unasked: numbers that were used would be used again. `before` is the one it
 *     went down from by her reason, else null.
 */
export function lastWith(
  last: Json,
  number: string,
  reason: string,
): { value: Json; before: string | null } {
  const all = (Array.isArray(last) ? last : [last]).filter((text) => typeof text === "string");
  const there = all.find((text) => shape(text) === shape(number));
  const lower = there !== undefined && isLower(number, there);
  if (lower && reason === "") {
    throw new NumberLower(
      `Cannot change the last invoice to "${number}": your books say it was ${there}, and numbers behind ${number} would be used twice; name a higher one, or say why it is lower with "--lower REASON"`,
    );
  }
  const before = lower ? there : null;
  if (!Array.isArray(last)) return { value: number, before };
  const others = all.filter((text) => text !== there);
  return { value: [...others, number], before };
}

/** Numbers of one shape belong to one series, or to that of another year. */
function shape(number: string): string {
  return number.replace(/\d+$/u, "").replace(/20\d\d/u, "YYYY");
}

function isLower(number: string, than: string): boolean {
  const [year, n] = placeOf(number);
  const [otherYear, other] = placeOf(than);
  return year === otherYear ? n < other : year < otherYear;
}

function placeOf(number: string): [number, number] {
  const head = number.replace(/\d+$/u, "");
  const year = /20\d\d/u.exec(head)?.[0] ?? "0";
  return [Number(year), Number(number.slice(head.length))];
}
