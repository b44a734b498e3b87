import { Readable } from "node:stream";
import type { Login, Reach } from "../mail-server.ts";

/**
 * One line to a mail server, over which mails go out one after another.
 *
 * SL1 How far a mail got is known: its bytes are asked for only once the server said that it would
 *     take them. Before that, and after a reply of no, it did not go out; in between nobody knows.
 * SL2 The bytes go out as they are, to one address that was checked to be one.
 * SL3 Nothing is said on a line that is not as safe as was asked for: no login, no mail.
 */
export type Stage = "connect" | "login" | "envelope" | "data";

export class LineError extends Error {
  override readonly name = "LineError";
  readonly stage: Stage;
  /** The server's code of reply; null where it said nothing. */
  readonly reply: number | null;
  /** Nodemailer's: "ETLS", "EAUTH", "ETIMEDOUT". */
  readonly code: string;
  constructor(stage: Stage, cause: Failure) {
    super(cause.message, { cause });
    this.stage = stage;
    this.reply = typeof cause.responseCode === "number" ? cause.responseCode : null;
    this.code = cause.code ?? "";
  }
}

type Failure = Error & { code?: string | undefined; responseCode?: number | undefined };

export type Line = {
  /** The server's words of acceptance. */
  deliver(from: string, to: string, bytes: Buffer): Promise<string>;
  /** False once it broke, or the server said something that leaves its state unclear. */
  usable(): boolean;
  close(): void;
};

export async function openLine(
  { host, port, security }: Reach,
  login: Login | null,
  patienceMs: number,
): Promise<Line> {
  // Loaded with the first mail: most of a day, none is sent.
  const { default: SMTPConnection } = await import("nodemailer/lib/smtp-connection");
  const connection = new SMTPConnection({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    // Servers look at it; the machine's own name is nobody's business.
    name: "[127.0.0.1]",
    connectionTimeout: Math.min(patienceMs, 20_000),
    greetingTimeout: Math.min(patienceMs, 30_000),
    dnsTimeout: Math.min(patienceMs, 10_000),
    socketTimeout: patienceMs,
    maxResponseSize: 64 * 1024,
    logger: false,
  });
  let stage: Stage = "connect";
  let broken: LineError | null = null;
  let fail: (error: LineError) => void = () => {};
  const breaks = (error: Failure): void => {
    broken ??= new LineError(stage, error);
    fail(broken);
  };
  connection.on("error", breaks);
  connection.on("end", () => breaks(new Error("the line was closed")));
  /** What the server answers, or how the line broke before it did. */
  const step = <T>(work: (done: (error: Failure | null, value?: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      if (broken !== null) return reject(new LineError(stage, broken));
      fail = reject;
      work((error, value) => {
        if (error !== null) reject(new LineError(stage, error));
        // Nodemailer calls back with an error or with what was asked for.
        else resolve(value as T);
      });
    });
  const close = (): void => {
    broken ??= new LineError(stage, new Error("the line was closed"));
    connection.close();
  };
  try {
    await step<void>((done) => connection.connect((error) => done(error ?? null)));
    stage = "login";
    if (login !== null) {
      const { user, pass } = login;
      await step<unknown>((done) =>
        connection.login({ user, pass }, (error) => done(error ?? null)),
      );
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    usable: () => broken === null,
    close,
    async deliver(from, to, bytes) {
      stage = "envelope";
      const body = new Readable({
        read() {
          stage = "data";
          this.push(bytes);
          this.push(null);
        },
      });
      try {
        const { response } = await step<{ response: string }>((done) =>
          connection.send({ from, to: [to] }, body, (error, info) =>
            done(error ?? null, { response: info?.response ?? "" }),
          ),
        );
        return response;
      } catch (error) {
        // Another mail begins on a line of its own.
        close();
        throw error;
      }
    },
  };
}
