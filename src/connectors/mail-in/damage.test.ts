import { expect, test } from "vitest";
import { memoryFiles } from "../../../test/fakes/files.ts";
import { mail } from "../../../test/fixtures/mail.ts";
import { damage } from "./damage.ts";
import { readMessage } from "./message.ts";

const parts = (type: string, body: string) => mail({ "Content-Type": type }, body);
const plain = "Content-Type: text/plain\n\nhello\n";

test.each<[string, Buffer, string]>([
  ["an empty file", Buffer.alloc(0), "the file is empty"],
  ["a picture", Buffer.from("89504e470d0a1a0a0000", "hex"), "it begins with binary data"],
  ["control characters", Buffer.alloc(200, 2), "it begins with binary data"],
  ["a plain text", Buffer.from("Just a note\nto myself\n"), "it has no headers"],
  ["no sender", mail({ From: undefined }), "it names no sender"],
  ["no boundary named", parts("multipart/mixed", "x"), "no boundary is named"],
  ["an empty boundary", parts('multipart/mixed; boundary=""', "x"), "no boundary is named"],
  ["no part begun", parts("multipart/mixed; boundary=b", "hello\n--bb\n"), "none begins"],
  ["no body at all", parts("multipart/mixed; boundary=b", ""), "none begins"],
  ["an end before a beginning", parts("multipart/mixed; boundary=b", "--b--\n"), "none begins"],
  [
    "a part that never ends",
    parts("multipart/mixed; boundary=b", `--b\n${plain}`),
    "it ends in the middle of a part",
  ],
  [
    "an inner part that never ends",
    parts(
      "multipart/mixed; boundary=b",
      `--b\n${plain}--b\nContent-Type: multipart/related; boundary=c\n\n--c\n${plain}--b--\n`,
    ),
    "part 2 ends in the middle of a part",
  ],
  [
    "an unknown encoding",
    mail({ "Content-Transfer-Encoding": "rot13" }),
    'it is encoded as "rot13"',
  ],
])("%s is damaged", (_, raw, reason) => {
  expect(damage(raw)).toContain(reason);
});

test.each([
  ["with CRLF", `--b\r\n${plain}\r\n--b--\r\n`],
  ["with blanks behind the boundary", `--b  \n${plain}--b--  `],
  ["with text around the parts", `before\n--b\n${plain}--b--\nafter --b\n`],
])("parts %s are whole", (_, body) => {
  expect(damage(parts('multipart/mixed; boundary="b"', body))).toBeNull();
});

test("endless nesting is damaged, not followed", () => {
  let body = plain;
  for (let i = 0; i < 30; i += 1) {
    body = `Content-Type: multipart/mixed; boundary=b${i}x\n\n--b${i}x\n${body}\n--b${i}x--\n`;
  }
  const [head = "", ...rest] = body.split("\n\n");
  const raw = mail({ "Content-Type": head.slice("Content-Type: ".length) }, rest.join("\n\n"));
  expect(damage(raw)).toContain("nested deeper than 20 levels");
});

test("what cannot be decoded, or names nobody who could be answered, is damaged", async () => {
  const read = (raw: Buffer) => readMessage(raw, "1.eml", [], memoryFiles());
  const garbage = mail({}, Buffer.alloc(100, 0xff));
  expect(await read(garbage)).toMatchObject({ ok: false, reason: "its text cannot be decoded" });
  expect(await read(mail({ From: "someone" }))).toMatchObject({
    ok: false,
    reason: "it names no sender",
    partial: { from: { name: "someone", address: "" }, title: "Packaging" },
  });
});

test.each([
  ["a head without end", mail({ "X-Long": "x".repeat(2_000_000) }), "its head is larger than 1 MB"],
  ["lines without end", mail({}, "\n".repeat(10_000_000)), "it has more than 250000 lines"],
  [
    "parts without end",
    parts("multipart/mixed; boundary=b", `${"--b\n\nHi\n".repeat(10_000)}--b--\n`),
    "it has more than 5000 parts",
  ],
])("%s is told at once, and read no further", (_, raw, reason) => {
  const began = performance.now();
  expect(damage(raw)).toBe(reason);
  expect(performance.now() - began).toBeLessThan(5_000);
});

test.each([
  ["blanks", mail({}, `a${" ".repeat(10_000_000)}b`)],
  ["a name", mail({ From: `"${"x".repeat(900_000)}" <a@b.example>` })],
  ["brackets", mail({ From: `${"<".repeat(900_000)} <a@b.example>` })],
])("a mail of 10 MB of %s is read while nobody waits for it", async (_, raw) => {
  const began = performance.now();
  await readMessage(raw, "1.eml", [], memoryFiles());
  expect(performance.now() - began).toBeLessThan(10_000);
});
