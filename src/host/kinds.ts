import { bankKind } from "../connectors/bank/bank.ts";
import { booksKind } from "../connectors/books/books.ts";
import type { ConnectorKind } from "../connectors/contract.ts";
import { gitKind } from "../connectors/git/git.ts";
import { imapKind } from "../connectors/imap/imap.ts";
import { mailInKind } from "../connectors/mail-in/mail-in.ts";
import { mailOutKind } from "../connectors/mail-out/mail-out.ts";
import { smtpKind } from "../connectors/smtp/smtp.ts";

/** Every kind of connector there is, by what stands behind `use:` in connectors/*.yaml. */
export const kinds: Readonly<Record<string, ConnectorKind>> = {
  "maildir-in": mailInKind,
  imap: imapKind,
  "outbox-maildir": mailOutKind,
  smtp: smtpKind,
  "bank-csv": bankKind,
  "books-journal": booksKind,
  git: gitKind,
};
