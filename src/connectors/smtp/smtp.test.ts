import { afterEach, beforeEach, expect, test } from "vitest";
import { memoryFiles } from "../../../test/fakes/files.ts";
import { password, type Smtp, startSmtp } from "../../../test/mail/smtp.ts";
import type { JsonObject } from "../../value/json.ts";
import { type ActionRequest, type Connector, ConnectorError } from "../contract.ts";
import { readHeaders } from "../mail-headers.ts";
import { smtp, smtpKind } from "./smtp.ts";

const company = {
  personas: {
    alva: { name: "Alva Märlow", address: "alva@studio.example" },
    books: { name: "Studio Alva, invoices", address: "books@studio.example" },
  },
};
const args = {
  to: "ana@nordlicht.example",
  subject: "Packaging for 4 blends – our offer",
  text: "Dear Ana,\n\n.a line with a dot\n\nAlva\n",
};
const place = {
  workspace: "/nowhere",
  root: "/nowhere",
  company,
  now: () => 0,
  secret: () => password,
};

let server: Smtp;
let open: Connector[] = [];
beforeEach(async () => {
  server = await startSmtp();
});
afterEach(async () => {
  for (const connector of open) await connector.close?.();
  open = [];
  await server.close();
});

function connect(more: JsonObject = {}, waits = { lineMs: 400, turnMs: 1_000, mailboxMs: 400 }) {
  const given = {
    host: "127.0.0.1",
    port: server.port,
    user: "alva@studio.example",
    secret: "env:MAILBOX",
    ...more,
  };
  const settings = smtpKind.schema.parse(given);
  // Checked by the very schema of these settings.
  const connector = smtp(settings as Parameters<typeof smtp>[0], place, waits);
  open.push(connector);
  const action = connector.actions["send"];
  if (action === undefined) throw new Error("no send");
  return { connector, action };
}

const request = (more: Partial<ActionRequest> = {}): ActionRequest => ({
  token: "t1",
  digest: "d1",
  args,
  at: Date.parse("2026-06-02T08:03:00Z"),
  ...more,
});

async function failing(given = request(), more: JsonObject = {}): Promise<ConnectorError> {
  const error: unknown = await connect(more)
    .action.perform(given, memoryFiles())
    .then(
      () => null,
      (thrown: unknown) => thrown,
    );
  if (!(error instanceof ConnectorError)) throw new Error(`no ConnectorError: ${String(error)}`);
  return error;
}

test("SM1: a mail arrives as it was composed, with a Message-ID from its token", async () => {
  const { action } = connect();
  const result = await action.perform(request(), memoryFiles());
  expect(server.taken).toMatchObject([{ from: "alva@studio.example", to: [args.to] }]);
  const raw = server.taken[0]?.raw ?? Buffer.alloc(0);
  const headers = readHeaders(raw);
  expect(headers.first("x-mainstay-token")).toBe("t1");
  expect(headers.first("x-mainstay-digest")).toBe("d1");
  expect(headers.first("message-id")).toBe(`<${result["messageId"] as string}>`);
  expect(raw.toString()).toContain("\r\n.a line with a dot\r\n");
  expect(result).toMatchObject({ sentAt: "2026-06-02T08:03:00.000Z", copied: false });
  expect(action.aliases?.(result)).toEqual([result["messageId"]]);
  expect(server.logins).toEqual(["alva@studio.example"]);
});

test("the same request makes the same bytes", async () => {
  const { action } = connect();
  await action.perform(request(), memoryFiles());
  await action.perform(request(), memoryFiles());
  expect(server.taken[1]?.raw.equals(server.taken[0]?.raw ?? Buffer.alloc(0))).toBe(true);
});

test("mails that follow each other share a line; many at once share a few", async () => {
  const { action } = connect();
  const files = memoryFiles();
  for (const token of ["a", "b", "c"]) await action.perform(request({ token }), files);
  expect(server.lines()).toBe(1);
  await Promise.all(
    Array.from({ length: 40 }, (_, i) => action.perform(request({ token: `m${i}` }), files)),
  );
  expect(server.taken).toHaveLength(43);
  expect(server.lines()).toBeLessThanOrEqual(3);
});

