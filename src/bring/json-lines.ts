import { z } from "zod";
import type { Time } from "../api/contract/facts.ts";
import { isDay } from "../value/date.ts";
import { instantOf } from "../value/instant.ts";
import { twiceIn } from "../value/json-keys.ts";
import { deeperThan } from "../value/nesting.ts";
import type { Refused } from "./listed.ts";

/**
 * Lines of JSON (NDJSON), read one by one.
 *
 * JL1 Every line that is not empty is a row, or is refused with its number and a reason; so is a second
 *     line with the key of a first.
 * JL2 Of two fields of one name in a line none is meant more than the other: it is refused.
 * JL3 What is said of a line is short, however long the line is.
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

  /** Null for an empty line. */
  read(text: Line): { row: Row } | { refused: Refused } | null {
    this.#line += 1;
    const line = this.#line;
    const no = (reason: string) => ({ refused: { line, reason } });
    const read = jsonIn(text);
    if (read === null) return null;
    if ("reason" in read) return no(read.reason);
    const found = this.#shape.safeParse(read.given);
    if (!found.success) return no(reasonOf(found.error));
    const row = { line, ...found.data } as Row; // The shape gives all of it but the line.
    const known = this.#keyOf(row);
    if (known === null) return { row };
    const before = this.#seen.get(known.key);
    if (before !== undefined) return no(`"${short(known.name)}" stands in line ${before} already`);
    this.#seen.set(known.key, line);
    return { row };
  }
}

/** A line as it stands there, or why it could not be read. */
export type Line = string | { unread: keyof typeof unreadBy };

const unreadBy = {
  "no UTF-8": "it is not in UTF-8; save the file as UTF-8",
  "too long": "it is longer than 10 MB; part it",
};

/** What a line says; null where it is empty. */
export function jsonIn(text: Line): { given: unknown } | { reason: string } | null {
  if (typeof text !== "string") return { reason: unreadBy[text.unread] };
  if (text.trim() === "") return null;
  // Whoever walks through a value calls itself for each level.
  if (deeperThan(mostDepth, text)) return { reason: `it nests deeper than ${mostDepth} levels` };
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return { reason: "it is no JSON" };
  }
  const twice = twiceIn(text);
  return twice === null ? { given } : { reason: `"${short(twice)}" stands in it twice` };
}

/** Less than the desk takes of all lines together: one would be refused with its neighbours. */
const mostDepth = 150;

/** The first few things that are wrong with a row. */
export function reasonOf({ issues }: z.ZodError): string {
  return [...new Set(issues.slice(0, mostTold).map(told))].join("; ");
}

const mostTold = 5;

function told({ path, ...issue }: z.core.$ZodIssue): string {
  const [field] = path;
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.slice(0, mostTold).map((name) => `"${short(name)}"`);
    const more = issue.keys.length - names.length;
    return `nothing here is called ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  }
  const { message } = issue;
  if (field === undefined) return message.startsWith("Invalid input") ? "it is no object" : message;
  return `"${String(field)}" ${message}`;
}

/** As much of what was given as is quoted (JL3). */
const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

const notText = "is missing, or no text";
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

const noTime = "is no time; write one like 2026-03-03T09:30:00Z";

/** RFC 3339, in `zone` where it names none, or epoch ms; not before `earliest`. */
export const instantFrom = (earliest: number, zone: string) => timed(earliest, zone, (_, at) => at);

/** The same in UTC; but a day stays one: where the company is, it is known when that ends. */
export const timeFrom = (earliest: number) =>
  timed<Time>(earliest, "UTC", (given, at) =>
    typeof given === "string" && isDay(given.trim()) ? given.trim() : at,
  );

const timed = <T>(
  earliest: number,
  zone: string,
  meant: (given: string | number, at: number) => T,
) =>
  z.union([z.string(), z.number()], noTime).transform((given, context) => {
    const at = typeof given === "number" ? given : timeIn(given, earliest, zone);
    if (at !== null && Number.isInteger(at) && at >= earliest && at < latest)
      return meant(given, at);
    context.addIssue(`${short(JSON.stringify(given))} ${noTime}`);
    return z.NEVER;
  });

/** The earliest day may begin before it where the company is. */
function timeIn(text: string, earliest: number, zone: string): number | null {
  const [here, utc] = [instantOf(text, zone), instantOf(text)];
  return here !== null && utc !== null && utc >= earliest ? Math.max(here, earliest) : here;
}
