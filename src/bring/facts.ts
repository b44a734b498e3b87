import { z } from "zod";
import { type FactRow, mostReason } from "../api/contract/facts.ts";
import type { Json } from "../value/json.ts";
import { unkeepable } from "../memory/keepable.ts";
import { instantFrom, JsonLines, textOrNumber, wellFormed } from "./json-lines.ts";

/**
 * Facts as lines of JSON: `{"client", "kind", "id", "field", "value", "from", "until", "expires",
 * "confidence", "by"}`, of which `kind`, `field` and `value` must be there; without a client it is about the
 * company itself. A field that is not known here is refused: a word that is not heard is no word. A time that
 * names no zone is of `zone`.
 */
export const factLines = (zone: string): JsonLines<FactRow> =>
  new JsonLines(shape(zone), () => null);

const name = wellFormed.min(1, "is empty").max(500, "is longer than 500 characters");
const percent = "is no whole number from 0 to 100";

const shape = (zone: string) => {
  const instant = instantFrom(Date.UTC(1900, 0), zone);
  return z.strictObject({
    client: textOrNumber(name).exactOptional(),
    kind: wellFormed.regex(/^[a-z][a-z0-9-]{0,60}$/, "is no kind of record like client"),
    id: textOrNumber(name).exactOptional(),
    field: name,
    value: z
      .custom<Json>((value) => value !== undefined, "is missing")
      .superRefine((value, context) => {
        const wrong = value === undefined ? null : unkeepable(value);
        if (wrong !== null) context.addIssue(wrong);
      }),
    from: instant.exactOptional(),
    until: instant.exactOptional(),
    expires: instant.exactOptional(),
    confidence: z.int(percent).min(0, percent).max(100, percent).exactOptional(),
    by: wellFormed.max(mostReason, `is longer than ${mostReason} characters`).exactOptional(),
  });
};
