import { expect, test } from "vitest";
import { isTelling, names, plainly, wordsOf } from "./mention.ts";

const words = wordsOf([
  "Ana  Ruiz",
  "Ana",
  "ana@x.example",
  "Ostertorsteinweg 41",
  "s4k2",
  "",
  " ",
]);

test.each([
  ["a whole text", "ana ruiz"],
  ["in a sentence", "Dear Ana Ruiz, thank you"],
  ["across a line end", "To:\nANA\nRUIZ\n"],
  ["an address", "write to <Ana@X.example>."],
  ["inside, as a member", { client: ["Ana Ruiz"] }],
  ["as the name of a member", { "ana@x.example": 1 }],
  ["one word where nothing else stands", { to: "Ana" }],
  ["an id among labels", { "": { clients: ["s4k2"] } }],
  ["the second place, where the first is part of a word", "mariana@x.example, ana@x.example"],
])("ME1: she is named by %s", (_, value) => {
  expect(names(value, words)).toBe(true);
});

test.each([
  ["a part of a word", "Ana Ruizez"],
  ["a part of an address", "mariana@x.example"],
  ["one word in a sentence (ME2)", "Ana called, and a banana"],
  ["nothing", ""],
  ["numbers and null", { a: [1, null, true] }],
])("ME1: she is not named by %s", (_, value) => {
  expect(names(value, words)).toBe(false);
});

test.each([
  "Ostertorsteinweg 41",
  "28203 Bremen",
  "Ruiz y Señal",
  "a@b",
  "ES91 2100 0418 4502 0005",
])("%s tells somebody from others", (text) => {
  expect(isTelling(text)).toBe(true);
});

test.each([
  "active",
  "Ana",
  "123 456",
  "30 days",
  "1200.00 EUR",
  "2026-06-01T10:00:00.000Z",
  "x ".repeat(60),
])("%s tells nobody from others", (text) => {
  expect(isTelling(text)).toBe(false);
});

test.each([
  ["Ruiz y Señal", "RUIZ Y SENAL", "23.06.2026;Ruiz y Senal;;RF272026013"],
  ["Jörg Müller", "MUELLER, JOERG", "Mueller Jörg", "müller;jörg;12,00", "Muller Jorg"],
  ["Søren Ørsted", "SOEREN OERSTED"],
  ["Straßer GmbH", "STRASSER GMBH"],
])("ME1: %s is named in any dress", (name, ...told) => {
  for (const text of told) expect([text, names(text, wordsOf([name]))]).toEqual([text, true]);
  expect(names("Jörg Schmidt, Müllerstraße", wordsOf([name]))).toBe(false);
});

test("letters count as they are read", () => {
  expect(plainly(" ＡNA\t\nRuiz ")).toBe("ana ruiz");
});
