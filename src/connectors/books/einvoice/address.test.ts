import { expect, test } from "vitest";
import { parts } from "./address.ts";

test.each([
  [["Am Born 12", "22765 Hamburg"], ["Am Born 12"], "22765", "Hamburg"],
  [["Hof 2", "D-10115 Berlin", "Germany"], ["Hof 2"], "10115", "Berlin"],
  [["Herengracht 1", "1011 AB Amsterdam"], ["Herengracht 1"], "1011 AB", "Amsterdam"],
  [["Storgatan 1", "837 52 Åre"], ["Storgatan 1"], "837 52", "Åre"],
  [["10 Downing Street", "London SW1A 2AA"], ["10 Downing Street"], "SW1A 2AA", "London"],
  [
    ["1 Main St", "Floor 2", "Springfield, IL 62704"],
    ["1 Main St", "Floor 2"],
    "IL 62704",
    "Springfield",
  ],
  [["Somewhere"], ["Somewhere"], null, null],
  [[], [], null, null],
])("%j", (lines, streets, postcode, city) => {
  expect(parts(lines)).toEqual({ streets, postcode, city });
});
