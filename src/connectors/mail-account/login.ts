import { errorCode } from "../error-code.ts";
import type { MailServer } from "../../value/mail-server.ts";
import type { Account } from "./account.ts";

/**
 * Logs in once to where mail is fetched and where it is handed over, and out again: nothing is read,
 * marked or sent.
 *
 * LI1 Bounded in time, and the password stands in no message.
 */
export type Answered = { ok: boolean; line: string };

const mostMs = 15_000;

/** Both at once: a wrong password is one answer, not two waits. */
export async function tryAccount(
  account: Account,
  password: string,
): Promise<{ in: Answered; out: Answered }> {
  const { user, imap, smtp } = account;
  const [into, out] = await Promise.all([
    told(imap, () => logInToFetch(imap, user, password)),
    told(smtp, () => logInToSend(smtp, user, password)),
  ]);
  return { in: into, out };
}

async function told(server: MailServer, act: () => Promise<string>): Promise<Answered> {
  try {
    return { ok: true, line: `${server.host} lets you in${await act()}` };
  } catch (error) {
    return { ok: false, line: because(server, error) };
  }
}

async function logInToFetch(server: MailServer, user: string, pass: string): Promise<string> {
  const { ImapFlow } = await import("imapflow");
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.security === "tls",
    doSTARTTLS: server.security === "starttls",
    auth: { user, pass },
    logger: false,
    connectionTimeout: mostMs,
    greetingTimeout: mostMs,
    socketTimeout: mostMs,
  });
  // What fails is thrown by the call as well; without a listener it would end the process.
  client.on("error", () => {});
  try {
    await within(client.connect());
    const box = await within(client.status("INBOX", { messages: true }));
    await client.logout().catch(() => {});
    return box === false ? "" : `; ${box.messages ?? 0} in the inbox`;
  } finally {
    client.close();
  }
}

async function logInToSend(server: MailServer, user: string, pass: string): Promise<string> {
  const { default: SMTPConnection } = await import("nodemailer/lib/smtp-connection");
  const line = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.security === "tls",
    requireTLS: server.security === "starttls",
    connectionTimeout: mostMs,
    greetingTimeout: mostMs,
    socketTimeout: mostMs,
  });
  try {
    await within(
      new Promise<void>((resolve, reject) => {
        line.on("error", reject);
        line.connect(() => {
          line.login({ user, pass }, (error) => (error === null ? resolve() : reject(error)));
        });
      }),
    );
    return "";
  } finally {
    line.close();
  }
}

async function within<T>(work: Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(mostMs);
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(new Error("timeout")), { once: true });
    }),
  ]);
}

/** In her words, whatever the library or the server said. */
function because({ host, port }: MailServer, error: unknown): string {
  const code = errorCode(error);
  if (isRefusedLogin(error, code)) {
    return `${host} does not let you in with this address and password; many providers want an app password, made in their settings`;
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EDNS") {
    return `there is no server called "${host}", or this computer is not online`;
  }
  if (/CERT|SIGNED|ALTNAME/u.test(code)) {
    return `${host} shows a certificate that is not its own or not valid; nothing was told to it`;
  }
  if (code === "ETLS") {
    return `${host} encrypts nothing at port ${port}, so the password was not told to it`;
  }
  return `${host} does not answer at port ${port}`;
}

function isRefusedLogin(error: unknown, code: string): boolean {
  const failed =
    error instanceof Error &&
    "authenticationFailed" in error &&
    error.authenticationFailed === true;
  return failed || code === "EAUTH";
}
