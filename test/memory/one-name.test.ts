import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import type { RecallView } from "../../src/api/contract/memory.ts";
import { type Company, newStudio } from "../bad-input/company.ts";

vi.setConfig({ testTimeout: 120_000 });

const flat = (text: string) => text.replaceAll(/\s+/g, " ");

async function applied(): Promise<Company> {
  const company = await newStudio();
  await company.type("apply");
  return company;
}

async function kept(company: Company, client: string, id = "p1") {
  const file = path.join(company.workspace, "talk.jsonl");
  await writeFile(file, JSON.stringify({ id, client, text: `Thick paper, ${id}.` }));
  return company.type("memory", "import", "--jsonl", file);
}

async function brought(company: Company, ...rows: string[]) {
  const file = path.join(company.workspace, "clients.csv");
  await writeFile(file, `name,email\n${rows.join("\n")}\n`);
  const { code, out, err } = await company.type("bring", "clients", file);
  return { code, told: flat(`${out}${err}`) };
}

async function texts(company: Company, client: string): Promise<string[]> {
  const told = await company.type("recall", "paper", "--client", client, "--json");
  expect(told).toMatchObject({ code: 0, err: "" });
  return (JSON.parse(told.out) as RecallView).passages.map(({ text }) => text);
}

test("TK4: a client whom she brings is the one whose passages were kept under the name", async () => {
  const company = await applied();
  await kept(company, "Later Ltd");
  const { code, told } = await brought(company, "Later Ltd,l@later.example");
  expect([code, told]).toEqual([
    0,
    "Took over 1 client Later Ltd: joined with what was kept of them ",
  ]);
  for (const name of ["Later Ltd", "later", "l@later.example"]) {
    expect(await texts(company, name)).toEqual(["Thick paper, p1."]);
  }
  expect((await brought(company, "Later Ltd,l@later.example")).told).toContain("1 client known");
  await company.type("forget", "Later Ltd", "--yes-forget", "Later Ltd");
  for (const name of ["Later Ltd", "l@later.example"]) {
    expect(await texts(company, name)).toEqual([]);
  }
});

test("TK1, TK4: a second client of that name is another, and the name alone leads to neither", async () => {
  const company = await applied();
  await kept(company, "Acme");
  const both = await brought(company, "Acme,a@acme.example", "Acme,b@acme.example");
  expect(both).toMatchObject({ code: 0 });
  for (const argv of [
    ["recall", "paper", "--client", "Acme"],
    ["fact", "set", "client.country", "DE", "--client", "Acme"],
    ["forget", "Acme", "--yes-forget", "Acme"],
  ]) {
    const { code, err } = await company.type(...argv);
    expect(code).not.toBe(0);
    for (const each of ["a@acme.example", "b@acme.example"]) expect(flat(err)).toContain(each);
  }
  expect(await texts(company, "a@acme.example")).toEqual(["Thick paper, p1."]);
  expect(await texts(company, "b@acme.example")).toEqual([]);
});

test("a name under which passages are kept, and that another client was given, is refused with a word for each", async () => {
  const company = await applied();
  await kept(company, "Later Ltd");
  await brought(company, "Sooner Ltd,l@later.example");
  const row = await brought(company, "Later Ltd,l@later.example");
  expect(row.code).toBe(1);
  expect(row.told).toContain("mainstay merge 'kept:Later Ltd' l@later.example");
  const name = ["client.name", "Later Ltd", "--client", "l@later.example", "--because", "renamed"];
  expect(await company.type("fact", "correct", ...name)).toMatchObject({ code: 0 });
  const before = await company.recorded();
  for (const asked of ["Later Ltd", "later ltd"]) {
    const { code, err } = await company.type("forget", asked, "--yes-forget", "Later Ltd");
    expect(code).not.toBe(0);
    expect(flat(err)).toMatch(/"kept:Later Ltd".*passages were kept under this name/);
    expect(flat(err)).toContain("l@later.example");
  }
  expect(await company.recorded()).toBe(before);
  expect(await texts(company, "kept:Later Ltd")).toEqual(["Thick paper, p1."]);
  expect(await texts(company, "l@later.example")).toEqual([]);
  expect(await company.type("merge", "kept:Later Ltd", "l@later.example")).toMatchObject({
    code: 0,
  });
  for (const asked of ["Later Ltd", "l@later.example"]) {
    expect(await texts(company, asked)).toEqual(["Thick paper, p1."]);
  }
});

test("of two of a name one is forgotten by what tells them apart, and the other keeps the name", async () => {
  const company = await applied();
  await kept(company, "Later Ltd");
  await brought(company, "Sooner Ltd,l@later.example");
  const name = ["client.name", "Later Ltd", "--client", "l@later.example", "--because", "renamed"];
  await company.type("fact", "correct", ...name);
  const gone = await company.type("forget", "kept:Later Ltd", "--yes-forget", "Later Ltd");
  expect(gone).toMatchObject({ code: 0 });
  const { out } = await company.type("facts", "--client", "Later Ltd");
  expect(out).toContain("l@later.example");
});

test("a client's name that holds what cannot be seen is refused like such a text, and nobody is made by it", async () => {
  const company = await applied();
  for (const name of ["Acme\u202E", "Ac\u0007me", "\u2066Acme"]) {
    const { code, out, err } = await kept(company, name);
    expect(code).toBe(1);
    expect(flat(`${out}${err}`)).toContain("cannot be seen or read");
  }
  expect(await company.type("recall", "paper", "--client", "Acme\u202E")).toMatchObject({
    code: 1,
  });
});

test("a name that differs from one under which passages are kept in its capitals alone is told with that one", async () => {
  const company = await applied();
  await kept(company, "Acme North");
  for (const name of ["acme north", "ACME NORTH", "Acme north"]) {
    const { code, err } = await company.type("recall", "paper", "--client", name);
    expect([code, flat(err)]).toEqual([
      1,
      expect.stringContaining('write "Acme North", if that is meant'),
    ]);
  }
  const { err } = await company.type("recall", "paper", "--client", "nosuch");
  expect(flat(err)).toMatch(/mainstay bring clients.*as it was written there/);
  expect(flat(err)).not.toContain("mainstay runs");
});
