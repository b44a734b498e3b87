import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Tier } from "../agent/tier.ts";
import { listed } from "./price-list.ts";
import { tariffOf } from "./tariff.ts";

const at = Date.UTC(2026, 10, 20);
const tier: Tier = {
  provider: "openai",
  model: "gpt-4o-mini",
  price: null,
  currency: "EUR",
  rates: { USD: 920_000 },
  onlyHere: false,
};
const tokens = { input: 1_000, output: 100 };
const cost = (more: Partial<Tier>, own = true) =>
  tariffOf({ ...tier, ...more }, own, listed).cost(tokens, at);

test("the list's price is in dollars, and becomes the company's currency, rounded up", () => {
  // 1,000 × 0.15 + 100 × 0.60 dollars a million.
  expect(cost({ currency: "USD" })).toBe(210);
  expect(cost({})).toBe(194);
  expect(tariffOf(tier, true, listed).rate).toEqual({ currency: "USD", micros: 920_000 });
});

test("TA1: her own price counts before the list's", () => {
  const price = { currency: "EUR", input: 1_000_000, output: 5_000_000 };
  expect(cost({ price })).toBe(1_500);
  expect(tariffOf({ ...tier, price }, true, listed).rate).toBeNull();
  expect(cost({ price: { ...price, input: 0, output: 0 } })).toBe(0);
});

test.each<[string, Partial<Tier>, boolean]>([
  ["a model that the list does not know", { model: "gpt-9-turbo" }, true],
  ["one that only begins like one it knows", { model: "gpt-4o-mini-but-better" }, true],
  ["a local model", { provider: "ollama", model: "llama3.3" }, false],
  ["a known name on somebody else's server", {}, false],
  ["a currency without a rate", { rates: {} }, true],
])("TA2: %s has no price: never 0", (_, more, own) => {
  expect(cost(more, own)).toBeNull();
});

test("a dated version of a model it knows is one it knows", () => {
  expect(cost({ model: "gpt-4o-mini-2024-07-18", currency: "USD" })).toBe(210);
});

test("more tokens never cost less, in any currency and at any price", () => {
  const count = fc.nat({ max: 2_000_000 });
  const micros = fc.nat({ max: 100_000_000 });
  fc.assert(
    fc.property(
      count,
      count,
      count,
      micros,
      micros,
      fc.nat(5_000_000),
      (a, b, more, i, o, rate) => {
        const price = { currency: "USD", input: i, output: o };
        const tariff = tariffOf({ ...tier, price, rates: { USD: rate } }, true, listed);
        const less = tariff.cost({ input: a, output: b }, at) ?? -1;
        expect(tariff.cost({ input: a + more, output: b + more }, at)).toBeGreaterThanOrEqual(less);
        const exact = ((a * i + b * o) / 1e6) * (rate / 1e6);
        expect(less).toBeGreaterThanOrEqual(Math.floor(exact * (1 - 1e-12)));
      },
    ),
  );
});
