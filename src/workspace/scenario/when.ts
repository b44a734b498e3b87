import { z } from "zod";
import { duration, fileName } from "../../runbook/format.ts";
import {
  address,
  anyJson,
  day,
  fields,
  file,
  line,
  moment,
  money,
  step,
  target,
  text,
} from "./words.ts";

const mail = z.strictObject({
  from: line.describe("Ana Lindt <ana@nordlicht.example>"),
  to: address.optional().describe("The company's own when left out"),
  title: z.string().describe("The subject line"),
  text: z.string(),
  replies: z
    .literal(true)
    .optional()
    .describe("It answers the last letter that went to the sender"),
  headers: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/u, "the name of a header"), line)
    .optional()
    .describe("Further headers, such as Auto-Submitted"),
});

const bankLine = z.strictObject({
  pays: text.optional().describe("An invoice: its number, or the address of who got the last one"),
  amount: money.optional().describe("The invoice's, where it pays one; below nothing: paid by her"),
  name: line.optional().describe("Who paid, as the bank shows it"),
  reference: line.optional().describe("The invoice's own, where it pays one"),
  iban: line.optional(),
  on: day.optional().describe("The same day when left out"),
});

const openInvoice = z.strictObject({
  client: address.describe("Of a client who is on record"),
  number: line,
  amount: money,
  open: money.optional().describe("All of it when left out"),
  due: day,
  reference: line.optional(),
});

/** Whom her words are for: the oldest open item that all of it holds for. */
const asked = {
  from: address.optional().describe("Whom the item is about"),
  step: step.optional().describe("Name of the step that asks"),
  about: text.optional().describe("Part of the item's title"),
};

const when = {
  at: moment.optional().describe("When, in the company's local time"),
  after: duration.optional().describe("How long after what stands before it"),
};

const change = z.union([z.strictObject({ replace: text, by: z.string() }), anyJson]);

/** What may happen, each by the key that names it. */
export const entries = {
  mail: z.strictObject({ ...when, mail: z.union([file, mail]) }),
  bank: z.strictObject({ ...when, bank: z.union([file, z.array(bankLine).min(1)]) }),
  bring: z.strictObject({ ...when, bring: z.array(openInvoice).min(1) }),
  answer: z.strictObject({
    ...when,
    answer: z.strictObject({
      ...asked,
      say: text.describe("approve, edit, deny, again, fill, dismiss, or an answer that is offered"),
      change: z
        .record(z.string().regex(/^\//u, "a place such as /letter/text"), change)
        .optional()
        .describe("What she changes first: new values, or { replace: …, by: … } in a text"),
      value: anyJson.optional().describe("What she fills in"),
      because: text.optional(),
    }),
  }),
  request: z.strictObject({
    ...when,
    request: z.strictObject({
      runbook: fileName,
      input: fields.optional(),
      refused: text.optional().describe("No job begins: part of what she is told instead"),
    }),
  }),
  cancel: z.strictObject({
    ...when,
    cancel: z.strictObject({ from: address.optional(), runbook: fileName, because: text }),
  }),
  pause: z.strictObject({ ...when, pause: target }),
  resume: z.strictObject({ ...when, resume: target }),
  stop: z.strictObject({ ...when, stop: text.describe("Why she stops everything") }),
  hold: z.strictObject({ ...when, hold: z.literal("leaving").describe("She takes it back") }),
  wait: z.strictObject({ wait: duration }),
  until: z.strictObject({ until: moment }),
};

export type Entry = z.infer<(typeof entries)[keyof typeof entries]>;
export type Mail = z.infer<typeof mail>;
export type OpenInvoice = z.infer<typeof openInvoice>;
export type BankLine = z.infer<typeof bankLine>;
export type Answering = Extract<Entry, { answer: unknown }>["answer"];
