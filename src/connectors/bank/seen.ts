import { z } from "zod";

/**
 * One line of a bank account: the content of `payment.received` and `payment.sent`. The amount is
 * never negative; the event's type says which way it went.
 */
export const PaymentSeen = z.strictObject({
  account: z.string(),
  /** Day of booking. */
  date: z.string(),
  amount: z.string(),
  reference: z.string(),
  /** A valid creditor reference (ISO 11649) found in it, such as an invoice of ours bears. */
  structuredReference: z.string().nullable(),
  counterparty: z.string(),
  iban: z.string().nullable(),
  /** Names this line, in every file that holds it. */
  line: z.string(),
  /** Above 1: so many lines before it in the same file say the same, which may be one payment twice. */
  nth: z.number(),
  /** The first of those equal lines; null where this is the first. */
  first: z.string().nullable(),
});

export type PaymentSeen = z.infer<typeof PaymentSeen>;

/** The content of `bank.statement`: how far one file of an account reaches. */
export const BankStatement = z.strictObject({
  account: z.string(),
  /** The newest day of booking in it. */
  through: z.string(),
  lines: z.number(),
  file: z.string(),
});

export type BankStatement = z.infer<typeof BankStatement>;
