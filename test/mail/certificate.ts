import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import { test } from "vitest";

/** In PEM, for "localhost" only. */
export type Pair = { key: string; cert: string };

const openssl = ((): boolean => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    console.warn("Tests with a certificate are skipped: openssl is not installed");
    return false;
  }
})();

/** A test that needs a certificate; skipped aloud where none can be made. */
export const withCertificate = test.skipIf(!openssl);

/** A new certificate that this process trusts until `distrust`; null where none can be made. */
export async function trustedPair(): Promise<{ pair: Pair; distrust: () => void } | null> {
  if (!openssl) return null;
  const trusted = tls.getCACertificates("default");
  const folder = await mkdtemp(path.join(tmpdir(), "mail-tls-"));
  try {
    const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const out = ["-keyout", key, "-out", cert, "-days", "2"];
    execFileSync("openssl", ["req", "-x509", ...curve, ...name, ...out], { stdio: "ignore" });
    const pair = { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") };
    tls.setDefaultCACertificates([...trusted, pair.cert]);
    return { pair, distrust: () => tls.setDefaultCACertificates(trusted) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
