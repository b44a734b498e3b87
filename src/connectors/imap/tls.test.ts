import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trustedPair, withCertificate } from "../../../test/mail/certificate.ts";
import {
  appPassword,
  type Dovecot,
  missing,
  startDovecot,
  user,
} from "../../../test/mail/dovecot.ts";
import { openLine } from "./line.ts";

/** A mailbox over encrypted lines; its certificate is for "localhost". */
let mailbox: Dovecot | null = null;
let distrust = (): void => {};
beforeAll(async () => {
  if (missing !== null) return;
  const made = await trustedPair();
  if (made === null) return;
  distrust = made.distrust;
  mailbox = await startDovecot(made.pair);
}, 30_000);
afterAll(async () => {
  distrust();
  await mailbox?.close();
});

const withBoth = missing === null ? withCertificate : test.skip;
const login = () => ({ user, pass: appPassword });

function reach(security: "tls" | "starttls", host = "localhost") {
  const { port = 0, tlsPort = 0 } = mailbox ?? {};
  return { host, port: security === "tls" ? tlsPort : port, security };
}

/** As the server's log tells. */
async function logins(): Promise<number> {
  const log = await readFile(path.join(mailbox?.folder ?? "", "dovecot.log"), "utf8");
  return log.split("imap-login: Info: Login:").length - 1;
}

withBoth.each(["tls", "starttls"] as const)("a mailbox is read over %s", async (security) => {
  const line = await openLine(reach(security), login, 5_000);
  expect(await line.status("INBOX", { messages: true })).toMatchObject({ messages: 0 });
  line.close();
  expect(await logins()).toBeGreaterThan(0);
});

withBoth.each(["tls", "starttls"] as const)(
  "by %s, a certificate for another name is none: no login",
  async (security) => {
    const before = await logins();
    await expect(openLine(reach(security, "127.0.0.1"), login, 5_000)).rejects.toThrow(
      /Cannot read the mailbox at 127\.0\.0\.1/,
    );
    expect(await logins()).toBe(before);
  },
);
