import { expect, test } from "vitest";
import { studio } from "../bad-input/company.ts";
import { open, plan } from "../engine/company.ts";
import { deskFor } from "../engine/desk.ts";
import { check } from "../engine/nodes.ts";

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

test("why a job is stuck is told with amounts as the company writes them, on card and in history", async () => {
  const because = '12.50 EUR are open of it, not 1000.00 EUR; write one like "5.00 EUR"';
  const company = {
    name: "Studio",
    currency: "EUR",
    timeZone: "UTC",
    locale: "de",
    example: false,
    personas: {},
    details: {},
  };
  const c = await open({
    plans: [plan("one", [check("enough", "false", because)])],
    settings: { company },
  });
  const id = await c.start("one");
  const desk = deskFor(c);
  const said = '12,50 EUR are open of it, not 1.000,00 EUR; write one like "5.00 EUR"';
  expect((await desk.inbox()).lines[0]?.title).toBe(`Stuck at "enough": ${said}`);
  const { entries } = await desk.run((await c.run(id)).number);
  expect(entries.map(({ why }) => why)).toContain(said);
});
