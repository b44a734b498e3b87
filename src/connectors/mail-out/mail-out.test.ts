import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectorContract } from "../../../test/contracts/connector.ts";
import { memoryFiles } from "../../../test/fakes/files.ts";
import type { JsonObject } from "../../value/json.ts";
import type { ActionRequest } from "../contract.ts";
import { readMessage } from "../mail-in/message.ts";
import { mailOutKind } from "./mail-out.ts";

const company = {
  personas: {
    clara: { name: "Clara Märlow", address: "hello@studio-marlow.example" },
    books: { name: "Studio Marlow, invoices", address: "rechnung@studio-marlow.example" },
  },
};
const args = {
  to: "ana@nordlicht.example",
  subject: "Packaging for 4 blends – our offer",
  text: "Dear Ana,\n\nwelcome! The plan is at https://studio-marlow.example/plan.\n\nClara\n",
};

let root = "";
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "mail-out-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const outbox = (part: string) => path.join(root, "outbox", part);

async function open() {
  const place = { workspace: root, root, company, now: () => 0, secret: () => "" };
  const connector = await mailOutKind.make({ folder: "outbox" }, place);
  const send = connector.actions["send"];
  if (send === undefined) throw new Error("no send");
  return { connector, send, files: memoryFiles() };
}

const request = (more: Partial<ActionRequest> = {}): ActionRequest => ({
  token: "t1",
  digest: "d1",
  args,
  at: Date.parse("2026-06-02T08:03:00Z"),
  ...more,
});

async function mails() {
  const names = await readdir(outbox("new"));
  return Promise.all(names.map((name) => readFile(path.join(outbox("new"), name))));
}

connectorContract("the outbox maildir", async () => {
  const { connector, files } = await open();
  const digest = await files.put(Buffer.from("%PDF"));
  return {
    connector,
    action: "send",
    args: { ...args, attach: [{ name: "offer.pdf", mediaType: "application/pdf", digest }] },
    otherArgs: { ...args, inReplyTo: "<m1@nordlicht.example>", persona: "books", attach: null },
    junk: [
      { ...args, to: "ana@nordlicht.example\nBcc: all@x.example" },
      { ...args, to: "ana@nordlicht.example, ben@x.example" },
      { ...args, to: "Ana <ana@nordlicht.example>" },
      { ...args, to: "ana" },
      { ...args, subject: "Hi\r\nBcc: all@x.example" },
      { ...args, inReplyTo: "<a@x>\n<b@x>" },
      { ...args, attach: [{ name: "../x.pdf", mediaType: "application/pdf", digest }] },
      { ...args, attach: [{ name: "x.pdf", mediaType: "application/pdf", digest: "d" }] },
      { ...args, text: "nul\u0000" },
      { ...args, text: "" },
    ],
    files,
    acts: async () => (await mails()).length,
    async jam() {
      await rename(outbox(""), path.join(root, "away"));
      return () => rename(path.join(root, "away"), outbox(""));
    },
  };
});

test("the mail reads as it was written, and carries token and digest", async () => {
  const { send, files } = await open();
  const digest = await files.put(Buffer.from("%PDF"));
  const attach = [{ name: "Rechnung für Ana.pdf", mediaType: "application/pdf", digest }];
  const result = await send.perform(
    request({ args: { ...args, attach, inReplyTo: "m1@nordlicht.example" } }),
    files,
  );
  const [raw = Buffer.alloc(0)] = await mails();
  expect(await readMessage(raw, "1", [], files)).toMatchObject({
    ok: true,
    answers: ["m1@nordlicht.example"],
    content: {
      messageId: result["messageId"],
      from: { name: "Clara Märlow", address: "hello@studio-marlow.example" },
      to: [{ address: "ana@nordlicht.example" }],
      title: "Packaging for 4 blends – our offer",
      date: "2026-06-02T08:03:00.000Z",
      text: args.text.trim(),
      attachments: [{ name: "Rechnung für Ana.pdf", mediaType: "application/pdf", digest }],
      kind: "person",
    },
  });
  expect(raw.toString()).toMatch(/^X-Mainstay-Token: t1$/m);
  expect(raw.toString()).toMatch(/^X-Mainstay-Digest: d1$/m);
  expect(raw.includes("\r")).toBe(false);
  expect(result).toEqual({
    messageId: expect.stringMatching(/^[0-9a-f]{32}@studio-marlow\.example$/),
    file: expect.stringMatching(/^[0-9a-f]{32}\.eml$/),
    sentAt: "2026-06-02T08:03:00.000Z",
  });
});

test("MO1: the same request makes the same bytes under the same name", async () => {
  const { send, files } = await open();
  const digest = await files.put(Buffer.from("%PDF"));
  const attach = [{ name: "a.pdf", mediaType: "application/pdf", digest }];
  await send.perform(request({ args: { ...args, attach } }), files);
  const [first] = await mails();
  await rm(outbox(""), { recursive: true });
  const again = await open();
  await again.send.perform(request({ args: { ...args, attach } }), files);
  expect(await mails()).toEqual([first]);
});

test("OB3: a mail that was taken up by a mail program is still found", async () => {
  const { send, files } = await open();
  const result = await send.perform(request(), files);
  const [name = ""] = await readdir(outbox("new"));
  await rename(path.join(outbox("new"), name), path.join(outbox("cur"), `${name}:2,S`));
  expect(await send.find(request(), files)).toEqual({ found: true, digest: "d1", result });
  expect(await send.perform(request({ at: 0 }), files)).toEqual(result);
  expect(await mails()).toEqual([]);
});

