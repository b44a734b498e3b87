import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { InboxLine } from "../../src/api/contract/inbox.ts";
import type { JsonObject } from "../../src/value/json.ts";
import { type Company, newStudio, openIn, quiet, typed } from "./company.ts";

const bill = `runbook: bill
purpose: Writes an invoice
trigger: request
steps:
  - invoice:
      effect: books.invoice.issue
      with:
        kind: final
        engagement: e1
        client: "{{ input.client }}"
        amount: "{{ input.amount }}"
        service: { from: 2026-05-01 }
`;
const rules = `vat:
  rate: 19
  rules:
    - { when: { country: home }, charge: standard }
    - { when: { country: eu, vatId: true }, charge: reverse }
exchange:
  KWD: { rate: "2.8", date: "2026-06-01" }
`;
const given = {
  client: { name: "Wiener Druck", address: ["Ring 1", "1010 Wien"], country: "DE" },
  amount: "100.00 EUR",
};

/** A company with a process that bills what it is given, without asking. */
async function billing(): Promise<Company> {
  const company = await newStudio();
  // Without mails: these tests begin their jobs themselves.
  await company.change("connectors/inbox.yaml", "workspace:mail", "in/mail");
  await company.change(
    "connectors/books.yaml",
    "vat: { rate: 19, rules: [{ charge: standard }] } # of everybody: all its clients are at home\n",
    rules,
  );
  await company.write("runbooks/bill.yaml", bill);
  const grant = '  - { to: "runbook:follow-up", may: [mail.send] }\n';
  const own = '  - { to: "runbook:bill", may: [books.invoice.issue] }\n';
  await company.change("policies/studio.yaml", grant, grant + own);
  expect(await company.type("apply")).toMatchObject({ code: 0, err: "" });
  return company;
}

async function billed(company: Company, input: JsonObject): Promise<InboxLine[]> {
  const places = ["--workspace", company.workspace, "--data", company.data];
  // Under an id of its own: the same request twice is one job.
  const newId = () => JSON.stringify(input);
  await typed(["run", "bill", "--input", JSON.stringify(input), ...places], { newId });
  const opened = await openIn(company);
  await opened.owner.start();
  await quiet(opened);
  await opened.close();
  const { out } = await company.type("inbox", "--json");
  return JSON.parse(out).lines;
}

const books = (company: Company) =>
  readFile(path.join(company.data, "books/main.journal"), "utf8").catch(() => "");

test.each([
  [
    "a client in two tax regimes",
    { ...given, client: { ...given.client, vatId: "ATU12345678" } },
    'the client stands in two tax regimes: 19 % VAT by the country DE, reverse charge by the VAT ID of AT; say which with "vat"',
  ],
  [
    "an amount with cents that its currency does not have",
    { ...given, amount: "100.50 JPY" },
    "the currency is unknown, or has other decimals",
  ],
  [
    "an amount in a foreign currency without its exchange rate",
    { ...given, amount: "100000 JPY" },
    'it is in JPY, and no exchange rate to EUR is given; give "exchange" with rate and date',
  ],
  [
    "an e-invoice in a currency with three decimals",
    {
      ...given,
      amount: "1.250 KWD",
      client: { ...given.client, einvoice: "factur-x" },
    },
    'an e-invoice has two decimals at most, and KWD has 3; give the client "einvoice": "none"',
  ],
])("%s is told before a job begins, and no invoice takes a number", async (_, input, words) => {
  const company = await billing();
  const before = await company.recorded();
  const told = await company.type("run", "bill", "--input", JSON.stringify(input), "--json");
  expect([told.code, JSON.parse(told.out).message]).toEqual([1, expect.stringContaining(words)]);
  expect(await company.recorded()).toBe(before);
  expect(await books(company)).toBe("");
});

test("a template that does not compile is told by file and line, and nothing is applied", async () => {
  const company = await billing();
  const template = await readFile(path.join(company.workspace, "templates/invoice.typ"), "utf8");
  await company.write("templates/invoice.typ", `#let x = 1\n#oops\n${template}`);
  const { code, out } = await company.type("apply");
  expect(code).toBe(1);
  expect(out).toContain("templates/invoice.typ:2");
  expect(out).toContain("unknown variable: oops");
});

test("a template that fails on one invoice only leaves its number to the next", async () => {
  const company = await billing();
  const template = await readFile(path.join(company.workspace, "templates/invoice.typ"), "utf8");
  const trap = `#if not data.draft and data.client.name == "Wiener Druck" [#panic("no room")]\n`;
  await company.write("templates/invoice.typ", template + trap);
  expect(await company.type("apply")).toMatchObject({ code: 0 });
  const [item] = await billed(company, given);
  expect(item?.title).toContain("no room");
  expect(await books(company)).toBe("");
  await billed(company, { ...given, client: { ...given.client, name: "Grazer Druck" } });
  expect(await books(company)).toContain("(2026-011) Grazer Druck | final invoice");
});
