import { type AddressInfo, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { connectorContract } from "../../../test/contracts/connector.ts";
import { memoryFiles } from "../../../test/fakes/files.ts";
import {
  appPassword,
  type Dovecot,
  missing,
  startDovecot,
  user,
} from "../../../test/mail/dovecot.ts";
import { withMailbox } from "../../../test/mail/with-mailbox.ts";
import { type Smtp, startSmtp } from "../../../test/mail/smtp.ts";
import type { JsonObject } from "../../value/json.ts";
import type { Action, ActionRequest, Connector } from "../contract.ts";
import { smtp, smtpKind } from "./smtp.ts";

/** What a mailbox beside the mail server makes possible: copies, look-ups, news, drafts. */
const company = { personas: { alva: { name: "Alva", address: user } } };
const at = Date.now() - 60_000;
const source = "m1@nordlicht.example";
const args = {
  to: "ana@nordlicht.example",
  subject: "Packaging – our offer",
  text: "Dear Ana,\n\nhere it is.\n\nAlva\n",
  inReplyTo: `<${source}>`,
};

let mailbox: Dovecot;
let server: Smtp;
let other: Awaited<ReturnType<Dovecot["other"]>>;
let opened: Connector[] = [];

beforeAll(async () => {
  if (missing !== null) return;
  mailbox = await startDovecot();
  server = await startSmtp();
}, 30_000);
afterAll(async () => {
  await mailbox?.close();
  await server?.close();
});
beforeEach(async () => {
  if (missing !== null) return;
  other = await mailbox.other();
  for (const folder of ["INBOX", "Sent", "Drafts"]) {
    await other.mailboxOpen(folder);
    await other.messageDelete("1:*");
  }
});
afterEach(async () => {
  for (const connector of opened) await connector.close?.();
  opened = [];
  other?.close();
});

function connect(
  more: JsonObject = {},
  mailboxMs = 5_000,
): { connector: Connector; action: Action } {
  const given = {
    host: "127.0.0.1",
    port: server.port,
    user,
    secret: "env:MAILBOX",
    imap: { host: "127.0.0.1", port: mailbox.port },
    ...more,
  };
  const place = { workspace: "/", root: "/", company, now: () => at, secret: () => appPassword };
  // Checked by the very schema of these settings.
  const settings = smtpKind.schema.parse(given) as Parameters<typeof smtp>[0];
  const connector = smtp(settings, place, { lineMs: 1_000, turnMs: 1_000, mailboxMs });
  opened.push(connector);
  const action = connector.actions["send"];
  if (action === undefined) throw new Error("no send");
  return { connector, action };
}

const request = (more: Partial<ActionRequest> = {}): ActionRequest => ({
  token: "t1",
  digest: "d1",
  args,
  at,
  ...more,
});

function mail(of: {
  id: string;
  from?: string;
  to?: string;
  subject?: string;
  more?: string;
}): Buffer {
  const { id, from = "Ana <ana@nordlicht.example>", to = user, subject = "Re: Packaging" } = of;
  return Buffer.from(
    `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\nDate: Tue, 02 Jun 2026 10:00:00 +0200\r\nMessage-ID: <${id}>\r\n${of.more ?? ""}\r\nHello\r\n`,
  );
}

async function inFolder(folder: string): Promise<string[]> {
  const { exists } = await other.mailboxOpen(folder, { readOnly: true });
  if (exists === 0) return [];
  const found: string[] = [];
  for await (const { source } of other.fetch("1:*", { source: true }))
    found.push(source?.toString() ?? "");
  return found;
}

if (missing === null) {
  connectorContract("SMTP with a mailbox beside it", async () => {
    const { connector } = connect();
    const files = memoryFiles();
    const digest = await files.put(Buffer.from("%PDF"));
    const before = server.taken.length;
    return {
      connector,
      action: "send",
      args: { ...args, attach: [{ name: "offer.pdf", mediaType: "application/pdf", digest }] },
      otherArgs: { ...args, subject: "Another", attach: null },
      files,
      acts: async () => server.taken.length - before,
      async jam() {
        server.plan({ at: "sender", drop: true });
        return async () => {};
      },
    };
  });
}

withMailbox("SM3: the copy in Sent has the same bytes, and is found by its token", async () => {
  const { action } = connect();
  const result = await action.perform(request(), memoryFiles());
  expect(result).toMatchObject({ copied: true });
  expect(await inFolder("Sent")).toEqual([server.taken.at(-1)?.raw.toString()]);
  expect(action.lookup).toBe("presence");
  expect(await action.find(request(), memoryFiles())).toMatchObject({
    found: true,
    digest: "d1",
    result: { messageId: result["messageId"], sentAt: result["sentAt"] },
  });
});

withMailbox("SM3: where the provider puts it there, Mainstay does not", async () => {
  const { action } = connect({ sent: "server" });
  expect(await action.perform(request(), memoryFiles())).toMatchObject({ copied: true });
  expect(await inFolder("Sent")).toEqual([]);
});

withMailbox("SM3: a mailbox that is away does not undo the mail", async () => {
  const { connector, action } = connect({ imap: { host: "127.0.0.1", port: 1 } });
  expect(await action.perform(request(), memoryFiles())).toMatchObject({ copied: false });
  await expect(action.find(request(), memoryFiles())).rejects.toThrow("Cannot read the mailbox");
  expect(await connector.health()).toMatchObject({
    ok: false,
    note: expect.stringContaining("Cannot read the mailbox"),
  });
});

withMailbox("PO1: a token is compared whole, and another digest is told", async () => {
  const { action } = connect();
  await action.perform(request({ token: "t11", digest: "d11" }), memoryFiles());
  expect(await action.find(request(), memoryFiles())).toEqual({ found: false });
  expect(await action.find(request({ token: "t11" }), memoryFiles())).toMatchObject({
    found: true,
    digest: "d11",
  });
});

withMailbox("PO1: where the provider dropped our headers, the Message-ID tells it", async () => {
  const { action } = connect({ sent: "server" });
  const { messageId } = await action.perform(request(), memoryFiles());
  await other.append("Sent", mail({ id: messageId as string, from: user, to: args.to }));
  expect(await action.find(request(), memoryFiles())).toMatchObject({ found: true, digest: "d1" });
});

withMailbox("PO2: nothing in Sent is no proof, and said to be none", async () => {
  const { action } = connect();
  expect(await action.find(request(), memoryFiles())).toEqual({ found: false });
  expect(action.lookup).toBe("presence");
});

withMailbox(
  "GA7: what came from her, or answers the same mail, is news; the rest is not",
  async () => {
    const { action } = connect();
    const put = (raw: Buffer, ago = 0) =>
      other.append("INBOX", raw, [], new Date(Date.now() - ago));
    await put(mail({ id: source }));
    await put(mail({ id: "old@x", subject: "Long ago" }), 3_600_000);
    await put(mail({ id: "else@x", from: "ben@other.example" }));
    await put(mail({ id: "away@x", more: "Auto-Submitted: auto-replied\r\n" }));
    await put(mail({ id: "sub@x", from: "diana@nordlicht.example.evil" }));
    expect(await action.news?.(args, at)).toEqual([]);
    await put(mail({ id: "m2@x", subject: "=?utf-8?q?Bitte_warten_=E2=80=93_Ana?=" }));
    await put(
      mail({
        id: "m3@x",
        from: "Cleo <cleo@nordlicht.example>",
        more: `In-Reply-To: <other@x>\r\nReferences: <${source}> <other@x>\r\n`,
      }),
    );
    expect(await action.news?.(args, at)).toMatchObject([
      { from: "Ana", title: "Bitte warten – Ana", text: "Hello", id: "m2@x" },
      { from: "Cleo", id: "m3@x" },
    ]);
  },
);

withMailbox("GA7: what she wrote herself is news; what Mainstay sent is not", async () => {
  const { action } = connect();
  await action.perform(request({ token: "t0" }), memoryFiles());
  expect(await action.news?.(args, at)).toEqual([]);
  await other.append("Sent", mail({ id: "hers@x", from: `Alva <${user}>`, to: args.to }));
  expect(await action.news?.(args, at)).toMatchObject([{ from: "Alva", own: true, id: "hers@x" }]);
});

withMailbox("GA7: a mailbox that cannot be read is an error, never no news", async () => {
  const { action } = connect({ imap: { host: "127.0.0.1", port: 1 } });
  await expect(action.news?.(args, at)).rejects.toThrow("Cannot read the mailbox");
});

withMailbox("BH1: a draft lies in her Drafts once, however often it is laid", async () => {
  const { action } = connect();
  await action.byHand?.lay(request(), memoryFiles());
  await action.byHand?.lay(request(), memoryFiles());
  const drafts = await inFolder("Drafts");
  expect(drafts).toHaveLength(1);
  expect(drafts[0]).toContain("Dear Ana,");
  expect(await action.byHand?.done(request(), at)).toBeNull();
});

withMailbox(
  "BH2: the draft she sent is known by its headers, or by what it answers and to whom",
  async () => {
    const { action } = connect();
    await action.byHand?.lay(request(), memoryFiles());
    const hers = (id: string, more: Partial<Parameters<typeof mail>[0]>) =>
      other.append("Sent", mail({ id, from: user, to: args.to, ...more }));
    await hers("a@x", { to: "ben@other.example", more: `In-Reply-To: <${source}>\r\n` });
    await hers("b@x", { more: "In-Reply-To: <another@x>\r\n" });
    expect(await action.byHand?.done(request(), at)).toBeNull();
    await hers("c@x", { more: `In-Reply-To: <${source}>\r\n` });
    expect(await action.byHand?.done(request(), at)).toMatchObject({ messageId: "c@x" });
    await hers("d@x", { more: "X-Mainstay-Token: t1\r\n" });
    expect(await action.byHand?.done(request(), at)).toMatchObject({ messageId: "d@x" });
  },
);

withMailbox("what she sent answers what he wrote before it on the same mail", async () => {
  const { action } = connect();
  const came = { from: { address: args.to }, references: [source], title: "Never mind" };
  const sentAt = new Date(at).toISOString();
  const answers = (mailAt: number, result: JsonObject) =>
    action.byHand?.answers?.(args, { result, at: 0 }, { content: came, at: mailAt });
  expect(answers(at - 1, { sentAt })).toBe(true);
  expect(answers(at + 1, { sentAt })).toBe(false);
  expect(answers(at - 1, {})).toBe(false);
});

withMailbox("BH2: a draft that answers nothing is known by its subject", async () => {
  const { action } = connect();
  const { inReplyTo: _, ...fresh } = args;
  const asked = request({ args: fresh });
  const subject = "=?utf-8?q?Packaging_=E2=80=93_our_offer?=";
  await other.append("Sent", mail({ id: "x@x", from: user, to: args.to }));
  expect(await action.byHand?.done(asked, at)).toBeNull();
  await other.append("Sent", mail({ id: "y@x", from: user, to: args.to, subject }));
  expect(await action.byHand?.done(asked, at)).toMatchObject({ messageId: "y@x" });
});

withMailbox("a mailbox whose folders cannot be told apart names the setting", async () => {
  const { action } = connect({
    imap: { host: "127.0.0.1", port: mailbox.port, sentFolder: "Nope" },
  });
  await expect(action.find(request(), memoryFiles())).rejects.toThrow("Cannot read the mailbox");
});

withMailbox(
  "SM3: a mailbox that does not answer holds no mail up: it was sent, and is told to be",
  async () => {
    const silent = createServer((socket) => {
      socket.on("error", () => {});
      socket.write("* OK ready\r\n");
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    // It listens on a port.
    const { port } = silent.address() as AddressInfo;
    const { action } = connect({ imap: { host: "127.0.0.1", port } }, 300);
    const before = server.taken.length;
    const began = performance.now();
    expect(await action.perform(request(), memoryFiles())).toMatchObject({ copied: false });
    expect(server.taken).toHaveLength(before + 1);
    expect(performance.now() - began).toBeLessThan(10_000);
    silent.close();
  },
  20_000,
);
