import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { memoryFiles } from "../../../test/fakes/files.ts";
import { mail } from "../../../test/fixtures/mail.ts";
import { ofBytes } from "../../value/digest.ts";
import type { Arrival, Connector } from "../contract.ts";
import { mailsOf } from "./mail-file.ts";
import { mailIn, mailInKind, ownHosts } from "./mail-in.ts";
import { MailReceived } from "./received.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "mail-in-"));
});
afterEach(() => rm(folder, { recursive: true }));

const files = memoryFiles();
/** When everything written here has rested. */
const later = () => Date.parse("2999-01-01");
const put = async (name: string, bytes: Buffer) => writeFile(path.join(folder, name), bytes);

async function scan(connector: Connector, known: Set<string> = new Set()): Promise<Arrival[]> {
  const found: Arrival[] = [];
  const seen = async (id: string) => known.has(id);
  for await (const arrival of connector.source?.scan(seen, files) ?? []) {
    MailReceived.parse(arrival.content);
    known.add(arrival.externalId);
    found.push(arrival);
  }
  return found;
}

test("mails come oldest first, each under its Message-ID and its sender's address", async () => {
  await put("a.eml", mail({ Date: "Tue, 2 Jun 2026 08:00:00 +0000", "Message-ID": "<b@x>" }));
  await put("b.eml", mail({ Date: "Mon, 1 Jun 2026 08:00:00 +0000", "Message-ID": "<a@x>" }));
  await put("note.txt", Buffer.from("no mail"));
  await put(".hidden.eml", mail());
  expect(await scan(await mailIn(folder, [], later))).toMatchObject([
    { externalId: "a@x", addresses: ["mailto:ana@nordlicht.example"], type: "mail.received" },
    { externalId: "b@x", content: { file: "a.eml" } },
  ]);
});

test("the raw mail is kept, and nothing in the mailbox changes", async () => {
  await put("a.eml", mail());
  const before = await stat(path.join(folder, "a.eml"));
  const [arrival] = await scan(await mailIn(folder, [], later));
  expect(arrival?.raw).toBe(ofBytes(mail()));
  expect(await files.get(arrival?.raw ?? "")).toEqual(new Uint8Array(mail()));
  expect(await readdir(folder)).toEqual(["a.eml"]);
  expect((await stat(path.join(folder, "a.eml"))).mtimeMs).toBe(before.mtimeMs);
});

test("what is known is not reported again, also by another process", async () => {
  await put("a.eml", mail());
  await put("b.eml", mail({ "Message-ID": undefined }));
  const known = new Set<string>();
  const connector = await mailIn(folder, [], later);
  expect(await scan(connector, known)).toHaveLength(2);
  expect(await scan(connector, known)).toEqual([]);
  expect(await scan(await mailIn(folder, [], later), known)).toEqual([]);
});

test("MI2: without a Message-ID a mail is itself by its bytes", async () => {
  const raw = mail({ "Message-ID": undefined });
  await put("a.eml", raw);
  expect(await scan(await mailIn(folder, [], later))).toMatchObject([
    { externalId: `sha256:${ofBytes(raw)}` },
  ]);
});

test("MI2: a second file with the same Message-ID is a copy, told once", async () => {
  await put("a.eml", mail({ Received: "first way" }));
  await put("b.eml", mail({ Received: "second way" }));
  const known = new Set<string>();
  const connector = await mailIn(folder, [], later);
  const copy = `m1@nordlicht.example#${ofBytes(mail({ Received: "second way" }))}`;
  expect((await scan(connector, known)).map((a) => [a.externalId, a.copyOf])).toEqual([
    ["m1@nordlicht.example", undefined],
    [copy, "m1@nordlicht.example"],
  ]);
  expect(await scan(connector, known)).toEqual([]);
  await put("c.eml", mail({ Received: "third way" }));
  expect(await scan(connector, known)).toMatchObject([{ copyOf: "m1@nordlicht.example" }]);
});

test("MI3: a damaged mail is reported once, and does not keep a good copy out", async () => {
  const torn = mail({ "Content-Type": "multipart/mixed; boundary=b" }, "--b\n\nhalf");
  await put("a.eml", torn);
  const known = new Set<string>();
  expect(await scan(await mailIn(folder, [], later), known)).toMatchObject([
    {
      externalId: `sha256:${ofBytes(torn)}`,
      damaged: '"a.eml": it ends in the middle of a part',
      addresses: [],
      raw: ofBytes(torn),
      content: { title: "Packaging", from: { address: "ana@nordlicht.example" } },
    },
  ]);
  await put("b.eml", mail());
  expect(await scan(await mailIn(folder, [], later), known)).toMatchObject([
    { externalId: "m1@nordlicht.example", content: { text: "Hello" } },
  ]);
  expect(await scan(await mailIn(folder, [], later), known)).toEqual([]);
});

test("MI3: a mail of more than 25 MB is listed under its bytes and left where it is", async () => {
  const huge = Buffer.concat([mail(), Buffer.alloc(26 * 1024 * 1024, "x")]);
  await put("a.eml", huge);
  const known = new Set<string>();
  expect(await scan(await mailIn(folder, [], later), known)).toMatchObject([
    {
      damaged: '"a.eml": it is larger than 25 MB; open it in your mail program',
      externalId: `sha256:${ofBytes(huge)}`,
      raw: null,
    },
  ]);
  expect(await scan(await mailIn(folder, [], later), known)).toEqual([]);
});

