/**
 * What moved in the books between the company and a client, whatever keeps the books: invoices and
 * credits, payments and refunds; what was owed before the books began stands in an opening, and
 * what was paid for a reminder in a fee. What was paid too much on one invoice and kept for the next
 * moves both, and no money.
 */
export type Movement = {
  kind: "opening" | "invoice" | "credit" | "payment" | "refund" | "fee" | "kept";
  /** Number of the invoice that it belongs to. */
  invoice: string;
  /** As the books call the client. */
  client: string;
  date: string;
  /** What it adds to what the client owes: below zero where something was paid or taken back. */
  owed: string;
  /** The VAT in it, of invoices and credits; below zero where it is taken back. */
  vat: string;
  /** Of an invoice or an opening, where one is known. */
  due: string | null;
};
