import type { Place } from "./place.ts";
import type { MailServer } from "../../value/mail-server.ts";

export type VatStatus = "registered" | "small-business" | "none";

/** A mailbox at a provider. */
export type MailAccount = { user: string; imap: MailServer; smtp: MailServer };

/** What is asked of the outside while a company is set up. */
export type Founding = {
  /** Where the mail of an address probably lies; `hint`: what she has to know of her provider. */
  servers: (address: string) => Promise<{ account: MailAccount; sure: boolean; hint: string }>;
  /** Logs in once to fetch and to send; nothing is read or sent. Each line is for her. */
  tryMailbox: (
    account: MailAccount,
    password: string,
  ) => Promise<{ in: { ok: boolean; line: string }; out: { ok: boolean; line: string } }>;
  /** Changes answers in the files of a company that is there, keeping everything else in them. */
  change: (place: Place, answers: ChangedAnswers) => Promise<{ files: string[] }>;
  /** The country that this machine seems to be in. */
  country: string;
};

/** What was said anew; what is absent stays. */
export type ChangedAnswers = Partial<
  Pick<
    InitOptions,
    | "name"
    | "vat"
    | "vatRate"
    | "vatNote"
    | "vatId"
    | "address"
    | "iban"
    | "lastInvoice"
    | "mailbox"
    | "email"
  >
> & { account?: MailAccount; password?: string; lower?: string; site?: Site };

/** The git repository that notes are published in, and where they are read; it is looked at unless she says not to. */
export type Site = { repository: string; address: string; unchecked?: true };

export type InitOptions = {
  folder: string;
  /** Where the company's data will lie; null: beside its files. */
  data: string | null;
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** ISO 4217. */
  currency: string;
  vat: VatStatus;
  /** In percent; empty for what is usual in her country. */
  vatRate: string;
  /** Why she charges none, as it stands on invoices; empty for nothing, and where `vat` says it. */
  vatNote: string;
  /** Empty where she has none, or it is not known yet. */
  vatId: string;
  /** Postal, with a comma between its lines; empty where it is not known yet. */
  address: string;
  /** Without spaces; empty where it is not known yet. */
  iban: string;
  /** Number of the last invoice written before; empty for none. */
  lastInvoice: string;
  /** Folder in which her mails lie; empty where it is not known yet. */
  mailbox: string;
  /** Under which she writes; empty where it is not known yet. */
  email: string;
  /** Her mailbox at a provider; null where mails lie in a folder, or it is not known yet. */
  account: MailAccount | null;
  /** The app password of the account; empty where it is kept elsewhere. */
  password: string;
  /** For how many days it only looks. */
  lookDays: number;
  /** When the morning note comes; empty for none. */
  morning: string;
};

export type InitView = { folder: string; files: string[] };
