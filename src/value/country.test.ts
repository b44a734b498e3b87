import { expect, test } from "vitest";
import { countryNamed } from "./country.ts";

test.each([
  ["de", "DE"],
  [" Deutschland", "DE"],
  ["Austria", "AT"],
  ["España", "ES"],
  ["Österreich", "AT"],
  ["UK", "GB"],
  ["The Netherlands", "NL"],
  ["constructor", null],
  ["XX", null],
  ["", null],
  ["Ruritania", null],
])("%j is the country %j", (text, code) => expect(countryNamed(text)).toBe(code));
