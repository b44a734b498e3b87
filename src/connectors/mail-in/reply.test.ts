import { expect, test } from "vitest";
import { splitQuoted } from "./reply.ts";

test.each([
  ["On Mon, 1 Jun 2026 at 16:41, Clara <c@s.example> wrote:\n> Hi"],
  ["On Mon, 1 Jun 2026 at 16:41, Clara Marlow of the Studio\n<c@s.example> wrote:\n> Hi"],
  ["Am 01.06.26 um 16:41 schrieb Clara Marlow:\n> Hi"],
  ["> Hi\n> there"],
  ["-----Original Message-----\nFrom: Clara\n\nHi"],
  ["________________________________\nFrom: Clara\n\nHi"],
  ["Von: Clara\nGesendet: Montag, 1. Juni\n\nHi"],
])("the old text is kept apart: %j", (quoted) => {
  expect(splitQuoted(`Yes please\n\n${quoted}`)).toEqual({ text: "Yes please", quoted });
});

test("answers between and below the quoted lines are new text", () => {
  const mail = "Hello,\nOn Monday 1 June Clara wrote:\n> When?\nIn July.\n> How many?\nSix.\n";
  expect(splitQuoted(mail)).toEqual({
    text: "Hello,\nIn July.\nSix.",
    quoted: "On Monday 1 June Clara wrote:\n> When?\n> How many?",
  });
});

test("a mail that quotes nothing is all new", () => {
  const mail = "On Monday she wrote a letter: long.\nFrom: here on it is mine";
  expect(splitQuoted(mail)).toEqual({ text: mail, quoted: "" });
});
