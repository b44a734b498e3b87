import { expect, test } from "vitest";
import { bring } from "../../src/api/desk/bring.ts";
import { open } from "./company.ts";

const client = {
  line: 2,
  name: "Nordwind",
  person: "",
  email: "",
  address: [],
  vatId: "",
  country: "",
  private: null,
  reference: "",
  einvoice: "",
};
const invoice = {
  line: 2,
  number: "2026-004",
  client: "Nordwind",
  gross: "1190.00 EUR",
  open: "1190.00 EUR",
  due: "2026-03-15",
  reference: "",
};

test("whether a client is a private person is noted where it is said, and only there", async () => {
  const properties = { name: {}, stage: {}, private: { type: ["boolean", "null"] } };
  const { owner } = await open({ plans: [], schemas: { client: { type: "object", properties } } });
  const rows = [
    { ...client, private: true },
    { ...client, line: 3, name: "Ostwind" },
  ];
  await bring(owner, { what: "clients", dryRun: false, rows });
  const facts = await owner.store.find({ table: "fact", where: { field: "private" } });
  expect(facts.map(({ value }) => value)).toEqual(["true"]);
});

test("where the form of an invoice's record is about something else, none is taken for known", async () => {
  const schema = { type: "object", properties: { job: {} }, additionalProperties: false };
  const { owner } = await open({ plans: [], schemas: { invoice: schema } });
  await bring(owner, { what: "clients", dryRun: false, rows: [client] });
  const brought = await bring(owner, { what: "invoices", dryRun: false, rows: [invoice] });
  expect(brought).toMatchObject({
    taken: 0,
    known: 0,
    refused: [{ line: 2, reason: expect.stringMatching(/^schemas\/invoice\.json is about/) }],
  });
});
