import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import {
  type AddressInfo,
  connect as connectTo,
  createServer,
  type Server as NetServer,
  type Socket,
} from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ImapFlow } from "imapflow";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { memoryFiles } from "../../../test/fakes/files.ts";
import {
  appPassword,
  type Dovecot,
  missing,
  startDovecot,
  user,
} from "../../../test/mail/dovecot.ts";
import { withMailbox } from "../../../test/mail/with-mailbox.ts";
import type { JsonObject } from "../../value/json.ts";
import type { Arrival, Connector } from "../contract.ts";
import { imap, imapKind } from "./imap.ts";

let mailbox: Dovecot;
let other: ImapFlow;
let root = "";
let now = Date.parse("2026-06-02T08:00:00Z");
let opened: Connector[] = [];

beforeAll(async () => {
  if (missing === null) mailbox = await startDovecot();
}, 30_000);
afterAll(() => mailbox?.close());
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "imap-"));
  now = Date.now();
  if (missing !== null) return;
  other = await mailbox.other();
  await other.mailboxOpen("INBOX");
  await other.messageDelete("1:*");
});
afterEach(async () => {
  for (const connector of opened) await connector.close?.();
  opened = [];
  other?.close();
  await rm(root, { recursive: true, force: true });
});

const waits = { askMs: 3_000, idleAfterMs: 20, deadMs: 1_000 };

function connect(more: JsonObject = {}, pass = appPassword): Connector {
  const given = {
    host: "127.0.0.1",
    port: mailbox?.port ?? 1,
    user,
    secret: "env:MAILBOX",
    ...more,
  };
  const place = {
    workspace: root,
    root,
    company: { details: { email: user } },
    now: () => now,
    secret: () => pass,
  };
  // Checked by the very schema of these settings.
  const settings = imapKind.schema.parse(given) as Parameters<typeof imap>[0];
  const connector = imap(settings, place, waits);
  opened.push(connector);
  return connector;
}

function letter(id: string | null, more = "", text = "Hello"): Buffer {
  const name = id === null ? "" : `Message-ID: <${id}>\r\n`;
  return Buffer.from(
    `From: Ana <ana@nordlicht.example>\r\nTo: ${user}\r\nSubject: ${id ?? "none"}\r\nDate: Tue, 02 Jun 2026 10:00:00 +0200\r\n${name}${more}\r\n${text}\r\n`,
  );
}

const put = (raw: Buffer, folder = "INBOX", at?: Date) => other.append(folder, raw, [], at);

/** Scans as the owner does: what was yielded is recorded before the next is asked for. */
async function read(connector: Connector, seen = new Set<string>(), most = Infinity) {
  const found: Arrival[] = [];
  const known = async (id: string) => seen.has(id);
  for await (const arrival of connector.source?.scan(known, memoryFiles()) ?? []) {
    found.push(arrival);
    seen.add(arrival.externalId);
    if (found.length === most) break;
  }
  return found;
}

const ids = (found: readonly Arrival[]) => found.map(({ externalId }) => externalId);

withMailbox("a mail is read as from a maildir, and its flags stay as they are", async () => {
  await put(letter("m1@x.example"));
  const [arrival] = await read(connect());
  expect(arrival).toMatchObject({
    type: "mail.received",
    externalId: "m1@x.example",
    addresses: ["mailto:ana@nordlicht.example"],
    content: { title: "m1@x.example", text: expect.stringContaining("Hello") },
  });
  await other.noop();
  const mail = await other.fetchOne("1", { flags: true });
  expect(mail === false || mail === undefined ? null : [...(mail.flags ?? [])]).not.toContain(
    "\\Seen",
  );
});

withMailbox("IN2: what was read is not asked for again; what is new is", async () => {
  const connector = connect();
  const seen = new Set<string>();
  await put(letter("m1@x.example"));
  expect(ids(await read(connector, seen))).toEqual(["m1@x.example"]);
  expect(await read(connector)).toEqual([]);
  await put(letter("m2@x.example"));
  expect(ids(await read(connector))).toEqual(["m2@x.example"]);
  expect(ids(await read(connect()))).toEqual([]);
});

