import { z } from "zod";
import type { Kind, Kinds } from "../../src/workspace/connector-file.ts";
import type { JsonObject } from "../../src/value/json.ts";

const text = z.string();

/** Optional members are absent, never undefined, once JSON was read. */
function settings(schema: z.ZodType): Kind["schema"] {
  return schema as z.ZodType<JsonObject>;
}

/** Kinds of connectors as the studio uses them, without what they do. */
export const kinds: Kinds = {
  "maildir-in": {
    schema: settings(z.strictObject({ folder: text })),
    actions: {},
    emits: ["mail.received"],
  },
  "outbox-maildir": {
    schema: settings(z.strictObject({ folder: text })),
    actions: {
      send: {
        input: z.strictObject({
          to: text,
          subject: text,
          text,
          attach: z.array(z.strictObject({ name: text, mediaType: text, digest: text })).optional(),
          inReplyTo: text.nullable().optional(),
          persona: text.optional(),
        }),
        output: ["messageId", "file"],
      },
    },
    emits: [],
  },
  git: {
    schema: settings(z.strictObject({ repository: text.optional(), posts: text.optional() })),
    actions: {},
    emits: [],
  },
  "bank-csv": {
    schema: settings(z.strictObject({ folder: text })),
    actions: {},
    emits: ["payment.received", "payment.sent", "bank.statement"],
  },
  "books-journal": {
    schema: settings(
      z.strictObject({
        journal: text,
        invoices: text,
        template: text.optional(),
        vat: z.strictObject({
          rate: z.number(),
          note: text.optional(),
          rules: z.array(z.json()).optional(),
        }),
        dueDays: z.int().optional(),
        last: text.optional(),
      }),
    ),
    actions: {
      "invoice.issue": {
        input: z.strictObject({
          kind: text,
          engagement: text,
          client: z.strictObject({
            name: text,
            address: z.array(text).optional(),
            email: text.optional(),
          }),
          amount: text.optional(),
          text: text.optional(),
          service: z.strictObject({ from: text, to: text.optional() }).optional(),
        }),
        output: ["number", "reference", "net", "vat", "gross", "due", "issued", "pdf"],
      },
      "payment.record": {
        input: z.strictObject({
          invoice: text,
          amount: text,
          date: text,
          reference: text.optional(),
          line: text,
        }),
        output: ["invoice", "amount", "open", "paid"],
      },
    },
    emits: [],
  },
};
