import { expect, test } from "vitest";
import { plainText } from "./plain-text.ts";

test.each([
  ["two blanks", "the  cheapest"],
  ["a line's end", "the \r\n\r\n cheapest"],
  ["a tab", "The\tcheapest "],
  ["a no-break space", "the\u00A0CHEAPEST"],
  ["a narrow no-break space", "the\u202Fcheapest"],
  ["a thin space", "the\u2009cheapest"],
  ["a soft hyphen", "the chea\u00ADpest"],
  ["a space of no width", "the \u200Bcheapest"],
])("%s makes no other words", (_, text) => {
  expect(plainText(text)).toBe("the cheapest");
});

test("a letter of two signs is the letter", () => {
  expect(plainText("gu\u0308nstig")).toBe("g\u00FCnstig");
});
