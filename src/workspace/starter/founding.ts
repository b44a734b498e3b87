import type { MailServer } from "../../value/mail-server.ts";

/** What is asked of somebody who sets up her own company. Empty texts: not known yet. */
export type Founding = {
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  currency: string;
  timeZone: string;
  locale: string;
  vat: VatStatus;
  /** In percent; empty for the usual one of her country. Counts where `vat` is "registered". */
  vatRate: string;
  /** Why she charges none, as it stands on invoices; empty for nothing. Counts where `vat` is "none". */
  vatNote: string;
  vatId: string;
  /** Her postal address, with a comma between its lines. */
  address: string;
  iban: string;
  lastInvoice: string;
  /** Folder in which her mails lie. */
  mailbox: string;
  /** Under which she writes. */
  email: string;
  /** Her mailbox at a provider, with where its password is found; null: mails lie in folders. */
  account: (MailAccount & { secret: string }) | null;
  /** For how many days it only looks. */
  lookDays: number;
  /** When the morning note comes; empty for none. */
  morning: string;
};

export type VatStatus = "registered" | "small-business" | "none";

/** A mailbox at a provider. */
export type MailAccount = { user: string; imap: MailServer; smtp: MailServer };