test("SN2: a line that the server closed while it lay idle costs nothing: the mail goes over a new one", async () => {
  const { action } = connect();
  await action.perform(request(), memoryFiles());
  server.cut();
  await action.perform(request({ token: "t2" }), memoryFiles());
  server.plan({ at: "sender", drop: true });
  await action.perform(request({ token: "t3" }), memoryFiles());
  expect(server.taken).toHaveLength(3);
});

test.each([
  ["while logging in", { at: "login", drop: true }],
  ["before the recipient", { at: "sender", drop: true }],
] as const)("EF4: a line that breaks %s leaves nothing behind", async (_, mishap) => {
  server.plan(mishap);
  expect(await failing()).toMatchObject({ happened: "no", failure: "transient" });
  expect(server.taken).toHaveLength(0);
});

test.each([
  ["takes the mail and drops the line", { at: "data", drop: true }],
  ["takes the mail and says nothing", { at: "data", stall: true }],
] as const)("EF4: a server that %s may have the mail", async (_, mishap) => {
  server.plan(mishap);
  expect(await failing()).toMatchObject({
    happened: "maybe",
    message: expect.stringMatching(
      /broke after the mail to ana@.* was on its way: it may have it/u,
    ),
  });
});

test("EF4: a server that drops the line as the mail begins never counts as having it", async () => {
  server.plan({ at: "dataBegins", drop: true });
  expect(["no", "maybe"]).toContain((await failing()).happened);
  expect(server.taken).toHaveLength(0);
});

test("a server that is down: it did not go out, and is tried again", async () => {
  await server.close();
  expect(await failing()).toMatchObject({
    happened: "no",
    failure: "transient",
    retryAfterMs: 60_000,
    message: expect.stringContaining("cannot be reached"),
  });
  server = await startSmtp();
});

test.each([
  [
    "later",
    { at: "recipient", answer: 451, text: "4.7.1 Greylisted, try again in 300 seconds" },
    300_000,
  ],
  ["at a limit", { at: "data", answer: 452, text: "4.5.3 Too many mails this hour" }, 300_000],
  ["in 10 minutes", { at: "data", answer: 421, text: "4.7.0 try again in 10 minutes" }, 600_000],
] as const)("a server that takes it %s is asked again after its time", async (_, mishap, ms) => {
  server.plan(mishap);
  const error = await failing();
  expect(error).toMatchObject({ happened: "no", failure: "transient", retryAfterMs: ms });
  expect(error.message).toContain("puts it off; it says:");
});

test.each([
  [
    "nobody of that name",
    { at: "recipient", answer: 550, text: "5.1.1 No such user" },
    "semantic",
    "does not take mail for this address",
  ],
  [
    "an old server",
    { at: "recipient", answer: 550, text: "no such user" },
    "semantic",
    "does not take mail for this address",
  ],
  [
    "too large",
    { at: "data", answer: 552, text: "5.3.4 Message too big" },
    "deterministic",
    "larger than the server takes",
  ],
  [
    "not her address",
    { at: "recipient", answer: 550, text: "5.7.60 not permitted to send as this sender" },
    "deterministic",
    "write under this address",
  ],
  [
    "refused",
    { at: "data", answer: 554, text: "5.7.1 Looks like spam" },
    "deterministic",
    "for good",
  ],
] as const)("a no for good is told in her words: %s", async (_, mishap, failure, words) => {
  server.plan(mishap);
  const error = await failing();
  expect(error).toMatchObject({ happened: "no", failure });
  expect(error.message).toContain(words);
  expect(error.message).toContain(mishap.text);
  expect(server.taken).toHaveLength(0);
});

