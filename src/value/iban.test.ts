import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as iban from "./iban.ts";

const german = "DE89370400440532013000";

test.each([
  german,
  "GB82 WEST 1234 5698 7654 32",
  "CH93 0076 2011 6238 5295 7",
  "IE29 AIBK 9311 5212 3456 78",
  "NO9386011117947",
  "SE45 5000 0000 0583 9825 7466",
])("%s is an account", (account) => {
  expect(iban.problem(account)).toBeNull();
});

test.each([
  ["hello", "it must begin with a country"],
  ["QQ89370400440532013000", 'no country with IBANs is called "QQ"'],
  ["DE8937040044053201300", 'one of "DE" has 22 characters, this has 21'],
  ["DE89370400440532013001", "its check digits do not fit"],
  ["DE89É70400440532013000", "it must begin with a country"],
  ["!DE89370400440532013000", "it must begin with a country"],
  ["DE89370400440532013000!", "it must begin with a country"],
  ["DE8A370400440532013000", "it must begin with a country"],
])("%s is refused: %s", (account, reason) => {
  expect(iban.problem(account)).toContain(reason);
  expect(iban.valid(account)).toBe(false);
});

test("swapping two neighbours is noticed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: german.length - 2 }), (i) => {
      const swapped =
        german.slice(0, i) + (german[i + 1] ?? "") + (german[i] ?? "") + german.slice(i + 2);
      return swapped === german || !iban.valid(swapped);
    }),
  );
});

test("it is read in groups of four and compared without them", () => {
  expect(iban.groups(german)).toBe("DE89 3704 0044 0532 0130 00");
  expect(iban.normalise("de89 3704-0044.0532 0130 00")).toBe(german);
});

test("accounts are found in a letter, once each", () => {
  const letter = `Please use DE89 3704 0044 0532 0130 00 (not DE89 3704 0044 0532 0130 01).
    Again: ${german}. QQ12 is nothing, GB29 nor.`;
  expect(iban.mentions(letter)).toEqual([german]);
  expect(iban.mentions(`${"Dear all, ".repeat(9)}${german}`)).toEqual([german]);
});