test("a changed file is read anew", async () => {
  await put("a.eml", mail({ "Message-ID": "<one@x>" }));
  const connector = await mailIn(folder, [], later);
  const known = new Set<string>();
  await scan(connector, known);
  await put("a.eml", mail({ "Message-ID": "<two-longer@x>" }));
  expect(await scan(connector, known)).toMatchObject([{ externalId: "two-longer@x" }]);
});

test("MI4: a file that changes while it is read is left for the next scan", async () => {
  await put("a.eml", mail());
  await put("b.eml", mail({ "Message-ID": "<m2@x>" }));
  const connector = await mailIn(folder, [], later);
  const known = new Set<string>();
  const found: string[] = [];
  const seen = async (id: string) => known.has(id);
  for await (const arrival of connector.source?.scan(seen, files) ?? []) {
    found.push(arrival.externalId);
    known.add(arrival.externalId);
    // b.eml was listed with its old size, and grows before its turn comes.
    await put("b.eml", mail({ "Message-ID": "<m2@x>" }, "Hello, and some more\n"));
  }
  expect(found).toEqual(["m1@nordlicht.example"]);
  expect(await scan(connector, known)).toMatchObject([
    { externalId: "m2@x", content: { text: "Hello, and some more" } },
  ]);
});

test("MI4: a mail that is still being copied is left until it has rested, and asked for again", async () => {
  await put("a.eml", mail().subarray(0, 40));
  const { mtimeMs } = await stat(path.join(folder, "a.eml"));
  let now = mtimeMs + 1_000;
  const connector = await mailIn(folder, [], () => now);
  expect(await scan(connector)).toEqual([]);
  expect(connector.source?.pending?.()).toBe(true);
  await put("a.eml", mail());
  now = (await stat(path.join(folder, "a.eml"))).mtimeMs + 2_000;
  expect(await scan(connector)).toMatchObject([{ externalId: "m1@nordlicht.example" }]);
  expect(connector.source?.pending?.()).toBe(false);
});

test("MI4: what stands in a maildir was delivered whole, and is read at once", async () => {
  await mkdir(path.join(folder, "new"));
  await put("new/1.host", mail());
  const { mtimeMs } = await stat(path.join(folder, "new/1.host"));
  const connector = await mailIn(folder, [], () => mtimeMs);
  expect(await scan(connector)).toHaveLength(1);
  expect(connector.source?.pending?.()).toBe(false);
});

test("a maildir is read in new/ and cur/, and moving a mail between them is nothing new", async () => {
  await mkdir(path.join(folder, "new"));
  await mkdir(path.join(folder, "cur"));
  await mkdir(path.join(folder, "tmp"));
  await put("new/1780000000.1.host", mail());
  await put("cur/1780000001.2.host:2,S", mail({ "Message-ID": "<m2@x>" }));
  await put("tmp/1780000002.3.host", mail({ "Message-ID": "<m3@x>" }));
  const connector = await mailIn(folder, [], later);
  expect(connector.source?.watches).toEqual([path.join(folder, "new"), path.join(folder, "cur")]);
  const known = new Set<string>();
  expect(await scan(connector, known)).toMatchObject([
    { content: { file: "1780000000.1.host" } },
    { content: { file: "1780000001.2.host" } },
  ]);
  await rename(
    path.join(folder, "new/1780000000.1.host"),
    path.join(folder, "cur/1780000000.1.host:2,RS"),
  );
  expect(await scan(connector, known)).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)("a mail that may not be opened is listed", async () => {
  await put("a.eml", mail());
  await chmod(path.join(folder, "a.eml"), 0);
  expect(await scan(await mailIn(folder, [], later))).toMatchObject([
    { damaged: '"a.eml": it may not be opened; allow reading it' },
  ]);
});

test("it says how many mails there are, and when the folder is gone", async () => {
  await put("a.eml", mail());
  const connector = await mailIn(folder, [], later);
  expect(await connector.health()).toMatchObject({ ok: true, note: `1 mails in "${folder}"` });
  const gone = await mailIn(path.join(folder, "gone"), [], later);
  expect(await gone.health()).toMatchObject({
    ok: false,
    note: expect.stringContaining("there is no such folder"),
  });
});

test("a drop folder among our own data is made, the workspace's is only read", async () => {
  const place = {
    workspace: folder,
    root: path.join(folder, "data"),
    company: {},
    now: () => 0,
    secret: () => "",
  };
  await mailInKind.make({ folder: "in/mail" }, place);
  expect((await stat(path.join(folder, "data/in/mail"))).isDirectory()).toBe(true);
  await mailInKind.make({ folder: "workspace:mail" }, place);
  expect(await readdir(folder)).toEqual(["data"]);
});

test("the company's own hosts are those of its personas and its details", () => {
  const personas = { clara: { name: "Clara", address: "hello@mail.studio-marlow.example" } };
  expect(ownHosts({ personas, details: { email: "office@marlow.example" } })).toEqual([
    "studio-marlow.example",
    "marlow.example",
  ]);
  expect(ownHosts({})).toEqual([]);
});

test("one file of mails can be tried: .eml or .mbox", async () => {
  await put("one.eml", mail());
  const mark = "From ana@nordlicht.example Mon Jun  1 16:41:07 2026\n";
  await put("all.mbox", Buffer.from(`${mark}${mail().toString()}\n${mark}${mail().toString()}\n`));
  const tried = async (name: string) => {
    const names: unknown[] = [];
    for await (const arrival of mailsOf(path.join(folder, name), [], files)) {
      names.push(arrival.content["file"]);
    }
    return names;
  };
  expect(await tried("one.eml")).toEqual(["one.eml"]);
  expect(await tried("all.mbox")).toEqual(["all.mbox#1", "all.mbox#2"]);
});
