import type { ImapFlow } from "imapflow";
import { type Login, type Reach, said } from "../mail-server.ts";

/**
 * One line to a mailbox, opened when it is needed and kept for a while.
 *
 * IL1 What is asked is bounded in time: a line on which nothing comes back is given up, and the next
 *     question goes over a new one.
 * IL2 Folders are opened to be read only (EXAMINE). What is added is a copy of a mail of ours, or a
 *     draft; nothing is ever changed or deleted.
 */
const keptMs = 20_000;

export class ImapLine {
  readonly #reach: Reach;
  readonly #login: () => Login;
  readonly #patienceMs: number;
  #client: Promise<ImapFlow> | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  /** `login` throws where the password cannot be found. */
  constructor(reach: Reach, login: () => Login, patienceMs = 45_000) {
    this.#reach = reach;
    this.#login = login;
    this.#patienceMs = patienceMs;
  }

  /** One question after another. IL1: what was asked on a line that broke fails; the next opens a new one. */
  use<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
    const mine = this.#turn.then(() => this.#use(work));
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #use<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const kept = (this.#client ??= this.#open());
    const { promise: late, reject } = Promise.withResolvers<never>();
    const alarm = setTimeout(() => reject(new Error("it does not answer")), this.#patienceMs);
    try {
      const client = await Promise.race([kept, late]);
      return await Promise.race([work(client), late]);
    } catch (error) {
      this.#drop(kept);
      throw imapError(error, this.#reach);
    } finally {
      clearTimeout(alarm);
      this.#timer = setTimeout(() => this.close(), keptMs).unref();
    }
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#client !== null) this.#drop(this.#client);
  }

  #open(): Promise<ImapFlow> {
    const opening = openLine(this.#reach, this.#login, this.#patienceMs).then((client) => {
      client.once("close", () => {
        if (this.#client === opening) this.#client = null;
      });
      return client;
    });
    return opening;
  }

  #drop(client: Promise<ImapFlow>): void {
    if (this.#client === client) this.#client = null;
    client.then(
      (open) => open.close(),
      () => {},
    );
  }
}

/** `listening`: how soon after a command the server tells of changes, and how often it must answer. */
export async function openLine(
  { host, port, security }: Reach,
  login: () => Login,
  patienceMs: number,
  listening?: { idleAfterMs: number; deadMs: number },
): Promise<ImapFlow> {
  const auth = login();
  // Loaded with the first mailbox: a company without one does not pay for it.
  const { ImapFlow: Client } = await import("imapflow");
  const client = new Client({
    host,
    port,
    auth,
    secure: security === "tls",
    doSTARTTLS: security === "starttls",
    logger: false,
    clientInfo: { name: "mainstay" },
    connectionTimeout: Math.min(patienceMs, 20_000),
    greetingTimeout: Math.min(patienceMs, 20_000),
    ...(listening === undefined
      ? { disableAutoIdle: true, socketTimeout: patienceMs }
      : {
          autoIdleDelay: listening.idleAfterMs,
          maxIdleTime: listening.deadMs,
          missingIdleCommand: "NOOP",
          socketTimeout: listening.deadMs + Math.min(patienceMs, 30_000),
        }),
  });
  // A line that breaks later is noticed by whoever asks on it next.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    client.close();
    throw imapError(error, { host, port, security });
  }
  return client;
}

/** In words that say what to do, without anything that was said to log in. */
function imapError(error: unknown, { host, port }: Reach): Error {
  if (error instanceof MailboxError) return error;
  const failed: Failure = error instanceof Error ? error : new Error(String(error));
  const name = `${host}:${port}`;
  const words = said(failed.responseText ?? failed.message);
  if (failed.authenticationFailed === true) {
    return new MailboxError(
      `Cannot read the mailbox at ${name}: it does not take the user or the app password; make a new app password and keep it anew; it says: ${words}`,
      { cause: error },
    );
  }
  if (failed.code === "NoConnection" || failed.code === "EConnectionClosed") {
    return new MailboxError(`Cannot read the mailbox at ${name}: the line broke`, { cause: error });
  }
  return new MailboxError(`Cannot read the mailbox at ${name}: ${words}`, { cause: error });
}

type Failure = Error & { responseText?: string; authenticationFailed?: boolean; code?: string };

class MailboxError extends Error {
  override readonly name = "MailboxError";
}
