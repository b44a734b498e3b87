import { expect, test } from "vitest";
import { mod97 } from "./mod97.ts";

test("letters count from 10, and long numbers lose nothing", () => {
  expect(mod97("A")).toBe(10);
  expect(mod97("Z1")).toBe(351 % 97);
  expect(mod97("1A")).toBe(110 % 97);
  expect(mod97("539007547034271500")).toBe(Number(539007547034271500n % 97n));
});

test("anything but letters and digits has no rest", () => {
  expect(mod97("12-3")).toBeNull();
});
