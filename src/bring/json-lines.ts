import { z } from "zod";
import { instantOf } from "../value/instant.ts";
import type { Refused } from "./listed.ts";

/**
 * Lines of JSON (NDJSON), read one by one.
 *
 * JL1 Every line that is not empty is a row, or is refused with its number and a reason; so is a second
 *     line with the key of a first.
 */
export class JsonLines<Row extends { line: number }> {
  readonly #shape: z.ZodType<Omit<Row, "line">>;
  readonly #keyOf: (row: Row) => { key: string; name: string } | null;
  readonly #seen = new Map<string, number>();
  #line = 0;

  constructor(
    shape: z.ZodType<Omit<Row, "line">>,
    keyOf: (row: Row) => { key: string; name: string } | null,
  ) {
    this.#shape = shape;
    this.#keyOf = keyOf;
  }

  /** Null for an empty line. What is null itself was no UTF-8. */
  read(text: string | null): { row: Row } | { refused: Refused } | null {
    this.#line += 1;
    const line = this.#line;
    const no = (reason: string) => ({ refused: { line, reason } });
    if (text === null) return no(notUtf8);
    if (text.trim() === "") return null;
    let given: unknown;
    try {
      given = JSON.parse(text);
    } catch {
      return no("it is no JSON");
    }
    const found = this.#shape.safeParse(given);
    if (!found.success) return no(found.error.issues.map(told).join("; "));
    const row = { line, ...found.data } as Row; // The shape gives all of it but the line.
    const known = this.#keyOf(row);
    if (known === null) return { row };
    const before = this.#seen.get(known.key);
    if (before !== undefined) return no(`"${known.name}" stands in line ${before} already`);
    this.#seen.set(known.key, line);
    return { row };
  }
}

export const notUtf8 = "it is not in UTF-8; save the file as UTF-8";
export const notText = "is missing, or no text";
export const wellFormed = z
  .string(notText)
  .refine((text) => text.isWellFormed(), "holds half of a character");

/** Text, or a whole number, which is taken as its digits: `5` and `"5"` name the same. */
export const textOrNumber = (text: z.ZodType<string>): z.ZodType<string> =>
  z.union([text, z.int().transform(String)], {
    error: ({ input }) => {
      if (input === undefined) return "is missing";
      return typeof input === "number"
        ? "is no whole number that is read to its last digit; write it in quotes"
        : "is neither text nor a whole number";
    },
  });

/** Numbers of a day past year 9999 are no time that anybody spoke at. */
const latest = Date.UTC(10_000, 0);

/** RFC 3339, UTC where it names no zone, or epoch ms; not before `earliest`. */
export const instantFrom = (earliest: number) =>
  z.union([z.string(), z.int()], "is no time").transform((given, context) => {
    const at = typeof given === "number" ? given : instantOf(given);
    if (at !== null && at >= earliest && at < latest) return at;
    context.addIssue(`${JSON.stringify(given)} is no time; write one like 2026-03-03T09:30:00Z`);
    return z.NEVER;
  });

function told({ path, message }: z.core.$ZodIssue): string {
  const [field] = path;
  if (field === undefined) return message.startsWith("Invalid input") ? "it is no object" : message;
  return `"${String(field)}" ${message}`;
}
