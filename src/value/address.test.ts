import { expect, test } from "vitest";
import { addressLines, withinCountry } from "./address.ts";

test.each(["Kai 3, 20457 Hamburg", "Kai 3\r\n20457 Hamburg", " Kai 3;20457 Hamburg,"])(
  "%j has a line for each part",
  (text) => {
    expect(addressLines(text)).toEqual(["Kai 3", "20457 Hamburg"]);
  },
);

test("a country is named abroad, and not at home", () => {
  const lines = ["Kai 3", "20457 Hamburg", "Deutschland"];
  expect(withinCountry(lines, "DE")).toEqual(["Kai 3", "20457 Hamburg"]);
  expect(withinCountry(lines, "AT")).toEqual(lines);
  expect(withinCountry(["Kai 3", "20457 Hamburg"], "DE")).toEqual(["Kai 3", "20457 Hamburg"]);
  expect(withinCountry([], "DE")).toEqual([]);
});
