import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { keepSecret } from "../../src/host/secrets.ts";
import { type Company, newStudio, running } from "../bad-input/company.ts";
import { appPassword, type Dovecot, missing, startDovecot, user } from "./dovecot.ts";
import { withMailbox } from "./with-mailbox.ts";
import { type Smtp, startSmtp } from "./smtp.ts";

/** The example company with a mailbox of its own, as she runs it: `up` in one process, she in another. */
const mails = path.resolve(import.meta.dirname, "../../examples/studio/mail");
let server: Smtp;
let mailbox: Dovecot;
beforeEach(async () => {
  if (missing !== null) return;
  server = await startSmtp();
  mailbox = await startDovecot();
}, 30_000);
afterEach(async () => {
  await server?.close();
  await mailbox?.close();
});

async function connected(hold: string): Promise<Company> {
  const company = await newStudio();
  const reference = await keepSecret(company.data, "mailbox", appPassword);
  const login = `host: 127.0.0.1\nuser: ${user}\nsecret: ${reference}\n`;
  await company.write(
    "connectors/mail.yaml",
    `connector: mail\nuse: smtp\n${login}port: ${server.port}\nhold: ${hold}\nimap: { host: 127.0.0.1, port: ${mailbox.port} }\n`,
  );
  await company.write(
    "connectors/inbox.yaml",
    `connector: inbox\nuse: imap\n${login}port: ${mailbox.port}\nsince: P365D\n`,
  );
  return company;
}

async function deliver(raw: Buffer): Promise<void> {
  const other = await mailbox.other();
  await other.append("INBOX", raw);
  other.close();
}

const again = Buffer.from(
  `From: Ana Lindqvist <ana@nordlicht.example>\r\nTo: ${user}\r\nSubject: Please wait with the packaging\r\nDate: Mon, 01 Jun 2026 18:00:00 +0200\r\nMessage-ID: <wait@nordlicht.example>\r\n\r\nWe are not sure yet.\r\n`,
);

/** The inbox once it says so; a line breaks where its width ends. */
async function inboxWith(company: Company, words: RegExp): Promise<string> {
  let said = "";
  await expect
    .poll(async () => (said = (await company.type("inbox")).out.replaceAll(/\s+/g, " ")), {
      timeout: 20_000,
      interval: 200,
    })
    .toMatch(words);
  return said;
}

async function approve(company: Company, title: RegExp): Promise<void> {
  const said = await inboxWith(company, title);
  const number = new RegExp(`(\\d+) [^\\d]*?${title.source}`).exec(said)?.[1] ?? "";
  const { code, err } = await company.type("approve", number, "--yes");
  expect([code, err]).toEqual([0, ""]);
}

withMailbox(
  "a mail leaves over SMTP after its hold, unless she takes it back or they write again",
  async () => {
    const company = await connected("PT2S");
    const up = await running(company);
    await deliver(await readFile(path.join(mails, "12-nordlicht-packaging.eml")));
    await approve(company, /Send brief \+ deposit invoice/);

    await inboxWith(company, /LEAVING \d+ Nordlicht Coffee: Mail to ana@nordlicht\S+, in \d s/);
    const held = await company.type("hold");
    expect(held.out).toContain("taken back; nothing left");
    await inboxWith(company, /Taken back: Mail to/);

    await deliver(again);
    await approve(company, /Taken back: Mail to/);
    const said = await inboxWith(company, /They wrote again: Mail to/);
    expect(said).toMatch(
      /Ana Lindqvist wrote [^“]*"Please wait with the packaging": “We are not sure yet.”/,
    );
    expect(server.taken).toEqual([]);

    await approve(company, /They wrote again: Mail to/);
    await expect.poll(() => server.taken.length, { timeout: 15_000 }).toBe(1);
    const other = await mailbox.other();
    // The copy is put there after the server took the mail.
    const inSent = async () => (await other.mailboxOpen("Sent", { readOnly: true })).exists;
    await expect.poll(inSent, { timeout: 15_000 }).toBe(1);
    other.close();

    const doctor = await company.type("doctor");
    expect(doctor.out).toContain("takes mail");
    expect(JSON.stringify([doctor, await company.type("ledger", "--json")])).not.toContain(
      appPassword,
    );
    up.process.kill("SIGTERM");
    await up.told;
  },
  90_000,
);