test("OB1: what a crash left in tmp/ is no mail, and is written over", async () => {
  const { send, files } = await open();
  await send.perform(request(), files);
  const [name = ""] = await readdir(outbox("new"));
  await rm(outbox("new"), { recursive: true });
  await mkdir(outbox("new"));
  await writeFile(path.join(outbox("tmp"), name), "half a ma");
  expect(await send.find(request(), files)).toEqual({ found: false });
  await send.perform(request(), files);
  expect(await readdir(outbox("tmp"))).toEqual([]);
  expect((await mails())[0]?.toString()).toContain("Dear Ana");
});

test("OB2: two calls at once put one mail", async () => {
  const { send, files } = await open();
  const [one, two] = await Promise.all([
    send.perform(request(), files),
    send.perform(request(), files),
  ]);
  expect(one).toEqual(two);
  expect(await mails()).toHaveLength(1);
});

test("an outbox that is gone proves nothing about a mail", async () => {
  const { connector, send, files } = await open();
  await rm(outbox(""), { recursive: true });
  await expect(send.find(request(), files)).rejects.toMatchObject({
    name: "ConnectorError",
    message: expect.stringContaining("the folder is gone; put it back"),
  });
  expect(await connector.health()).toMatchObject({ ok: false });
});

test("a file whose bytes are not there stops the mail before it leaves", async () => {
  const { send, files } = await open();
  const attach = [{ name: "a.pdf", mediaType: "application/pdf", digest: "0".repeat(64) }];
  await expect(send.perform(request({ args: { ...args, attach } }), files)).rejects.toMatchObject({
    happened: "no",
    failure: "deterministic",
    message: expect.stringContaining('the bytes of "a.pdf" are not there'),
  });
  expect(await mails()).toEqual([]);
});

test("it writes under the persona that is named, and under no other name", async () => {
  const { send, files } = await open();
  await send.perform(request({ args: { ...args, persona: "books" } }), files);
  expect((await mails())[0]?.toString()).toContain("rechnung@studio-marlow.example");
  const nobody = request({ token: "t2", args: { ...args, persona: "ben" } });
  await expect(send.perform(nobody, files)).rejects.toMatchObject({ happened: "no" });
});

test("without a persona it does not open", async () => {
  const bare = (settings: JsonObject, personas: JsonObject) =>
    mailOutKind.make(settings, {
      workspace: root,
      root,
      company: { personas },
      now: () => 0,
      secret: () => "",
    });
  await expect(bare({ folder: "outbox" }, {})).rejects.toThrow("names no such persona");
  await expect(bare({ folder: "outbox", persona: "ben" }, company.personas)).rejects.toThrow(
    'Cannot write mail as "ben"',
  );
});

test("the preview shows whom, what about, how it begins, what is attached and where it leads", async () => {
  const { send } = await open();
  const attach = [{ name: "a.pdf", mediaType: "application/pdf", digest: "0".repeat(64) }];
  expect(send.preview({ ...args, attach })).toEqual({
    line: "Mail to ana@nordlicht.example",
    details: [
      "Subject: Packaging for 4 blends – our offer",
      "Dear Ana,",
      "welcome! The plan is at https://studio-marlow.example/plan.",
      "Clara",
      "Attached: a.pdf",
      "Links: https://studio-marlow.example/plan",
    ],
  });
});

test("the preview holds every line of the letter: nothing she approves is left out", async () => {
  const { send } = await open();
  const text = Array.from({ length: 12 }, (_, n) => `line ${n} ${"word ".repeat(30).trim()}`);
  const { details } = send.preview({ ...args, text: text.join("\n\n") });
  expect(details.slice(1)).toEqual(text);
});

test("a mail can wait before it leaves, as long as the settings say; without a word it does not", async () => {
  const place = { workspace: root, root, company, now: () => 0, secret: () => "" };
  const holdOf = async (settings: JsonObject) =>
    (await mailOutKind.make({ folder: "outbox", ...settings }, place)).actions["send"]?.holdMs;
  expect(await holdOf({})).toBe(0);
  expect(await holdOf({ hold: "PT60S" })).toBe(60_000);
});

test("GA7: with the folder of what comes in, it is seen whether they wrote again", async () => {
  const place = { workspace: root, root, company, now: () => 0, secret: () => "" };
  const inbox = path.join(root, "in");
  await mkdir(path.join(inbox, "new"), { recursive: true });
  const put = (name: string, id: string, date: string, from = "Ana <ana@nordlicht.example>") =>
    writeFile(
      path.join(inbox, "new", name),
      `From: ${from}\nTo: hello@studio-marlow.example\nSubject: Re: offer\nDate: ${date}\nMessage-ID: <${id}>\n\nHello\n`,
    );
  await put("1", "m1@x", "Tue, 02 Jun 2026 08:00:00 +0000");
  await put("2", "m0@x", "Mon, 01 Jun 2026 08:00:00 +0000");
  await put("3", "m2@x", "Tue, 02 Jun 2026 09:00:00 +0000", "Ben <ben@other.example>");
  const connector = await mailOutKind.make({ folder: "outbox", inbox: "in" }, place);
  const { news } = connector.actions["send"] ?? {};
  const asked = { ...args, inReplyTo: "<m1@x>" };
  const since = Date.parse("2026-06-02T08:00:00Z");
  expect(await news?.(asked, since)).toEqual([]);
  await put("4", "m3@x", "Tue, 02 Jun 2026 09:30:00 +0000");
  expect(await news?.(asked, since)).toMatchObject([
    { from: "Ana", title: "Re: offer", text: "Hello", id: "m3@x" },
  ]);
  const bare = await mailOutKind.make({ folder: "outbox" }, place);
  expect(bare.actions["send"]?.news).toBeUndefined();
});
