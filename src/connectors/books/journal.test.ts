import * as fc from "fast-check";
import { expect, test } from "vitest";
import { declaration, marksOf } from "./journal-amount.ts";
import { balanced, type Draft, format, parse, sum } from "./journal.ts";

const eur = (minor: number) => ({ minor, currency: "EUR" });
const marks = marksOf("");
const draft: Draft = {
  date: "2026-06-02",
  code: "2026-011",
  payee: "Nordlicht Coffee",
  note: "deposit invoice",
  tags: [{ mainstay: "invoice", due: "2026-06-16" }, { token: "run/deposit/0" }],
  postings: [
    { account: "assets:receivable", amount: eur(285_600) },
    { account: "income:services", amount: eur(-240_000) },
    { account: "liabilities:vat", amount: eur(-45_600) },
  ],
};

test("an entry is written as an accountant would", () => {
  expect(format(draft, marks)).toBe(`\
2026-06-02 * (2026-011) Nordlicht Coffee | deposit invoice
    ; mainstay: invoice, due: 2026-06-16
    ; token: run/deposit/0
    assets:receivable   2856.00 EUR
    income:services    -2400.00 EUR
    liabilities:vat     -456.00 EUR
`);
});

test("JN2: whatever a name or token holds, the entry reads back equal", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(text, text, text, (payee, token, code) => {
      const written = format({ ...draft, payee, code, tags: [{ token }, { digest: "d" }] }, marks);
      const entries = parse(`${written}\n${written}`, marks);
      expect(entries).toHaveLength(2);
      for (const entry of entries) {
        expect(entry.tags).toEqual({ token, digest: "d" });
        expect(entry.postings).toEqual(draft.postings);
        expect(balanced(entry)).toBe(true);
      }
    }),
  );
});

test("JN3: entries by hand are read beside ours, and other lines passed over", () => {
  const text = `
account assets:bank
comment
2026-01-01 not an entry
    a  1.00 EUR
end comment
~ monthly
    rent  800.00 EUR
2026/1/5 Rent ; for: the studio
    expenses:rent    EUR 800.00
    assets:bank
2026-01-06=2026-01-07 ! (2026-001) Harbour Books
\tassets:receivable  1,190.00 EUR = 1,190.00 EUR  ; invoice: 2026-001
\tincome:services
`;
  expect(parse(text, marks)).toEqual([
    {
      line: 9,
      date: "2026-01-05",
      code: "",
      description: "Rent",
      tags: { for: "the studio" },
      postings: [
        { account: "expenses:rent", amount: eur(80_000) },
        { account: "assets:bank", amount: null },
      ],
    },
    {
      line: 12,
      date: "2026-01-06",
      code: "2026-001",
      description: "Harbour Books",
      tags: { invoice: "2026-001" },
      postings: [
        { account: "assets:receivable", amount: eur(119_000) },
        { account: "income:services", amount: null },
      ],
    },
  ]);
});

test("JN1: the first value of a tag stands", () => {
  const [entry] = parse(
    "2026-01-01 a  ; token: one\n    ; token: two\n    b  1.00 EUR ; token: three\n",
    marks,
  );
  expect(entry?.tags).toEqual({ token: "one" });
});

test("a percent sign written by hand is left as it is", () => {
  const [entry] = parse("2026-01-01 a  ; rabatt: 5% off\n    b  1.00 EUR\n", marks);
  expect(entry?.tags).toEqual({ rabatt: "5% off" });
});

test("reading any text never fails", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-composite" }), (text) => {
      expect(Array.isArray(parse(`2026-01-01 x\n  ${text}\n${text}`, marksOf(text)))).toBe(true);
    }),
  );
});

test("a remainder shows an entry torn or mistaken; what cannot be read is not judged", () => {
  const read = (posting: string) => parse(`2026-01-01 a\n  b  1.00 EUR\n  ${posting}\n`, marks)[0];
  expect(balanced(read("c  -0.99 EUR")!)).toBe(false);
  expect(balanced(read("c  -1.00 CHF")!)).toBe(false);
  expect(balanced(read("c  -1.00 EUR")!)).toBe(true);
  expect(balanced(read("c  -2 HOURS @ 0.50 EUR")!)).toBe(true);
  expect(sum(read("c")!.postings, "EUR")).toBeNull();
});

test.each([
  ["decimal-mark ,", "2856,00 EUR"],
  ["commodity 1.000,00 EUR", "2856,00 EUR"],
  ["commodity EUR\n    format 1.000,00 EUR", "2856,00 EUR"],
  ["decimal-mark .\ncommodity 1,000.00 EUR", "2856.00 EUR"],
  ["D 1.000,00 EUR", "2856,00 EUR"],
  ["commodity 1,000.00 USD", "2856.00 EUR"],
])("amounts are written with the decimal mark that the file declares: %j", (head, amount) => {
  const own = marksOf(`${head}\n`);
  const written = format(draft, own);
  expect(written).toContain(` ${amount}\n`);
  expect(parse(written, own)[0]?.postings).toEqual(draft.postings);
});

test("the directive shows every minor digit, and a mark where there is none", () => {
  expect(declaration("EUR", marks)).toBe("commodity 1,000.00 EUR");
  expect(declaration("JPY", marks)).toBe("commodity 1,000. JPY");
  expect(declaration("EUR", marksOf("decimal-mark ,"))).toBe("commodity 1.000,00 EUR");
});

test.each(["1.234 EUR", "1.00 XXX", "1.00", "EUR", "99999999999999999.00 EUR", "1.0.0 EUR"])(
  "%s is left to hledger",
  (amount) => {
    const [entry] = parse(`2026-01-01 a\n  b  ${amount}\n`, marks);
    expect(entry?.postings).toEqual([{ account: "b", amount: null }]);
  },
);
