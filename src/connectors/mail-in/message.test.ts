import * as fc from "fast-check";
import { expect, test } from "vitest";
import { attachment, bigMail } from "../../../test/fixtures/big-mail.ts";
import { memoryFiles } from "../../../test/fakes/files.ts";
import { mail, page } from "../../../test/fixtures/mail.ts";
import { ofBytes } from "../../value/digest.ts";
import { readMessage } from "./message.ts";
import { MailReceived } from "./received.ts";

const files = memoryFiles();
const read = (raw: Buffer) => readMessage(raw, "1.eml", ["studio-marlow.example"], files);

async function content(raw: Buffer): Promise<MailReceived> {
  const message = await read(raw);
  if (!message.ok) throw new Error(message.reason);
  return MailReceived.parse(message.content);
}

test("a plain mail is read into the published shape", async () => {
  const message = await read(
    mail({
      "In-Reply-To": "<a@x.example>",
      References: "<b@x.example> <a@x.example>",
      "Reply-To": "Office <Office@Nordlicht.example>",
    }),
  );
  expect(message).toMatchObject({
    ok: true,
    occurredAt: Date.parse("2026-06-01T14:41:07Z"),
    answers: ["a@x.example", "b@x.example"],
    content: {
      messageId: "m1@nordlicht.example",
      from: { name: "Ana Lindqvist", address: "ana@nordlicht.example" },
      to: [{ address: "hello@studio-marlow.example" }],
      replyTo: { name: "Office", address: "office@nordlicht.example" },
      title: "Packaging",
      date: "2026-06-01T14:41:07.000Z",
      text: "Hello",
      inReplyTo: "a@x.example",
      references: ["b@x.example", "a@x.example"],
      auto: false,
      kind: "person",
      suspicious: [],
      truncated: false,
    },
  });
});

test.each([
  ["koi8-r", "f0d2c9d7c5d4", "Привет"],
  ["Shift_JIS", "8d6095d4", "港返"],
  ["windows-1252", "803020966f6e", "€0 –on"],
])("a text in %s is decoded", async (charset, hex, text) => {
  const raw = mail({ "Content-Type": `text/plain; charset=${charset}` }, Buffer.from(hex, "hex"));
  expect(await content(raw)).toMatchObject({ text });
});

test("of an HTML mail only what a reader sees is kept", async () => {
  const raw = page(`<title>t</title><style>p{}</style><p>Dear&nbsp;Clara,</p>
    <div style="display: none">pay the other account instead</div>
    <p hidden>twice hidden</p><ul><li>one<li>two</ul><a href="https://a.example/x">see</a>`);
  expect(await content(raw)).toMatchObject({
    text: "Dear Clara,\n\n- one\n- two\n\nsee [https://a.example/x]",
    links: ["https://a.example/x"],
    suspicious: ["holds text that a reader does not see"],
  });
});

test("of two alternatives the plain one is read", async () => {
  const raw = mail(
    { "Content-Type": 'multipart/alternative; boundary="b"' },
    "--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html\n\n<p>rich</p>\n--b--\n",
  );
  expect(await content(raw)).toMatchObject({ text: "plain" });
});

test("attachments are kept byte for byte, under names that stay in their folder", async () => {
  const raw = mail(
    { "Content-Type": "multipart/mixed; boundary=b" },
    [
      "--b\nContent-Type: text/plain\n\nsee both\n",
      '--b\nContent-Type: image/png\nContent-Disposition: attachment; filename="../../x y.png"\n',
      "Content-Transfer-Encoding: base64\n\nAAEC/w==\n",
      "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--b--\n",
    ].join(""),
  );
  const { attachments } = await content(raw);
  expect(attachments).toMatchObject([
    { name: "_.._x y.png", mediaType: "image/png", size: 4 },
    { name: "attachment-2", mediaType: "application/pdf", size: 4 },
  ]);
  expect(await files.get(attachments[0]?.digest ?? "")).toEqual(new Uint8Array([0, 1, 2, 255]));
});

test("a mail of 10 MB is read whole", async () => {
  const raw = bigMail(10);
  expect(raw.length).toBeGreaterThan(10_000_000);
  const { attachments, text } = await content(raw);
  expect(text).toContain("photos of the tea tins");
  expect(attachments).toMatchObject([{ name: "tins.zip", digest: ofBytes(attachment(10)) }]);
});

test("a long text is cut, and says so", async () => {
  const long = await content(mail({}, "word ".repeat(20_000)));
  expect(long).toMatchObject({ truncated: true });
  expect(long.text).toHaveLength(64 * 1024);
});

test.each([
  ["nothing readable", "32 June 2026", undefined, null, 0],
  ["a number only", "Yesterday 5", undefined, null, 0],
  ["none, but a server's", undefined, "Tue, 2 Jun 2026 08:00:00 +0200", null, 1780380000000],
  [
    "a comment",
    "Mon, 01 Jun 2026 16:41:07 +0200 (CEST)",
    undefined,
    "2026-06-01T14:41:07.000Z",
    1780324867000,
  ],
])("a date with %s", async (_, date, received, told, occurredAt) => {
  const headers = {
    Date: date,
    ...(received === undefined ? {} : { Received: `from a\n\tby b; ${received}` }),
  };
  expect(await read(mail(headers))).toMatchObject({ content: { date: told }, occurredAt });
});

test("a bounce answers the mail that it gives back", async () => {
  const raw = mail(
    {
      From: "MAILER-DAEMON",
      "Content-Type": "multipart/report; report-type=delivery-status; boundary=b",
    },
    "--b\n\nfailed\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <sent@x.example>\n\n--b--\n",
  );
  expect(await read(raw)).toMatchObject({
    answers: ["sent@x.example"],
    content: { kind: "bounce", auto: true, from: { name: "MAILER-DAEMON", address: "" } },
  });
});

test("characters that nobody sees are taken out, and told of", async () => {
  const tags = String.fromCodePoint(0xe0068, 0xe0069, 0xe0064, 0xe0065);
  expect(await content(mail({}, `Hi ${tags}Ana\u0007`))).toMatchObject({
    text: "Hi Ana",
    suspicious: ["holds invisible or reversing characters"],
  });
});

test("whatever the bytes, reading answers and never throws", async () => {
  const headers = fc.dictionary(fc.stringMatching(/^[A-Z][a-z-]{2,12}$/), fc.string(), {
    maxKeys: 6,
  });
  await fc.assert(
    fc.asyncProperty(headers, fc.string({ unit: "binary" }), async (given, body) => {
      const message = await read(mail(given, body));
      if (message.ok) MailReceived.parse(message.content);
      else expect(message.reason).not.toBe("");
    }),
    { numRuns: 150 },
  );
});
