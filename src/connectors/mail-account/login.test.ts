import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { tryAccount } from "./login.ts";

/** Servers on this machine that say what a script tells them to each line. */
const opened: { server: Server; lines: Set<Socket> }[] = [];

async function scripted(
  greeting: string,
  answer: (line: string) => string | null,
): Promise<{ host: string; port: number; security: "none" }> {
  const lines = new Set<Socket>();
  const server = createServer((socket) => {
    lines.add(socket);
    socket.on("error", () => {});
    if (greeting !== "") socket.write(`${greeting}\r\n`);
    socket.on("data", (data) => {
      for (const line of data.toString().split("\r\n").filter(Boolean)) {
        const said = answer(line);
        if (said === null) socket.destroy();
        else if (said !== "") socket.write(`${said}\r\n`);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  opened.push({ server, lines });
  // Listening on a port of this machine.
  const { port } = server.address() as AddressInfo;
  return { host: "127.0.0.1", port, security: "none" };
}

afterEach(() => {
  for (const { server, lines } of opened.splice(0)) {
    for (const line of lines) line.destroy();
    server.close();
  }
});

function imap(lets: boolean) {
  return scripted("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready", (line) => {
    const [tag = "", verb = ""] = line.split(" ");
    switch (verb.toUpperCase()) {
      case "CAPABILITY":
        return `* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n${tag} OK done`;
      case "AUTHENTICATE":
      case "LOGIN":
        return lets ? `${tag} OK in` : `${tag} NO [AUTHENTICATIONFAILED] no: hunter2`;
      case "STATUS":
        return `* STATUS INBOX (MESSAGES 12)\r\n${tag} OK done`;
      case "LOGOUT":
        return `* BYE bye\r\n${tag} OK done`;
      default:
        return `${tag} OK done`;
    }
  });
}

function smtp(lets: boolean) {
  return scripted("220 ready", (line) => {
    if (/^EHLO/i.test(line)) return "250-mail.example\r\n250 AUTH PLAIN LOGIN";
    if (/^AUTH/i.test(line)) return lets ? "235 in" : "535 5.7.8 no: hunter2";
    return "221 bye";
  });
}

const account = async (into: boolean, out: boolean) => ({
  user: "ana@ruiz.example",
  imap: await imap(into),
  smtp: await smtp(out),
});

test("it logs in to both, and says how much lies there", async () => {
  const said = await tryAccount(await account(true, true), "hunter2");
  expect(said).toEqual({
    in: { ok: true, line: "127.0.0.1 lets you in; 12 in the inbox" },
    out: { ok: true, line: "127.0.0.1 lets you in" },
  });
});

test("LI1: a password that is refused is said to be, in her words and without it", async () => {
  const said = await tryAccount(await account(false, false), "hunter2");
  for (const { ok, line } of [said.in, said.out]) {
    expect(ok).toBe(false);
    expect(line).toContain("does not let you in");
    expect(line).toContain("app password");
    expect(line).not.toContain("hunter2");
  }
});

test("one password that two servers refuse is explained once", async () => {
  const { user, imap: into, smtp: out } = await account(false, false);
  const said = await tryAccount({ user, imap: into, smtp: { ...out, host: "localhost" } }, "x");
  expect(said.in.line).toContain("app password");
  expect(said.out).toEqual({ ok: false, line: "nor does localhost" });
});

test("a server that is not there, or hangs up, is named with its port", async () => {
  const gone = { host: "127.0.0.1", port: 1, security: "none" as const };
  const mute = await scripted("* OK ready", () => null);
  const said = await tryAccount({ user: "ana", imap: mute, smtp: gone }, "x");
  expect(said.out).toEqual({ ok: false, line: "127.0.0.1 does not answer at port 1" });
  expect(said.in.ok).toBe(false);
  expect(said.in.line).toContain(`does not answer at port ${mute.port}`);
});