withMailbox("IN1: a mail that is repeated under another UID is the same mail", async () => {
  const connector = connect();
  const seen = new Set<string>();
  await put(letter("m1@x.example"));
  await put(letter("m1@x.example"));
  expect(await read(connector, seen)).toHaveLength(1);
  await put(letter("m1@x.example"));
  expect(await read(connector, seen)).toEqual([]);
});

withMailbox("IN1: without a Message-ID a mail is itself by its bytes", async () => {
  const seen = new Set<string>();
  await put(letter(null));
  await put(letter(null, "", "Other"));
  const found = await read(connect(), seen);
  expect(new Set(ids(found)).size).toBe(2);
  await rm(path.join(root, "cursors"), { recursive: true });
  for (const arrival of await read(connect(), seen)) {
    expect(ids(found)).toContain(arrival.externalId);
  }
});

withMailbox(
  "CU1: a reading that breaks off goes on behind what was recorded, and loses nothing",
  async () => {
    for (let n = 1; n <= 120; n += 1) await put(letter(`m${n}@x.example`));
    const seen = new Set<string>();
    expect(await read(connect(), seen, 60)).toHaveLength(60);
    const rest = await read(connect(), seen);
    expect(rest).toHaveLength(60);
    expect(seen.size).toBe(120);
  },
);

withMailbox("CU1: a spoilt or lost cursor costs a second look, and nothing else", async () => {
  const seen = new Set<string>();
  await put(letter("m1@x.example"));
  await read(connect(), seen);
  const [name = ""] = await readdir(path.join(root, "cursors"));
  for (const text of ["", "{", '{"uid":"x"}', "null"]) {
    await writeFile(path.join(root, "cursors", name), text);
    expect(await read(connect(), seen)).toEqual([]);
  }
});

withMailbox(
  "CU2: a server that numbers its mails anew repeats nothing and loses nothing",
  async () => {
    const connector = connect();
    const seen = new Set<string>();
    for (const id of ["a", "b", "c"]) await put(letter(`${id}@x.example`));
    expect(await read(connector, seen)).toHaveLength(3);
    other.close();
    await mailbox.renumber();
    other = await mailbox.other();
    await put(letter("d@x.example"));
    expect(ids(await read(connector, seen))).toEqual(["d@x.example"]);
  },
  20_000,
);

withMailbox(
  "IN3: the first look goes back a bounded time, a later one to where it was",
  async () => {
    const old = new Date(Date.now() - 40 * 86_400_000);
    await put(letter("old@x.example"), "INBOX", old);
    await put(letter("new@x.example"));
    expect(ids(await read(connect({ since: "P14D" })))).toEqual(["new@x.example"]);
    await rm(path.join(root, "cursors"), { recursive: true });
    expect(ids(await read(connect({ since: "P60D" })))).toEqual(["old@x.example", "new@x.example"]);
  },
);

withMailbox("a mail that is too large, or cannot be read, is told and kept aside", async () => {
  await put(Buffer.from("no headers at all"));
  await put(letter("large@x.example", "", "x".repeat(26 * 1024 * 1024)));
  const found = await read(connect());
  expect(found.map(({ damaged }) => damaged)).toEqual([
    expect.stringContaining('"INBOX'),
    expect.stringContaining("larger than 25 MB"),
  ]);
  expect(found[1]?.externalId).toBe("large:large@x.example");
});

withMailbox("a mail is told of when it comes", async () => {
  const connector = connect();
  let told = 0;
  const end = connector.source?.listen?.(() => (told += 1));
  await expect.poll(() => told).toBeGreaterThan(0);
  const before = told;
  await put(letter("m1@x.example"));
  await expect.poll(() => told, { timeout: 5_000 }).toBeGreaterThan(before);
  end?.();
});

withMailbox(
  "LI1: a server that goes down and comes back is listened to again",
  async () => {
    const connector = connect();
    let told = 0;
    const end = connector.source?.listen?.(() => (told += 1));
    await expect.poll(() => told).toBe(1);
    await mailbox.stop("SIGKILL");
    await expect(read(connector)).rejects.toThrow(/Cannot read the mailbox at 127\.0\.0\.1:\d+/u);
    expect(await connector.health()).toMatchObject({ ok: false });
    await mailbox.start();
    await expect.poll(() => told, { timeout: 15_000 }).toBeGreaterThan(1);
    expect(await read(connector)).toEqual([]);
    end?.();
  },
  25_000,
);

