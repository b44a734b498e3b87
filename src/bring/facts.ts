import { z } from "zod";
import { type FactRow, mostReason } from "../api/contract/facts.ts";
import type { Json } from "../value/json.ts";
import { instantFrom, JsonLines, notText, textOrNumber, wellFormed } from "./json-lines.ts";

/**
 * Facts as lines of JSON: `{"client", "kind", "id", "field", "value", "from", "until", "expires",
 * "confidence", "by"}`, of which `kind`, `field` and `value` must be there; without a client it is about the
 * company itself. A field that is not known here is refused: a word that is not heard is no word.
 */
export const factLines = (): JsonLines<FactRow> => new JsonLines(shape, () => null);

const name = wellFormed.min(1, "is empty").max(500, "is longer than 500 characters");

const instant = instantFrom(Date.UTC(1900, 0));

const shape = z.strictObject({
  client: textOrNumber(name).exactOptional(),
  kind: name.regex(/^[a-z][a-z0-9-]{0,60}$/, "is no kind of record like client"),
  id: textOrNumber(name).exactOptional(),
  field: name,
  value: z.custom<Json>((value) => value !== undefined, notText),
  from: instant.exactOptional(),
  until: instant.exactOptional(),
  expires: instant.exactOptional(),
  confidence: z.int().min(0).max(100, "is no number from 0 to 100").exactOptional(),
  by: wellFormed.max(mostReason, `is longer than ${mostReason} characters`).exactOptional(),
});