test("a password that is not taken waits, is told, and stands in no message", async () => {
  const wrong = { ...place, secret: () => "hunter2-secret" };
  const settings = { host: "127.0.0.1", port: server.port, user: "alva", secret: "env:MAILBOX" };
  const connector = smtp(settings, wrong, { lineMs: 400, turnMs: 400, mailboxMs: 400 });
  open.push(connector);
  const error: unknown = await connector.actions["send"]
    ?.perform(request(), memoryFiles())
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ happened: "no", failure: "transient", retryAfterMs: 600_000 });
  expect(String(error)).toContain("make a new app password");
  expect(String(error)).not.toContain("hunter2");
  expect(await connector.health()).toMatchObject({
    ok: false,
    note: expect.stringContaining("does not take the user or the app password"),
  });
});

test("a password that cannot be found is told with the remedy, and nothing is said to the server", async () => {
  const none = {
    ...place,
    secret: () => {
      throw new Error('Cannot find the secret "env:MAILBOX": set it before Mainstay starts');
    },
  };
  const settings = { host: "127.0.0.1", port: server.port, user: "alva", secret: "env:MAILBOX" };
  const connector = smtp(settings, none, { lineMs: 400, turnMs: 400, mailboxMs: 400 });
  await expect(connector.actions["send"]?.perform(request(), memoryFiles())).rejects.toMatchObject({
    happened: "no",
    message: expect.stringContaining("set it before"),
  });
  expect(server.lines()).toBe(0);
});

test("SL3: where no safe line can be had, nothing is said on it: no login, no mail", async () => {
  expect(await failing(request(), { security: "starttls" })).toMatchObject({
    happened: "no",
    message: expect.stringContaining("no safe line"),
  });
  expect(server.logins).toEqual([]);
});

test("SL3: a server with a certificate that nobody vouches for is not spoken to", async () => {
  const shady = await startSmtp({ secure: true });
  const error = await failing(request(), { port: shady.port, security: "tls" });
  expect(error).toMatchObject({ happened: "no", message: expect.stringContaining("certificate") });
  expect(shady.logins).toEqual([]);
  expect(shady.taken).toEqual([]);
  await shady.close();
});

test("MS1: without a word about it, a server elsewhere is reached over TLS only", () => {
  const schema = smtpKind.schema;
  expect(schema.safeParse({ host: "smtp.example.org" }).success).toBe(true);
  expect(schema.safeParse({ host: "smtp.example.org", security: "maybe" }).success).toBe(false);
  expect(schema.safeParse({ host: "smtp.example.org", secret: "hunter2" }).success).toBe(false);
  expect(schema.safeParse({ host: "a b" }).success).toBe(false);
  expect(schema.safeParse({ host: "x", hold: "soon" }).success).toBe(false);
});

test("an address that would begin a second recipient is refused", async () => {
  await expect(
    connect().action.perform(
      request({ args: { ...args, to: "d@e.example>\r\nRCPT TO:<evil@x.example" } }),
      memoryFiles(),
    ),
  ).rejects.toThrow();
  expect(server.taken).toEqual([]);
});

test("a mail waits for her before it leaves: a minute, or as long as she set", () => {
  expect(connect().action.holdMs).toBe(60_000);
  expect(connect({ hold: "PT0S" }).action.holdMs).toBe(0);
  expect(connect({ hold: "PT5M" }).action.holdMs).toBe(300_000);
});

test("SM2: without a mailbox to look into, nothing can be looked up", async () => {
  const { action } = connect();
  expect(action.lookup).toBe("none");
  expect(action.news).toBeUndefined();
  expect(await action.find(request(), memoryFiles())).toEqual({ found: false });
});

test("SM4: nothing can be taken back or deleted", () => {
  const { connector, action } = connect();
  expect(Object.keys(connector.actions)).toEqual(["send"]);
  expect(action.undo).toBeNull();
  expect(action.compensate).toBeUndefined();
});

test("the health says whether the server takes mail", async () => {
  const { connector } = connect();
  expect(await connector.health()).toMatchObject({ ok: true });
  await server.close();
  expect(await connector.health()).toMatchObject({ ok: false });
  server = await startSmtp();
});
