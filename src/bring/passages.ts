import { z } from "zod";
import { mostName, mostPassageText, type PassageRow } from "../api/contract/memory.ts";
import { instantOf } from "../value/instant.ts";
import type { Refused } from "./listed.ts";

/**
 * Passages as lines of JSON (NDJSON): `{"id", "client", "author", "at", "thread", "text"}`, of which
 * `id`, `client` and `text` must be there. `at` is RFC 3339, UTC where it names no zone, or epoch ms.
 *
 * JP1 Every line that is not empty is a row or is refused with its number and a reason; a second line
 *     with the id of a first, for the same client, is refused.
 */
export class PassageLines {
  readonly #seen = new Map<string, number>();
  #line = 0;

  /** Null for an empty line. */
  read(text: string): { row: PassageRow } | { refused: Refused } | null {
    this.#line += 1;
    const line = this.#line;
    if (text.trim() === "") return null;
    const no = (reason: string) => ({ refused: { line, reason } });
    let given: unknown;
    try {
      given = JSON.parse(text);
    } catch {
      return no("it is no JSON");
    }
    const found = shape.safeParse(given);
    if (!found.success) return no(found.error.issues.map(told).join("; "));
    const { id, client } = found.data;
    const key = JSON.stringify([client, id]);
    const before = this.#seen.get(key);
    if (before !== undefined) return no(`"${id}" stands in line ${before} already`);
    this.#seen.set(key, line);
    return { row: { line, ...found.data } };
  }
}

const notText = "is missing, or no text";
const wellFormed = z
  .string(notText)
  .refine((text) => text.isWellFormed(), "holds half of a character");
const name = wellFormed.max(mostName, `is longer than ${mostName} characters`);
const named = z
  .union([name, z.int().transform(String)], notText)
  .refine((text) => text !== "", "is empty");

/** Numbers of a day past year 9999 are no time that anybody spoke at. */
const latest = Date.UTC(10_000, 0);

const instant = z.union([z.string(), z.int()], "is no time").transform((given, context) => {
  const at = typeof given === "number" ? given : instantOf(given);
  if (at !== null && at >= 0 && at < latest) return at;
  context.addIssue(`${JSON.stringify(given)} is no time; write one like 2026-03-03T09:30:00Z`);
  return z.NEVER;
});

const shape = z.object({
  id: named,
  client: named,
  author: name.nullish().transform((text) => text ?? ""),
  at: instant.nullish().transform((at) => at ?? 0),
  thread: z
    .union([name, z.int().transform(String)], notText)
    .nullish()
    .transform((text) => text ?? ""),
  text: wellFormed
    .max(mostPassageText, `is longer than ${mostPassageText} characters; part it`)
    .refine((text) => text.trim() !== "", "is empty"),
});

function told({ path, message }: z.core.$ZodIssue): string {
  const [field] = path;
  if (field === undefined) return "it is no object";
  return `"${String(field)}" ${message}`;
}
