import { afterAll, beforeAll, expect } from "vitest";
import { type Pair, trustedPair, withCertificate } from "../../../test/mail/certificate.ts";
import { type Smtp, startSmtp } from "../../../test/mail/smtp.ts";
import { openLine } from "./line.ts";

/** Lines that are encrypted, to a server whose certificate this machine trusts. */
let pair: Pair = { key: "", cert: "" };
let distrust = (): void => {};
let servers: Smtp[] = [];
beforeAll(async () => {
  const made = await trustedPair();
  if (made !== null) ({ pair, distrust } = made);
});
afterAll(async () => {
  distrust();
  for (const server of servers) await server.close();
  servers = [];
});

async function serve(secure: boolean): Promise<Smtp> {
  const server = await startSmtp({ ...pair, secure, disabledCommands: [] });
  servers.push(server);
  return server;
}

const login = { user: "alva@studio.example", pass: "app-password" };
const mail = Buffer.from("Subject: Hello\n\nHello\n");

withCertificate.each([
  ["tls", true],
  ["starttls", false],
] as const)("SL3: a mail goes out by %s", async (security, secure) => {
  const server = await serve(secure);
  const line = await openLine({ host: "localhost", port: server.port, security }, login, 2_000);
  await line.deliver("alva@studio.example", "ana@nordlicht.example", mail);
  line.close();
  expect(server.taken).toHaveLength(1);
  expect(server.logins).toEqual([login.user]);
});

withCertificate("SL3: a certificate for another name is none: no login, no mail", async () => {
  for (const [security, secure] of [
    ["tls", true],
    ["starttls", false],
  ] as const) {
    const server = await serve(secure);
    await expect(
      openLine({ host: "127.0.0.1", port: server.port, security }, login, 2_000),
    ).rejects.toMatchObject({ stage: "connect" });
    expect(server.logins).toEqual([]);
  }
});
