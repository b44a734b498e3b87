import { z } from "zod";
import * as money from "../../value/money.ts";
import { einvoice } from "./einvoice/format.ts";
import { exchange } from "./exchange.ts";
import { treatment } from "./vat/treatment.ts";

/** What the actions of the books take. */
export const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // A line break in a name would put a second line into the journal's entry.
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "write it on one line");

export const day = z.iso.date();

export const amount = z
  .string()
  .regex(/^-?\d{1,12}(\.\d{1,3})? [A-Z]{3}$/, 'write an amount like "2400.00 EUR"')
  .refine(isMoney, "the currency is unknown, or has other decimals");

export const positive = amount.refine(
  (text) => !/^-|^0+(\.0+)? /.test(text),
  "must be more than zero",
);

function isMoney(text: string): boolean {
  try {
    money.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What may be missing where it comes from, such as a client's record: a runbook hands it on as null. */
export const known = <T extends z.ZodType>(of: T) =>
  of
    .nullable()
    .transform((given) => given ?? undefined)
    .optional();

export const client = z.strictObject({
  name: line(120),
  /** Lines of the postal address, below the name. */
  address: z.array(line(120)).max(6).optional(),
  email: known(line(254)),
  vatId: known(line(20)),
  /** True for a private person, false for a business; whoever has a VAT ID is one. */
  private: known(z.boolean()),
  /** ISO 3166-1: which VAT rules hold, and an e-invoice's address. */
  country: known(z.string().regex(/^[A-Z]{2}$/, 'write a country like "FR"')),
  /** What the client wants, whatever is usual here. */
  einvoice: known(einvoice),
  /** What the client wants named on invoices: a purchase order, or an authority's Leitweg-ID. */
  reference: known(line(100)),
});

const supply = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'write a word like "books"');

const quantity = z.union([
  z.number().min(0.001).max(1e6).multipleOf(0.001),
  z.string().regex(/^\d{1,7}(\.\d{1,3})?$/, 'write a quantity like "1.5", with 3 decimals at most'),
]);

const item = z.strictObject({
  text: line(300),
  /** Smaller print below the text. */
  detail: line(600).optional(),
  quantity: quantity.optional(),
  unit: line(20).optional(),
  /** Of one unit, net; below zero for what is deducted (a deposit paid earlier). */
  price: amount,
  /** What is sold, for the VAT rules; as the invoice says, unless given. */
  supply: supply.optional(),
  /** As the invoice or the rules say, unless given. */
  vat: treatment.optional(),
});

export const issueArgs = z
  .strictObject({
    /** "deposit", "final", "retainer-2026-03": with the engagement it names the occasion. */
    kind: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'write a kind like "deposit"'),
    /** Opaque id of the job or client that it is for; never a name. */
    engagement: z.string().min(1).max(200),
    client,
    /** Net amount of a single line … */
    amount: positive.optional(),
    text: line(300).optional(),
    /** … or the lines. */
    lines: z.array(item).min(1).max(200).optional(),
    /** The day, or the first and last day, of the service. */
    service: z.strictObject({ from: day, to: day.optional() }).optional(),
    due: day.optional(),
    /** What was paid too much, and on which invoices; as far as it goes, this one is paid by it. */
    kept: z
      .array(z.strictObject({ invoice: line(40), amount: positive }))
      .max(200)
      .optional(),
    note: z.string().max(1000).optional(),
    /** "reverse" where the client owes the VAT, "none" where none is owed; the rules say, unless given. */
    vat: treatment.optional(),
    supply: supply.optional(),
    /** What one unit of a foreign currency is worth in the company's; the settings say, unless given. */
    exchange: exchange.optional(),
  })
  .refine((args) => (args.amount === undefined) !== (args.lines === undefined), {
    message: "give either an amount or lines",
    path: ["amount"],
  })
  .refine(({ vat, client }) => vat !== "reverse" || client.vatId !== undefined, {
    message:
      'without the client\'s VAT ID there is no reverse charge; give "vatId" or another "vat"',
    path: ["client", "vatId"],
  });

export type IssueArgs = z.infer<typeof issueArgs>;

export const paymentArgs = z.strictObject({
  /** Number of the invoice it pays. */
  invoice: line(40),
  amount: positive,
  date: day,
  reference: line(140).optional(),
  /** Identity of the bank's line: one line is booked once. */
  line: z.string().min(1).max(200),
});

export type PaymentArgs = z.infer<typeof paymentArgs>;

export const openingArgs = z.strictObject({
  /** As it stands on the invoice that the client has. */
  number: line(40),
  client: line(120),
  /** What of it is still to be paid. */
  open: positive,
  due: day,
  reference: line(140).optional(),
});

export type OpeningArgs = z.infer<typeof openingArgs>;
