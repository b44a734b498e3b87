import { expect, test } from "vitest";
import type { ApplyView } from "../../src/api/contract/apply.ts";
import type { FactHistory, FactsView } from "../../src/api/contract/facts.ts";
import { type Company, newStudio } from "../bad-input/company.ts";

/** Versions of a schema: what was said before reads as its rules say. */
const text = { type: "string" } as const;
const first = {
  type: "object",
  properties: { adress: text, fax: text, tier: { enum: ["lead", "paying"] }, tags: text },
  additionalProperties: false,
};
const second = {
  type: "object",
  "x-mainstay": {
    version: 2,
    from: {
      "1": {
        rename: { adress: "address" },
        drop: ["fax"],
        map: { tier: { lead: "enquiry" } },
        read: { address: "value.trim()" },
        wrap: ["tags"],
        default: { country: "DE" },
      },
    },
  },
  properties: {
    address: text,
    tier: { enum: ["enquiry", "paying"] },
    tags: { type: "array", items: text },
    country: text,
  },
  required: ["country"],
  additionalProperties: false,
};

async function withSupplier(): Promise<Company> {
  const company = await newStudio();
  await company.write("schemas/supplier.json", JSON.stringify(first));
  await company.type("apply");
  const words = { adress: " Hafen 1 ", fax: "040", tier: "lead", tags: "paper" };
  for (const [field, value] of Object.entries(words)) {
    await company.type("fact", "set", `supplier.${field}`, value);
  }
  return company;
}

async function applied(company: Company, schema: object, ...more: string[]) {
  await company.write("schemas/supplier.json", JSON.stringify(schema));
  const { code, out } = await company.type("apply", "--json", ...more);
  return { ...(JSON.parse(out) as ApplyView), code };
}

async function now(company: Company, ...more: string[]): Promise<object> {
  const { out } = await company.type("facts", "supplier", "--json", ...more);
  const { records } = JSON.parse(out) as FactsView;
  return Object.fromEntries(
    records.flatMap(({ facts }) => facts).map(({ field, value }) => [field, value]),
  );
}

const today = { address: "Hafen 1", tier: "enquiry", tags: ["paper"], country: "DE" };

async function why(company: Company, field: string): Promise<FactHistory> {
  const { out } = await company.type("fact", "why", `supplier.${field}`, "--json");
  return JSON.parse(out) as FactHistory;
}

test("SH1: facts are stored as they were said and read as the new version has them", async () => {
  const company = await withSupplier();
  const before = await company.recorded();
  const plan = await applied(company, second, "--dry-run");
  expect(plan.migrations).toMatchObject([
    {
      kind: "supplier",
      from: 1,
      to: 2,
      records: 1,
      facts: 4,
      unfit: [],
      beyond: 0,
      changes: [
        { what: "adress is called address", facts: 1 },
        { what: "address reads otherwise", facts: 1 },
        { what: "fax is not shown any more", facts: 1 },
        { what: "tier reads otherwise", facts: 1 },
        { what: "tags reads otherwise", facts: 1 },
        { what: 'country is "DE" where nothing was said', facts: 1 },
      ],
    },
  ]);
  expect(await company.recorded()).toBe(before);
  expect(await applied(company, second)).toMatchObject({ ok: true, code: 0 });
  expect(await now(company)).toEqual(today);
  expect(await now(company, "--at", "2199-01-01", "--known", "2199-01-01")).toEqual(today);
  const { out } = await company.type("rebuild");
  expect(out).toMatch(/equal|same/i);
});

test("SH1: the history shows what was said, by the name of then too; what is left out stays there", async () => {
  const company = await withSupplier();
  await applied(company, second);
  await company.type("fact", "set", "supplier.address", "Hafen 2");
  const { field, versions } = await why(company, "adress");
  expect(field).toBe("address");
  expect(versions).toMatchObject([
    { value: "Hafen 2", shape: 2, holds: true },
    { value: "Hafen 1", shape: 1, holds: false, said: { field: "adress", value: " Hafen 1 " } },
  ]);
  const { out } = await company.type("fact", "why", "supplier.address");
  expect(out).toMatch(/said as adress " Hafen 1 ", under version 1 of its schema/);
  expect(await why(company, "fax")).toMatchObject({
    gone: true,
    versions: [{ value: "040", holds: false }],
  });
  expect(await why(company, "country")).toMatchObject({
    versions: [{ value: "DE", by: "your schema", holds: true }],
  });
});

