import type { MailServer } from "../../value/mail-server.ts";
import type { Founding } from "./founding.ts";
import { connector, quoted } from "./lines.ts";

/** How mail comes in and goes out. */
export function mailConnectors({
  account,
  mailbox,
}: Pick<Founding, "account" | "mailbox">): Record<string, string> {
  const inbox = "connectors/inbox.yaml";
  const mail = "connectors/mail.yaml";
  if (account === null) {
    return {
      [inbox]: connector("inbox", "maildir-in", [
        `folder: ${quoted(mailbox === "" ? "in/mail" : mailbox)} # only read, never changed`,
      ]),
      [mail]: connector("mail", "outbox-maildir", [
        `folder: outbox # letters lie here; another program sends them`,
      ]),
    };
  }
  const { user, imap, smtp, secret } = account;
  return {
    [inbox]: connector("inbox", "imap", reached(imap, user, secret)),
    [mail]: connector("mail", "smtp", [
      ...reached(smtp, user, secret),
      `hold: PT60S # so long a letter waits, and can be taken back`,
      `imap: { host: ${quoted(imap.host)}, port: ${imap.port}, security: ${imap.security} } # for the copy in Sent`,
      ...(copies.test(smtp.host) ? [`sent: server # it puts the copy there by itself`] : []),
    ]),
  };
}

/** Providers that put what they were handed into Sent by themselves. */
const copies = /(^|\.)(gmail|office365|outlook)\.com$/u;

function reached({ host, port, security }: MailServer, user: string, secret: string): string[] {
  return [
    `host: ${quoted(host)}`,
    `port: ${port}`,
    `security: ${security}`,
    `user: ${quoted(user)}`,
    `secret: ${secret} # the password lies in the data folder, readable by you alone`,
  ];
}
