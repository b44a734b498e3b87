import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A mail as the server took it: whole, from the first header to the last line. */
export type Taken = { to: string[]; from: string; raw: Buffer };

/**
 * What the server does with the next mail. Without one it takes it.
 * - answer: refuses with this code and text, where `at` says
 * - drop: takes what came so far and closes the line without a word
 * - stall: says nothing more
 */
export type Mishap =
  | { at: "recipient" | "data"; answer: number; text: string }
  | { at: "login" | "sender" | "dataBegins" | "data"; drop: true }
  | { at: "data"; stall: true };

export type Reached = "login" | "sender" | "recipient" | "dataBegins" | "taken";

export type Smtp = {
  port: number;
  taken: Taken[];
  /** How often somebody came, and logged in. */
  lines(): number;
  logins: string[];
  plan(...mishaps: Mishap[]): void;
  /** Told when somebody gets this far, before the server answers; what it does is waited for. */
  reached: ((place: Reached) => Promise<void> | void) | null;
  /** Closes every line, as a server does that restarts. */
  cut(): void;
  close(): Promise<void>;
};

export const password = "app-password";

/** A mail server on loopback that can fail in every way there is. */
export async function startSmtp(more: SMTPServerOptions = {}): Promise<Smtp> {
  const planned: Mishap[] = [];
  const taken: Taken[] = [];
  const logins: string[] = [];
  let lines = 0;
  const cut = (): void => {
    for (const { _socket: socket } of connections(server)) socket.destroy();
  };
  const at = (place: Mishap["at"]): Mishap | null =>
    planned[0]?.at === place ? (planned.shift() ?? null) : null;
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onConnect(_, done) {
      lines += 1;
      done();
    },
    async onAuth({ username, password: given }, _, done) {
      await self.reached?.("login");
      if (at("login") !== null) return cut();
      logins.push(username ?? "");
      if (given === password) return done(null, { user: username });
      return done(refused(535, "5.7.8 Username and password not accepted"));
    },
    async onMailFrom(_, __, done) {
      await self.reached?.("sender");
      if (at("sender") !== null) return cut();
      return done();
    },
    async onRcptTo(_, __, done) {
      await self.reached?.("recipient");
      const mishap = at("recipient");
      return mishap !== null && "answer" in mishap
        ? done(refused(mishap.answer, mishap.text))
        : done();
    },
    onData(stream, { envelope }, done) {
      if (at("dataBegins") !== null) return cut();
      void self.reached?.("dataBegins");
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", async () => {
        const mishap = at("data");
        if (mishap !== null && "answer" in mishap) return done(refused(mishap.answer, mishap.text));
        taken.push({
          from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(parts),
        });
        await self.reached?.("taken");
        if (mishap === null) return done(null, `queued as Q${taken.length}`);
        return "drop" in mishap ? cut() : undefined;
      });
    },
    ...more,
  });
  // A line that was cut ends with an error on either side.
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const self: Smtp = {
    // It listens on a port.
    port: (server.server.address() as AddressInfo).port,
    taken,
    logins,
    lines: () => lines,
    plan: (...mishaps) => planned.push(...mishaps),
    reached: null,
    cut,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      await closed;
    },
  };
  return self;
}

/** The library keeps its lines with their sockets, and has no way to cut them. */
function connections(server: SMTPServer): { _socket: { destroy(): void } }[] {
  return [
    ...(server as unknown as { connections: Set<{ _socket: { destroy(): void } }> }).connections,
  ];
}

function refused(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
