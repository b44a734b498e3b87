import { z } from "zod";
import { mostName, mostQuery, mostRecalled, type RecallQuery } from "../api/contract/memory.ts";
import { instantOf } from "../value/instant.ts";
import { notUtf8, textOrNumber } from "./json-lines.ts";
import type { Refused } from "./listed.ts";

/** What each line of JSON asks, under the id it came with; null for an empty line. */
export type Asked =
  | { query: RecallQuery & { id: string } }
  | { id: string | null; refused: Refused };

export function questionIn(text: string | null, line: number, usualK: number): Asked | null {
  const no = (id: string | null, reason: string): Asked => ({ id, refused: { line, reason } });
  if (text === null) return no(null, notUtf8);
  if (text.trim() === "") return null;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return no(null, "it is no JSON");
  }
  const found = shape.safeParse(given);
  if (!found.success) {
    const named = z.object({ id: idShape }).safeParse(given);
    return no(named.success ? named.data.id : null, found.error.issues.map(told).join("; "));
  }
  const { id, client, query, k, at } = found.data;
  return { query: { id, client, query, k: k ?? usualK, ...(at === undefined ? {} : { at }) } };
}

const idShape = textOrNumber(z.string());
const text = z.string("is missing, or no text").refine((said) => said.trim() !== "", "is empty");

const shape = z.object({
  id: idShape,
  client: textOrNumber(text.max(mostName, `is longer than ${mostName} characters`)),
  query: text.max(mostQuery, `is longer than ${mostQuery} characters`),
  k: z.int(`is no number from 1 to ${mostRecalled}`).min(1).max(mostRecalled).nullish(),
  at: z
    .union([z.string(), z.int()], "is no time")
    .nullish()
    .transform((given, context) => {
      if (given === null || given === undefined) return undefined;
      const at = typeof given === "number" ? given : instantOf(given);
      if (at !== null && at >= 0) return at;
      context.addIssue("is no time; write one like 2026-03-03T09:30:00Z");
      return z.NEVER;
    }),
});

function told({ path, message }: z.core.$ZodIssue): string {
  const [field] = path;
  return field === undefined ? "it is no object" : `"${String(field)}" ${message}`;
}