test("a version that breaks what is on record is refused with the rule that would mend it", async () => {
  const company = await withSupplier();
  const { default: _, ...rules } = second["x-mainstay"].from["1"];
  const without = { ...second, "x-mainstay": { version: 2, from: { "1": rules } } };
  const before = await company.recorded();
  const told = await applied(company, without);
  expect(told).toMatchObject({
    ok: false,
    code: 1,
    problems: [
      {
        file: "schemas/supplier.json",
        message: 'Cannot read 1 of 1 records by version 2: lacks "country"',
        remedy: expect.stringContaining('"default": {"country":"…"}') as string,
      },
    ],
    migrations: [{ unfit: [{ client: "", message: 'lacks "country"' }], unfitInAll: 1 }],
  });
  expect(await company.recorded()).toBe(before);
  // The remedy works.
  expect(await applied(company, second)).toMatchObject({ ok: true });
});

test("without a new version nothing reads otherwise: what does not fit is told, and it is applied", async () => {
  const company = await withSupplier();
  const stricter = { ...first, properties: { ...first.properties, tags: { enum: ["ink"] } } };
  const told = await applied(company, stricter);
  expect(told).toMatchObject({ ok: true, migrations: [{ from: 1, to: 1, unfitInAll: 1 }] });
  expect(await now(company)).toMatchObject({ tags: "paper" });
  const { out } = await company.type("fact", "set", "supplier.tags", "glue");
  expect(out).toMatch(/must\s+be one of/);
});

test("SH2: after a rollback what was said later reads as it was said, and forward again all is as before", async () => {
  const company = await withSupplier();
  await applied(company, second);
  await company.type("fact", "set", "supplier.address", "Hafen 2");
  const { out } = await company.type("rollback");
  expect(out).toMatch(/version 2 → 1: 1 record, 5 facts/);
  expect(out).toMatch(/said under a later version reads as it was said: 1 fact/);
  expect(await now(company)).toEqual({
    adress: " Hafen 1 ",
    fax: "040",
    tier: "lead",
    tags: "paper",
    address: "Hafen 2",
  });
  await company.type("fact", "set", "supplier.tier", "paying");
  expect(await applied(company, second)).toMatchObject({ ok: true });
  expect(await now(company)).toEqual({ ...today, address: "Hafen 2", tier: "paying" });
  // By files alone it does not go back.
  expect(await applied(company, first)).toMatchObject({
    ok: false,
    problems: [{ remedy: expect.stringContaining("mainstay rollback") as string }],
  });
});

test("who changed a version, when, and which, stands in the release's entry", async () => {
  const company = await withSupplier();
  await applied(company, second);
  const { out } = await company.type("ledger", "--stream", "release", "--json");
  expect(out).toContain('"shapes":[{"kind":"supplier","from":1,"to":2}]');
});

test.each<[string, object, RegExp]>([
  ["a step that is missing", { version: 3, from: { "2": {} } }, /version 1 reads in version 2/],
  ["a later version", { version: 2, from: { "1": {}, "2": {} } }, /version 2 as a later one/],
  ["both", { version: 2, from: { "1": { drop: ["a"], rename: { a: "b" } } } }, /left out and/],
  ["an old name", { version: 2, from: { "1": { drop: ["a"], wrap: ["a"] } } }, /"a" is not called/],
  ["what is no expression", { version: 2, from: { "1": { read: { a: "value +" } } } }, /by "value/],
  ["what is not there", { version: 2, from: { "1": { read: { a: "other" } } } }, /reads "other"/],
  ["no rule that there is", { version: 2, from: { "1": { split: {} } } }, /not valid/],
  ["no version", { version: 0 }, /not valid/],
])("refused: %s", async (_, words, because) => {
  const company = await newStudio();
  const told = await applied(company, { ...first, "x-mainstay": words });
  expect(told.ok).toBe(false);
  expect(told.problems.map(({ message }) => message).join()).toMatch(because);
});
