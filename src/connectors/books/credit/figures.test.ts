import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as money from "../../../value/money.ts";
import { sharesOf, type Share } from "../invoice.ts";
import { figures } from "./figures.ts";
import { total, turned } from "./left.ts";

const share = (treatment: Share["treatment"], rate: number, net: string): Share => {
  const amount = money.parse(net);
  return { treatment, rate, reason: null, net: amount, vat: money.percent(amount, rate) };
};
const left = [share("standard", 19, "100.00 EUR"), share("reduced", 7, "50.00 EUR")];
const of = (args: Parameters<typeof figures>[0], shares = left) =>
  figures(args, shares, "Invoice 2026-001", null);
const said = ({ net, vat, gross }: ReturnType<typeof of>) => [net, vat, gross].map(money.format);

test("all that is left, where nothing else is said", () => {
  expect(said(of({}))).toEqual(["150.00 EUR", "22.50 EUR", "172.50 EUR"]);
  expect(of({}).items.map(({ text, amount }) => [text, amount.minor])).toEqual([
    ["Invoice 2026-001", 10_000],
    ["Invoice 2026-001", 5000],
  ]);
});

test("an amount is divided as the invoice was", () => {
  const { shares } = of({ amount: "86.25 EUR" });
  expect(shares.map(({ net, vat }) => [net.minor, vat.minor])).toEqual([
    [5000, 950],
    [2500, 175],
  ]);
});

test("lines say what, and where the invoice had several kinds of VAT, which", () => {
  const line = { text: "Two books", price: "20.00 EUR", vat: "reduced" } as const;
  expect(said(of({ lines: [line] }))).toEqual(["20.00 EUR", "1.40 EUR", "21.40 EUR"]);
  expect(of({ lines: [line] }).items).toMatchObject([{ text: "Two books", tax: { rate: 7 } }]);
  const open = { text: "Something", price: "1.00 EUR" };
  expect(() => of({ lines: [open] })).toThrow('say with "vat" which one "Something" bore');
  expect(() => of({ lines: [{ ...open, vat: "reverse" }] })).toThrow("no VAT of the kind");
});

test.each<[Parameters<typeof figures>[0], string]>([
  [{ amount: "172.51 EUR" }, "only 172.50 EUR of it is left"],
  [{ amount: "1.00 USD" }, "it is in EUR"],
  [
    { lines: [{ text: "A", price: "50.01 EUR", vat: "reduced" }] },
    "only 50.00 EUR net of it is left at 7 %",
  ],
  [{ lines: [{ text: "A", price: "1.00 USD", vat: "reduced" }] }, "it is in EUR"],
])("CR1: more than is left is refused: %j", (args, words) => {
  expect(() => of(args)).toThrow(words);
});

test("CR1: nothing can be taken of nothing", () => {
  expect(() => of({}, [share("standard", 19, "0.00 EUR")])).toThrow("nothing of it is left");
});

test("CR2: partial credits add up to the whole, to the unit, in every currency", () => {
  const tax = fc.constantFrom<Pick<Share, "treatment" | "rate">>(
    { treatment: "standard", rate: 19 },
    { treatment: "reduced", rate: 7 },
    { treatment: "reverse", rate: 0 },
  );
  const lines = fc.array(fc.tuple(tax, fc.integer({ min: 1, max: 1e7 })), {
    minLength: 1,
    maxLength: 6,
  });
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 1000 })), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(lines, steps, fc.constantFrom("JPY", "EUR", "KWD"), (rows, cuts, currency) => {
      const charged = sharesOf(
        rows.map(([tax, minor]) => ({
          tax: { ...tax, reason: null },
          amount: { minor, currency },
        })),
      );
      let rest: readonly Share[] = charged;
      let credited = 0;
      const book = (args: Parameters<typeof figures>[0]) => {
        const { shares, gross, net, vat } = of(args, [...rest]);
        expect(net.minor + vat.minor).toBe(gross.minor);
        credited += gross.minor;
        rest = rest.map((one) => {
          const taken = shares.map(turned).find(({ treatment }) => treatment === one.treatment);
          if (taken === undefined) return one;
          return { ...one, net: money.add(one.net, taken.net), vat: money.add(one.vat, taken.vat) };
        });
        expect(rest.every(({ net: n, vat: v }) => n.minor >= 0 && v.minor >= 0)).toBe(true);
      };
      for (const [byLine, cut] of cuts) {
        const open = rest.find(({ net }) => net.minor > 0);
        const part = (of: money.Money) => Math.floor((of.minor * cut) / 1000);
        if (byLine && open !== undefined && part(open.net) > 0) {
          const price = money.format({ minor: part(open.net), currency });
          book({ lines: [{ text: "A", price, vat: open.treatment }] });
        } else if (!byLine && part(total(rest)) > 0) {
          book({ amount: money.format({ minor: part(total(rest)), currency }) });
        }
      }
      if (total(rest).minor > 0) book({});
      expect(credited).toBe(total(charged).minor);
      expect(total(rest).minor).toBe(0);
    }),
  );
});
