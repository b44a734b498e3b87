import { expect, test } from "vitest";
import { studio } from "../bad-input/company.ts";

const months =
  /\b(?:Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember)\b|\d\. (?:April|August|September|November)/;

test("a German company sees amounts as she writes them, and days as the words around them, on every screen", async () => {
  const company = await studio();
  await company.change("mainstay.yaml", "locale: en", "locale: de");
  await company.type("apply");
  await company.type("look", "--days", "3");
  for (const screen of [["inbox"], ["doctor"], ["report"], ["models"]]) {
    const { out, err } = await company.type(...screen);
    expect(out + err).not.toMatch(months);
    expect(out).not.toMatch(/\d\.\d\d EUR/);
  }
  expect((await company.type("doctor")).out).toMatch(/spending +0,00 of 20,00 EUR in all/);
});
