import * as fc from "fast-check";
import { expect, test } from "vitest";
import { splitMbox } from "../connectors/mail-in/mbox.ts";
import { endOfHeaders } from "../connectors/mail-headers.ts";
import { mboxHeads } from "./mbox-heads.ts";

async function heads(bytes: Buffer, size: number): Promise<string[]> {
  const found: string[] = [];
  for await (const head of mboxHeads(pieces(bytes, size))) found.push(headOf(head));
  return found;
}

async function* pieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function headOf(mail: Buffer): string {
  return mail
    .subarray(0, endOfHeaders(mail)?.end ?? mail.length)
    .toString("latin1")
    .trim();
}

const from = "From ana@x Mon Jun  1 10:00:00 2026";
const line = fc.constantFrom("", "text", "From here on I wrote", ">From x 10:00", from.slice(0, 9));
const mail = fc.record({
  id: fc.nat(999),
  body: fc.array(line, { maxLength: 6 }),
  end: fc.constantFrom("\n", "\r\n"),
});

test("MH1: however the file comes in pieces, the heads are those of its mails", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(mail, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 90 }),
      async (mails, size) => {
        const text = mails
          .map(({ id, body, end }) =>
            [from, `Message-ID: <${id}@x>`, "Subject: hi", "", ...body, "", ""].join(end),
          )
          .join("");
        const bytes = Buffer.from(text);
        expect(await heads(bytes, size)).toEqual([...splitMbox(bytes)].map(headOf));
      },
    ),
  );
});

test("MH2: of a mail without end only the head is kept", async () => {
  async function* huge() {
    yield Buffer.from(`${from}\nSubject: big\n\n`);
    for (let i = 0; i < 200; i += 1) yield Buffer.alloc(100_000, "x");
    yield Buffer.from(`\n\n${from}\nSubject: next\n\n`);
  }
  const sizes: number[] = [];
  for await (const head of mboxHeads(huge())) sizes.push(head.length);
  expect(sizes).toHaveLength(2);
  expect(Math.max(...sizes)).toBe(64 * 1024);
});

test.each([
  [
    "the mail before it broke off",
    `${from}\nFrom: a@x\n\nhalf a li\n${from}\nFrom: b@x\n\nwhole\n`,
  ],
  ["its line has lost its time", `${from}\nFrom: a@x\n\nwhole\n\nFrom ana@x\nFrom: b@x\n\nwhole\n`],
  ["the file ends within its line", `${from}\nFrom: a@x\n\nwhole\n\nFrom ana@x Mon J`],
])("MH3: a mail is not passed over where %s", async (_, text) => {
  for (const size of [1, 7, 30, 1_000]) {
    expect(await heads(Buffer.from(text), size)).toHaveLength(2);
  }
});

test("what is no mbox has no mails", async () => {
  expect(await heads(Buffer.from("Dear all,\n\nFrom now on\n"), 7)).toEqual([]);
});
