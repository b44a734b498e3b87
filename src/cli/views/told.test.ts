import { expect, test } from "vitest";
import type { Json } from "../../value/json.ts";
import { told } from "./facts.ts";

test.each<[Json, string]>([
  ["uncoated", "uncoated"],
  [7, "7"],
  [true, "yes"],
  [false, "no"],
  [null, "nothing"],
  [[], "none"],
  [["a", 2], "a, 2"],
  [{ name: "Ana", phone: "", street: null, at: ["x", "y"] }, "name: Ana, at: x, y"],
  [
    [{ text: "a logo", price: "10.00 EUR" }, { text: "signs" }],
    "text: a logo, price: 10.00 EUR; text: signs",
  ],
])("%j on record reads as people say it", (value, said) => {
  expect(told(value)).toBe(said);
});
