import { expect, test } from "vitest";
import { readClients } from "./clients.ts";

const read = (text: string) => readClients(Buffer.from(text));

test("whether a client is a private person is read as yes or no; an empty cell says nothing", () => {
  const { rows, refused, strange } = read("Name;Privat;Land\nIda;ja;DE\nNordwind;No;DE\nBen;;DE\n");
  expect(rows.map((row) => [row.name, row.private])).toEqual([
    ["Ida", true],
    ["Nordwind", false],
    ["Ben", null],
  ]);
  expect([refused, strange]).toEqual([[], []]);
});

test("what is neither yes nor no, and a private person with a VAT ID, are told with their line", () => {
  const { rows, refused } = read("name,private,vat id\nIda,perhaps,\nBen,yes,DE123456789\n");
  expect(rows).toEqual([]);
  expect(refused).toEqual([
    { line: 2, reason: expect.stringMatching(/"perhaps".*write yes or no/) as string },
    { line: 3, reason: expect.stringContaining("no VAT ID") as string },
  ]);
});
