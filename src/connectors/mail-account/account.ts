import type { MailServer } from "../../value/mail-server.ts";

/** A mailbox at a provider: who logs in, and where mail is fetched and handed over. */
export type Account = { user: string; imap: MailServer; smtp: MailServer };

/** `sure`: a provider that is known; `hint`: what she has to know of it, such as where it gives app passwords. */
export type Guess = { account: Account; sure: boolean; hint: string };
