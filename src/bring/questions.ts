import { z } from "zod";
import { mostName, mostQuery, mostRecalled, type RecallQuery } from "../api/contract/memory.ts";
import { jsonIn, type Line, reasonOf, textOrNumber, timeFrom } from "./json-lines.ts";
import type { Refused } from "./listed.ts";

/** What each line of JSON asks, under the id it came with; null for an empty line. */
export type Asked =
  | { query: RecallQuery & { id: string } }
  | { id: string | null; refused: Refused };

export function questionIn(text: Line, line: number, usualK: number): Asked | null {
  const no = (id: string | null, reason: string): Asked => ({ id, refused: { line, reason } });
  const read = jsonIn(text);
  if (read === null) return null;
  if ("reason" in read) return no(null, read.reason);
  const found = shape.safeParse(read.given);
  if (!found.success) {
    const named = z.object({ id: idShape }).safeParse(read.given);
    return no(named.success ? named.data.id : null, reasonOf(found.error));
  }
  const { id, client, query, k, at } = found.data;
  return { query: { id, client, query, k: k ?? usualK, ...(at === undefined ? {} : { at }) } };
}

/** What it came with, given back with its answer. */
const idShape = textOrNumber(z.string().max(mostName, `is longer than ${mostName} characters`));
const howMany = `is no number from 1 to ${mostRecalled}`;
const text = z.string("is missing, or no text").refine((said) => said.trim() !== "", "is empty");

const shape = z.object({
  id: idShape,
  client: textOrNumber(text.max(mostName, `is longer than ${mostName} characters`)),
  query: text.max(mostQuery, `is longer than ${mostQuery} characters`),
  k: z.int(howMany).min(1, howMany).max(mostRecalled, howMany).nullish(),
  at: timeFrom(0)
    .nullish()
    .transform((at) => at ?? undefined),
});
