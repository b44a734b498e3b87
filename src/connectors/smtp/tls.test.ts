import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Smtp, startSmtp } from "../../../test/mail/smtp.ts";
import { openLine } from "./line.ts";

/** Lines that are encrypted, to a server whose certificate this machine trusts. */
const openssl = ((): boolean => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    console.warn("Tests with a certificate are skipped: openssl is not installed");
    return false;
  }
})();
const withCertificate = test.skipIf(!openssl);

const trusted = tls.getCACertificates("default");
let folder = "";
let pair = { key: "", cert: "" };
let servers: Smtp[] = [];
beforeAll(async () => {
  if (!openssl) return;
  folder = await mkdtemp(path.join(tmpdir(), "mail-tls-"));
  const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const out = ["-keyout", key, "-out", cert, "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...curve, ...name, ...out], { stdio: "ignore" });
  pair = { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") };
  tls.setDefaultCACertificates([...trusted, pair.cert]);
});
afterAll(async () => {
  tls.setDefaultCACertificates(trusted);
  for (const server of servers) await server.close();
  servers = [];
  if (folder !== "") await rm(folder, { recursive: true, force: true });
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
