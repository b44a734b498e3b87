import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isMbox, splitMbox } from "./mbox.ts";

const split = (text: string) =>
  [...splitMbox(Buffer.from(text))].map((mail) => mail.toString("utf8"));
const mark = "From ana@nordlicht.example Mon Jun  1 16:41:07 2026\n";

test("mails are split at their marks, without the blank line between", () => {
  expect(split(`${mark}A: 1\n\none\n\n${mark}A: 2\n\ntwo\n\n`)).toEqual([
    "A: 1\n\none\n",
    "A: 2\n\ntwo\n",
  ]);
});

test("a protected line loses one mark of protection, others keep theirs", () => {
  expect(split(`${mark}A: 1\n\n>From here\n>>From there\n> From me\n> quoted\n`)).toEqual([
    "A: 1\n\nFrom here\n>From there\n> From me\n> quoted",
  ]);
});

test("a sentence that begins with From begins no mail", () => {
  const text = "A: 1\n\nhello\n\nFrom here on it is easy\nFrom 10:00 on we are open\n";
  expect(split(`${mark}${text}`)).toEqual([text.slice(0, -1)]);
});

test("files of other kinds are no mbox", () => {
  expect(isMbox(Buffer.from("From: ana@nordlicht.example\n\nhello\n"))).toBe(false);
  expect(isMbox(Buffer.from(""))).toBe(false);
  expect(isMbox(Buffer.from(mark.trim()))).toBe(true);
  expect(split("no mark at all\n")).toEqual([]);
});

test("with CRLF as well", () => {
  const crlf = `${mark}A: 1\n\none\n\n${mark}A: 2\n\ntwo\n\n`.replaceAll("\n", "\r\n");
  expect(split(crlf)).toEqual(["A: 1\r\n\r\none\r\n", "A: 2\r\n\r\ntwo\r\n"]);
});

test("what is written with protection is read back as it was", () => {
  const line = fc.oneof(fc.constantFrom("From x 10:00", ">From x 10:00", "> a", ""), fc.string());
  const lines = fc.array(
    line.filter((text) => !/[\r\n]/.test(text)),
    { maxLength: 8 },
  );
  const mails = fc.array(lines, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(mails, (all) => {
      const texts = all.map((body) => `A: 1\n\n${body.join("\n")}\n`);
      const file = texts.map((text) => `${mark}${text.replaceAll(/^(>*From )/gm, ">$1")}\n`);
      expect(split(file.join(""))).toEqual(texts);
    }),
  );
});
