import { z } from "zod";
import * as series from "./series.ts";

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
});

/** Settings of a books connector, as in connectors/books.yaml. Paths: see connectors/place.ts. */
export const settings = z.strictObject({
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
        .describe("Why no VAT is charged, printed when rate is 0"),
    })
    .describe("What is charged unless an invoice says otherwise"),
  dueDays: z.int().min(0).max(365).optional().describe("Days to pay; 14 unless said"),
  series: z
    .string()
    .refine((pattern) => series.problem(pattern) === null, {
      error: (issue) => series.problem(String(issue.input)) ?? "",
    })
    .optional()
    .describe('Shape of invoice numbers: "YYYY-NNN" gives 2026-001'),
  last: z
    .string()
    .max(40)
    .optional()
    .describe("Last number used before these books began; the series goes on behind it"),
});

export type Settings = z.infer<typeof settings>;

export type Accounts = z.infer<typeof accounts>;

export const usual = {
  template: "invoice.typ",
  accounts: {
    receivable: "assets:receivable",
    income: "income:services",
    vat: "liabilities:vat",
    bank: "assets:bank",
  } satisfies Accounts,
  dueDays: 14,
  series: "YYYY-NNN",
};