withMailbox("a wrong app password is told with the remedy, and stands in no message", async () => {
  const connector = connect({}, "hunter2-secret");
  const error: unknown = await read(connector).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain("make a new app password");
  expect(String(error)).not.toContain("hunter2");
  expect(await connector.health()).toMatchObject({ ok: false });
});

withMailbox("a folder that is not there is told", async () => {
  await expect(read(connect({ folder: "Nope" }))).rejects.toThrow("Cannot read the mailbox");
});

withMailbox("the health says how many mails there are, and when they were read", async () => {
  const connector = connect();
  await put(letter("m1@x.example"));
  expect(await connector.health()).toMatchObject({
    ok: true,
    note: `1 mails in "INBOX" of ${user}, not read yet; the line is not encrypted`,
  });
  await read(connector);
  now += 120_000;
  expect((await connector.health()).note).toContain("read 2 min ago");
});

withMailbox(
  "LI2: a line that is dead without a word is noticed, and opened anew",
  async () => {
    const lines: { from: Socket; to: Socket }[] = [];
    const between = createServer((from) => {
      const to = connectTo(mailbox.port, "127.0.0.1");
      for (const end of [from, to]) end.on("error", () => {});
      from.pipe(to).pipe(from);
      lines.push({ from, to });
    });
    await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
    // It listens on a port.
    const { port } = between.address() as AddressInfo;
    const connector = connect({ port });
    let told = 0;
    const end = connector.source?.listen?.(() => (told += 1));
    await expect.poll(() => told).toBe(1);
    await expect.poll(async () => (await connector.health()).note).toContain("read as they come");
    // Nothing goes through any more, and neither side is told.
    for (const { from, to } of lines) {
      from.unpipe(to);
      to.unpipe(from);
      from.pause();
      to.pause();
    }
    await expect.poll(() => told, { timeout: 45_000 }).toBe(2);
    end?.();
    for (const { from, to } of lines) {
      from.destroy();
      to.destroy();
    }
    between.close();
  },
  60_000,
);

/** A server that does on its own account what no real one does when asked. */
async function server(greet: (write: (line: string) => void, end: () => void) => void) {
  const listening: NetServer = createServer((socket) => {
    socket.on("error", () => {});
    greet(
      (line) => socket.write(`${line}\r\n`),
      () => socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  // It listens on a port.
  const { port } = listening.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => listening.close(resolve)) };
}

test("MS1: where no safe line can be had, nobody logs in", async () => {
  const heard: string[] = [];
  const plain = createServer((socket) => {
    socket.on("error", () => {});
    socket.write("* OK [CAPABILITY IMAP4rev1] ready\r\n");
    socket.on("data", (bytes) => {
      heard.push(bytes.toString());
      const [tag = ""] = bytes.toString().split(" ");
      socket.write(`* CAPABILITY IMAP4rev1\r\n${tag} OK done\r\n`);
    });
  });
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
  // It listens on a port.
  const { port } = plain.address() as AddressInfo;
  await expect(read(connect({ port, security: "starttls" }))).rejects.toThrow(
    "Cannot read the mailbox",
  );
  await expect(read(connect({ port, security: "tls" }))).rejects.toThrow("Cannot read the mailbox");
  expect(heard.join("")).not.toMatch(/LOGIN|AUTHENTICATE|app-password/iu);
  plain.close();
});

test("a server that says BYE is told, and nothing hangs", async () => {
  const bye = await server((write, end) => {
    write("* BYE too many connections");
    end();
  });
  await expect(read(connect({ port: bye.port }))).rejects.toThrow("Cannot read the mailbox");
  await bye.close();
});

test("a server that greets and then says nothing more is given up in time", async () => {
  const silent = await server((write) => write("* OK ready"));
  const began = performance.now();
  await expect(read(connect({ port: silent.port }))).rejects.toThrow("Cannot read the mailbox");
  expect(performance.now() - began).toBeLessThan(8_000);
}, 15_000);

test("a server that is down is told", async () => {
  await expect(read(connect({ port: 1 }))).rejects.toThrow(
    "Cannot read the mailbox at 127.0.0.1:1",
  );
});

test("IM1: it has nothing that it could do there", () => {
  const connector = connect();
  expect(connector.actions).toEqual({});
});
