import { expect, test } from "vitest";
import { linksIn } from "./links.ts";

test.each([
  ["See https://a.example/b?c=1.", ["https://a.example/b?c=1"]],
  ["(see www.a.example), or <http://b.example>", ["www.a.example", "http://b.example"]],
  ["a.example/login and a.example", ["a.example/login"]],
  ["https://en.example/wiki/Type_(print)!", ["https://en.example/wiki/Type_(print)"]],
  ["write to mailto:ana@a.example", ["mailto:ana@a.example"]],
  ["bücher.example/neu", ["bücher.example/neu"]],
  ["https://a.example https://a.example", ["https://a.example"]],
  ["pay:https://a.example/x", ["https://a.example/x"]],
  ["a.example/", ["a.example/"]],
  ["login.a.example/x", ["login.a.example/x"]],
  ["a.example:8080/x", ["a.example:8080/x"]],
])("links of %j", (text, links) => {
  expect(linksIn(text)).toEqual(links);
});

test("what no mail program makes clickable is none", () => {
  expect(
    linksIn("ana@nordlicht.example, 1/2, and/or, e.g. this: www. https: 4.800,00 EUR"),
  ).toEqual([]);
});
