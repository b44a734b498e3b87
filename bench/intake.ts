import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Dovecot, missing, startDovecot } from "../test/mail/dovecot.ts";
import { openMailCompany, type Source } from "../test/mail/company.ts";
import { isObject } from "../src/value/json.ts";
import { atMost, type Figure, figure } from "./figure.ts";
import { inFolder } from "./folder.ts";
import type { Scale } from "./measure.ts";
import { spreadOf } from "./spread.ts";

/** Mails that are read by a company which is restarted in the middle: from a folder, from a mailbox. */
export async function intake({ mails }: Scale): Promise<Figure[]> {
  const figures = await inFolder(async (folder) => {
    const maildir = join(folder, "in", "new");
    mkdirSync(maildir, { recursive: true });
    for (let n = 0; n < mails; n += 1) writeFileSync(join(maildir, `${n}.eml`), letter(n));
    return read(join(folder, "data"), mails, "a maildir", { maildir: join(folder, "in") });
  });
  if (missing !== null) {
    process.stderr.write(`intake: a mailbox on a server is left out: ${missing}\n`);
    return figures;
  }
  const mailbox = await startDovecot();
  try {
    await fill(mailbox, mails);
    const fromServer = await inFolder((folder) =>
      read(join(folder, "data"), mails, "a mailbox over IMAP", { imap: mailbox.port }),
    );
    return [...figures, ...fromServer];
  } finally {
    await mailbox.close();
  }
}

async function read(data: string, mails: number, from: string, source: Source): Promise<Figure[]> {
  mkdirSync(data, { recursive: true });
  const seen = { recorded: 0, rss: process.memoryUsage.rss(), most: 0 };
  const began = performance.now();
  const readTo = async (until: number): Promise<void> => {
    const company = await openMailCompany(data, { smtp: null, ...source }, `to-${until}`, () => {
      seen.recorded += 1;
      if (seen.recorded % 250 === 0) seen.most = Math.max(seen.most, process.memoryUsage.rss());
      return seen.recorded < until;
    });
    await company.close();
  };
  await readTo(Math.floor(mails / 2));
  await readTo(mails);
  const seconds = (performance.now() - began) / 1_000;
  // Whatever a start after all of them were read would record again is counted as well.
  await readTo(Number.POSITIVE_INFINITY);
  const found = await recordedIn(data);
  const group = `Intake of ${mails.toLocaleString("en")} mails from ${from}, with a restart in the middle`;
  const once = (value: number) => spreadOf([value]);
  return [
    figure(group, ["read, sealed, recorded and synced", "mails/s"], once(mails / seconds)),
    figure(group, ["lost", "mails"], once(mails - new Set(found).size), atMost(0)),
    figure(group, ["recorded twice", "mails"], once(found.length - new Set(found).size), atMost(0)),
    figure(
      group,
      ["memory beyond that at the start, at most", "MB"],
      once((seen.most - seen.rss) / 1e6),
    ),
  ];
}

async function recordedIn(data: string): Promise<unknown[]> {
  const company = await openMailCompany(data, { smtp: null, imap: null }, "counts");
  const found: unknown[] = [];
  const { journal } = company.owner;
  for (let from = 1; from < journal.nextSeq; from += 5_000) {
    for (const { type, values } of await journal.readFrom(from, 5_000)) {
      const mail = type === "inbound.received" ? values["event"]?.value : undefined;
      if (isObject(mail)) found.push(mail["messageId"]);
    }
  }
  await company.close();
  return found;
}

async function fill(mailbox: Dovecot, mails: number): Promise<void> {
  const other = await mailbox.other();
  for (let n = 0; n < mails; n += 1) await other.append("INBOX", letter(n));
  other.close();
}

/** About 2 KB, each from somebody else. */
function letter(n: number): Buffer {
  const body = `Hello, this is mail ${n}.\r\n${"A line of what people write.\r\n".repeat(60)}`;
  return Buffer.from(
    `From: Sender ${n} <s${n}@intake.example>\r\nTo: alva@studio.example\r\nSubject: Mail ${n}\r\nDate: Tue, 02 Jun 2026 10:00:00 +0200\r\nMessage-ID: <m${n}@intake.example>\r\n\r\n${body}`,
  );
}
