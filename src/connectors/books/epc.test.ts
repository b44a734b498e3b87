import * as fc from "fast-check";
import { expect, test } from "vitest";
import jsQr from "jsqr";
import * as reference from "../../value/creditor-reference.ts";
import { payload, type Transfer } from "./epc.ts";
import { modules, svg } from "./qr.ts";

const transfer: Transfer = {
  holder: "Studio Marlow",
  iban: "DE89 3704 0044 0532 0130 00",
  bic: null,
  amount: { minor: 285_600, currency: "EUR" },
  reference: reference.make("2026-011"),
};

test("the code names holder, account, amount and structured reference, line by line", () => {
  expect(payload(transfer)?.split("\n")).toEqual([
    "BCD",
    "002",
    "1",
    "SCT",
    "",
    "Studio Marlow",
    "DE89370400440532013000",
    "EUR2856.00",
    "",
    reference.make("2026-011"),
  ]);
});

test("amounts below one euro keep their cents", () => {
  expect(payload({ ...transfer, amount: { minor: 5, currency: "EUR" } })).toContain("\nEUR0.05\n");
});

test.each([
  ["another currency", { minor: 100, currency: "CHF" }],
  ["nothing", { minor: 0, currency: "EUR" }],
  ["money back", { minor: -100, currency: "EUR" }],
  ["more than the scheme carries", { minor: 100_000_000_000, currency: "EUR" }],
])("there is no code for %s", (_, amount) => {
  expect(payload({ ...transfer, amount })).toBeNull();
});

test("no holder's name adds a line or exceeds 70 characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (holder) => {
      const lines = payload({ ...transfer, holder })?.split("\n") ?? [];
      expect(lines).toHaveLength(10);
      expect(Array.from(lines[5] ?? "").length).toBeLessThanOrEqual(70);
    }),
  );
});

test("the QR code decodes to the payment it was made of", () => {
  const text = payload({ ...transfer, holder: "Café Größe & Söhne", bic: "COBADEFFXXX" }) ?? "";
  const { data, size } = modules(text);
  expect(decode(data, size)).toBe(text);
});

test("the drawing has the modules of the code, and nothing else", () => {
  const text = payload(transfer) ?? "";
  const { data, size } = modules(text);
  const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x, y, n] of svg(text).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    drawn[Number(y)]?.fill(true, Number(x), Number(x) + Number(n));
  }
  expect(drawn).toEqual(data);
});

function decode(data: readonly boolean[][], size: number): string | undefined {
  const scale = 4;
  const quiet = 4;
  const side = (size + 2 * quiet) * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const black = data[Math.floor(y / scale) - quiet]?.[Math.floor(x / scale) - quiet] === true;
      if (black) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return jsQr.default(pixels, side, side)?.data;
}
