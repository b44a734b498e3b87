import { z } from "zod";
import { mostName, mostPassageText, type NamedPassage } from "../api/contract/memory.ts";
import { instantFrom, JsonLines, textOrNumber, wellFormed } from "./json-lines.ts";
import { steering, steers } from "../value/steering.ts";

/**
 * Passages as lines of JSON: `{"id", "client", "author", "at", "thread", "text"}`, of which `id`, `client`
 * and `text` must be there. Ids may be numbers. One id stands once for one client. What cannot be seen or read stands in no text.
 * A time that names no zone is of `zone`.
 */
export const passageLines = (zone: string): JsonLines<NamedPassage> =>
  new JsonLines(shape(zone), ({ client, id }) => ({ key: JSON.stringify([client, id]), name: id }));

const legible = wellFormed.refine((text) => !steering.test(text), steers);

const name = wellFormed.max(mostName, `is longer than ${mostName} characters`);
const named = textOrNumber(name).refine((text) => text !== "", "is empty");

const shape = (zone: string) =>
  z.object({
    id: named,
    client: named.refine((text) => !text.isWellFormed() || !steering.test(text), steers),
    author: legible
      .max(mostName, `is longer than ${mostName} characters`)
      .nullish()
      .transform((text) => text ?? ""),
    at: instantFrom(0, zone)
      .nullish()
      .transform((at) => at ?? 0),
    thread: textOrNumber(name)
      .nullish()
      .transform((text) => text ?? ""),
    text: legible
      .max(mostPassageText, `is longer than ${mostPassageText} characters; part it`)
      .refine((text) => text.trim() !== "", "is empty"),
  });
