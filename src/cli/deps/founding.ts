import type { Anew } from "../../workspace/change.ts";
import type { Founding as Said, MailAccount } from "../../workspace/starter/founding.ts";
import type { Place } from "./place.ts";

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
export type ChangedAnswers = Omit<Anew, "account" | "site"> & {
  account?: MailAccount;
  password?: string;
  site?: Site;
};

/** The git repository that notes are published in, and where they are read; it is looked at unless she says not to. */
export type Site = NonNullable<Anew["site"]> & { unchecked?: true };

export type InitOptions = Omit<Said, "timeZone" | "locale" | "account"> & {
  folder: string;
  /** Where the company's data will lie; null: beside its files. */
  data: string | null;
  /** Null where mails lie in a folder, or it is not known yet. */
  account: MailAccount | null;
  /** The app password of the account; empty where it is kept elsewhere. */
  password: string;
};

export type InitView = { folder: string; files: string[] };
