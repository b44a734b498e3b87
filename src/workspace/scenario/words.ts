import { z } from "zod";
import { fileName } from "../../runbook/format.ts";
import { formatDay } from "../../value/date.ts";
import type { Json } from "../../value/json.ts";

/** What the parts of a scenario's format are written with. Messages are noun phrases that say what is expected. */
export const text = z.string().min(1);
// oxlint-disable-next-line no-control-regex -- these are what is refused
export const line = z.string().regex(/^[^\u0000-\u001f\u007f]+$/u, "one line of text");
export const address = z
  .string()
  .regex(/^[^\s<>@]+@[^\s<>@]+$/u, "a mail address, such as ana@nordlicht.example");
const isDay = (text: string): boolean => {
  const at = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  // The 30th of February reads as the 2nd of March.
  return !Number.isNaN(at) && formatDay(at) === text.slice(0, 10);
};
export const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d$/u, 'a local time, such as "2026-06-01 08:00"')
  .refine(isDay, "a day that there is");
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/u, 'a day, such as "2026-06-01"')
  .refine(isDay, "a day that there is");
export const money = z
  .string()
  .regex(/^-?\d+(\.\d+)? [A-Z]{3}$/u, 'an amount with its currency, such as "120.00 EUR"');
export const file = z
  .string()
  .regex(/^(?!.*\.\.)[\w-][\w. /-]*$/u, "a file of the company's folder, such as mail/enquiry.eml");
export const action = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\.[a-zA-Z0-9.]+$/u, "connector.action, such as mail.send");
export const step = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9_]*$/u, "the name of a step, such as confirm");
// Every value of a source is Json.
export const anyJson = z.unknown() as z.ZodType<Json>;
export const fields = z.record(z.string(), anyJson, "a map of names and values");
export const target = z.union(
  [
    z.strictObject({ runbook: fileName }),
    z.strictObject({ agent: fileName }),
    z.strictObject({ connector: fileName }),
    z.strictObject({ everything: z.literal(true) }),
  ],
  { error: "{ runbook: … }, { agent: … }, { connector: … } or { everything: true }" },
);

export type Target = z.infer<typeof target>;
