import type { MailServer } from "../../value/mail-server.ts";
import { errorCode } from "../../value/error-code.ts";
import { openLine as openToFetch } from "../imap/line.ts";
import { openLine as openToSend } from "../smtp/line.ts";
import type { Login } from "../mail-server.ts";
import type { Account } from "./account.ts";

/**
 * Logs in once to where mail is fetched and where it is handed over, and out again: nothing is read,
 * marked or sent.
 *
 * LI1 Bounded in time, and the password stands in no message.
 */
export type Answered = { ok: boolean; line: string };

const patienceMs = 15_000;

/** Both at once: a wrong password is one answer, not two waits. */
export async function tryAccount(
  { user, imap, smtp }: Account,
  pass: string,
): Promise<{ in: Answered; out: Answered }> {
  const login = { user, pass };
  const [into, out] = await Promise.all([
    told(imap, () => fetching(imap, login)),
    told(smtp, () => sending(smtp, login)),
  ]);
  // One password opens both: what is to be done about it is said once.
  const both = into.line === shut(imap) && out.line === shut(smtp) && imap.host !== smtp.host;
  return { in: into, out: both ? { ok: false, line: `nor does ${smtp.host}` } : out };
}

async function told(server: MailServer, act: () => Promise<string>): Promise<Answered> {
  try {
    return { ok: true, line: `${server.host} lets you in${await act()}` };
  } catch (error) {
    return { ok: false, line: because(server, error) };
  }
}

async function fetching(server: MailServer, login: Login): Promise<string> {
  const line = await openToFetch(server, () => login, patienceMs);
  try {
    const box = await line.status("INBOX", { messages: true });
    return box === false ? "" : `; ${box.messages ?? 0} in the inbox`;
  } finally {
    line.close();
  }
}

async function sending(server: MailServer, login: Login): Promise<string> {
  const line = await openToSend(server, login, patienceMs);
  line.close();
  return "";
}

/** In her words, whatever the library or the server said. */
function because({ host, port }: MailServer, error: unknown): string {
  const codes = codesOf(error);
  if (codes.includes("EAUTH")) {
    return shut({ host });
  }
  if (codes.some((code) => ["ENOTFOUND", "EAI_AGAIN", "EDNS"].includes(code))) {
    return `there is no server called "${host}", or this computer is not online`;
  }
  if (codes.some((code) => /CERT|SIGNED|ALTNAME/u.test(code))) {
    return `${host} shows a certificate that is not its own or not valid; nothing was told to it`;
  }
  if (codes.includes("ETLS")) {
    return `${host} encrypts nothing at port ${port}, so the password was not told to it`;
  }
  return `${host} does not answer at port ${port}`;
}

function shut({ host }: Pick<MailServer, "host">): string {
  return `${host} does not let you in with this address and password; many providers want an app password, made in their settings`;
}

/** Codes of an error and of what caused it. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const failed = "authenticationFailed" in error && error.authenticationFailed === true;
  return [...(failed ? ["EAUTH"] : []), errorCode(error), ...codesOf(error.cause)];
}
