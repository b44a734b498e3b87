import { z } from "zod";
import { einvoice } from "./einvoice/format.ts";
import { exchange } from "./exchange.ts";
import * as series from "./series.ts";
import { rule } from "./vat/rules.ts";

/** An account's name as hledger takes it: two spaces or a semicolon would end it. */
const account = z
  .string()
  .regex(
    /^[^\s;|()[\]]+( [^\s;|()[\]]+)*$/u,
    'write an account like "assets:receivable", with single spaces at most',
  );

const accounts = z.strictObject({
  receivable: account,
  income: account,
  vat: account,
  bank: account,
  fees: account.optional().describe("What clients paid as fees of reminders; without VAT"),
  kept: account.optional().describe("What clients paid too much, kept for a next invoice"),
  opening: account.optional().describe("Against which invoices of before these books are entered"),
});

const pattern = z.string().refine((given) => series.problem(given) === null, {
  error: (issue) => series.problem(String(issue.input)) ?? "",
});

const word = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'write a kind like "deposit"');

const numbers = z.strictObject({
  kind: word.optional().describe("Of the invoice: deposit, final …"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  series: pattern,
});

/** Settings of a books connector, as in connectors/books.yaml. Paths: see connectors/place.ts. */
export const settings = z
  .strictObject({
    journal: z.string().min(1).describe("The plain-text journal that entries are appended to"),
    invoices: z.string().min(1).describe("Folder for the PDFs of issued invoices"),
    template: z
      .string()
      .regex(/^[\w-]+\.typ$/, 'name a file of templates/, like "invoice.typ"')
      .optional()
      .describe("File in templates/; where it is absent, the built-in invoice is used"),
    accounts: accounts.optional(),
    vat: z
      .strictObject({
        rate: z.number().min(0).max(50).multipleOf(0.01).describe("Percent; 0 charges none"),
        note: z
          .string()
          .max(300)
          .optional()
          .describe(
            "Why no VAT is charged, printed when rate is 0; unless said, that of small businesses, and empty none",
          ),
        reduced: z
          .number()
          .min(0)
          .max(50)
          .multipleOf(0.01)
          .optional()
          .describe("The reduced rate in percent"),
        rules: z
          .array(rule)
          .max(100)
          .optional()
          .describe("Which VAT is charged to whom for what: the first that fits decides"),
      })
      .describe("What is charged unless an invoice says otherwise"),
    dueDays: z.int().min(0).max(365).optional().describe("Days to pay; 14 unless said"),
    series: pattern.optional().describe('Shape of invoice numbers: "YYYY-NNN" gives 2026-001'),
    numbers: z
      .array(numbers)
      .max(20)
      .optional()
      .describe("Series of their own for kinds or currencies: the first that fits"),
    credits: pattern.optional().describe("Series of credit notes; that of invoices unless said"),
    last: z
      .union([z.string().max(40), z.array(z.string().max(40)).max(50)])
      .optional()
      .describe(
        "Last number used before these books began, one for each series; it goes on behind",
      ),
    einvoice: einvoice
      .optional()
      .describe(
        "factur-x puts the invoice as data into its PDF, xrechnung beside it; a client's own wish stands",
      ),
    exchange: z
      .record(z.string().regex(/^[A-Z]{3}$/), exchange)
      .optional()
      .describe("What a unit of a foreign currency is worth in the company's, and of which day"),
  })
  .refine(
    ({ series: all, numbers: own = [], credits }) =>
      series.distinct([
        ...new Set([
          all ?? usual.series,
          ...own.map((n) => n.series),
          credits ?? all ?? usual.series,
        ]),
      ]),
    { error: "two series begin alike, so one number could belong to both", path: ["numbers"] },
  );

export type Settings = z.infer<typeof settings>;

export type Accounts = Omit<z.infer<typeof accounts>, "opening" | "fees" | "kept">;

export const usual = {
  template: "invoice.typ",
  accounts: {
    receivable: "assets:receivable",
    income: "income:services",
    vat: "liabilities:vat",
    bank: "assets:bank",
    fees: "income:reminder fees",
    kept: "liabilities:kept for clients",
    opening: "equity:opening",
  },
  dueDays: 14,
  series: "YYYY-NNN",
};
