import { expect, test } from "vitest";
import { counted, numbersIn, owedIn } from "../../bench/billed.ts";

const journal = `; Books of Studio Marlow
account assets:receivable

2026-02-01 * (2026-011) Client 0 GmbH | retainer-2026-02 invoice
    ; mainstay: invoice, invoice: 2026-011, reference: RF18, due: 2026-02-15
    assets:receivable   2,261.00 EUR
    income:services    -1900.00 EUR
    liabilities:vat     -361.00 EUR

2026-02-03 * (2026-011) Client 0 GmbH | payment
    ; mainstay: payment, invoice: 2026-011, line: b1
    assets:bank          261.50 EUR
    assets:receivable   -261.50 EUR
`;

test("what stands in a journal is told by its own text", () => {
  expect(numbersIn(journal)).toEqual(["2026-011"]);
  expect(owedIn(journal)).toBe(199_950);
});

test("what is missing, there twice, or asked for by nobody is counted apart", () => {
  expect(counted(["a", "b", "c"], ["c", "b", "a"])).toEqual({ missing: 0, twice: 0, unasked: 0 });
  expect(counted(["a", "b", "c"], ["a", "a", "a", "d"])).toEqual({
    missing: 2,
    twice: 2,
    unasked: 1,
  });
});
