import { expect, test } from "vitest";
import { bookOf, extended } from "./book.ts";
import { highest, numbersOf } from "./numbers.ts";

const entry = (n: number, tags: string) => `2026-02-0${n} * (2026-01${n}) Client ${n} | invoice
    ; ${tags}, token: t${n}
    assets:receivable  119.00 EUR
    income:services
`;

const texts = [
  `commodity 1000.00 EUR\naccount assets:receivable\n\n${entry(1, "mainstay: invoice, invoice: 2026-011")}`,
  `account income:services\n\n${entry(2, "mainstay: invoice, invoice: 2026-012")}`,
  entry(3, "mainstay: credit-note, invoice: 2026-012, credit: 2026-013"),
];

test("JB1: a book that was added to is as one that is read anew, whichever part was there first", () => {
  for (const first of [0, 1, 2]) {
    let text = texts.slice(0, first).join("\n");
    let book = bookOf("before", Buffer.from(text));
    for (const more of texts.slice(first)) {
      const gap = text === "" ? "" : "\n";
      text += gap + more;
      book = extended(book, gap, more, "after");
      expect(book).toEqual(bookOf("after", Buffer.from(text)));
    }
    expect([...book.byNumber.keys()]).toEqual(["2026-011", "2026-012", "2026-013"]);
    expect(book.byNumber.get("2026-012")?.map(({ line }) => line)).toEqual([11, 16]);
  }
});

test("NU1: the highest number counts what was added since it was last asked for", () => {
  const numbers = numbersOf({ series: "YYYY-NNN", last: "2026-010" } as Parameters<
    typeof numbersOf
  >[0]);
  const of = (entries: Parameters<typeof highest>[1]) => highest(numbers, entries, "2026-NNN");
  let book = bookOf("", Buffer.from(""));
  expect(of(book.entries)).toBe(10);
  for (const [n, more] of texts.entries()) {
    book = extended(book, n === 0 ? "" : "\n", more, "");
    expect(of(book.entries)).toBe(11 + n);
    expect(of(book.entries)).toBe(11 + n);
  }
});
