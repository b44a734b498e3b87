import { z } from "zod";
import { amount, client, day, known, line, positive } from "../args.ts";
import { treatment } from "../vat/treatment.ts";

/** What `invoice.credit` takes. Neither an amount nor lines: all that is left of the invoice. */
export const creditArgs = z
  .strictObject({
    /** Number of the invoice that it corrects. */
    invoice: line(40),
    /** What it is for; with the invoice it names the occasion. */
    occasion: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'write an occasion like "second-shop"'),
    /** As on the invoice. */
    client,
    /** With VAT, divided as the invoice was … */
    amount: positive.optional(),
    /** … or what exactly, net. */
    lines: z
      .array(
        z.strictObject({
          text: line(300),
          price: amount.refine((text) => !/^-|^0+(\.0+)? /.test(text), "must be more than zero"),
          /** Which of the invoice's kinds of VAT, where it has several. */
          vat: treatment.optional(),
        }),
      )
      .min(1)
      .max(200)
      .optional(),
    reason: known(z.string().min(1).max(500)),
    service: z.strictObject({ from: day, to: day.optional() }).optional(),
    /** What was already paid goes back to this account; absent: it is set off, or nothing was paid. */
    refund: known(z.strictObject({ iban: line(42) })),
  })
  .refine((args) => args.amount === undefined || args.lines === undefined, {
    message: "give either an amount or lines, or neither for all of it",
    path: ["amount"],
  });

export type CreditArgs = z.infer<typeof creditArgs>;
