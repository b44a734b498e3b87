/**
 * What moved in the books between the company and a client, whatever keeps the books: invoices and
 * credits, payments and refunds.
 */
export type Movement = {
  kind: "invoice" | "credit" | "payment" | "refund";
  /** Number of the invoice that it belongs to. */
  invoice: string;
  date: string;
  /** What it adds to what the client owes: below zero where something was paid or taken back. */
  owed: string;
  /** The VAT in it, of invoices and credits; below zero where it is taken back. */
  vat: string;
  /** Of an invoice, where one is known. */
  due: string | null;
};
