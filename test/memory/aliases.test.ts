import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { AliasesView } from "../../src/api/contract/aliases.ts";
import type { FactsView } from "../../src/api/contract/facts.ts";
import type { Company } from "../bad-input/company.ts";
import { findings } from "../forget/search.ts";
import { withClients } from "./with-clients.ts";

async function aliases(company: Company, client: string, ...more: string[]) {
  const { code, out, err } = await company.type("client", "aliases", client, ...more, "--json");
  return { code, told: `${out}${err}`, view: JSON.parse(out) as AliasesView };
}

async function refused(company: Company, client: string, ...more: string[]): Promise<string> {
  const before = await company.recorded();
  const { code, out, err } = await company.type("client", "aliases", client, ...more);
  expect(code).not.toBe(0);
  expect(await company.recorded()).toBe(before);
  return `${out}${err}`.replaceAll(/\s+/g, " ");
}

async function meant(company: Company, client: string): Promise<string> {
  const { out } = await company.type("facts", "client", "--client", client, "--json");
  return (JSON.parse(out) as FactsView).client;
}

test("facts, recall and what is brought along find a client by each of its names", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North");
  const { view } = await aliases(company, "Nordlicht", "--add", "NLC", "Café Polar");
  expect(view).toMatchObject({ client: "Nordlicht Coffee", aliases: ["NLC", "Café Polar"] });
  for (const name of ["NLC", "nlc", "café polar"]) {
    expect(await meant(company, name)).toBe("Nordlicht Coffee");
  }
  const talk = path.join(company.workspace, "talk.jsonl");
  const said = { id: "p1", client: "NLC", author: "Ana", text: "Uncoated paper, please." };
  await writeFile(talk, `${JSON.stringify(said)}\n`);
  await company.type("memory", "import", "--jsonl", talk);
  const { out } = await company.type("recall", "which paper?", "--client", "Café Polar");
  expect(out).toMatch(/Uncoated paper/);
  expect((await aliases(company, "NLC")).view.aliases).toEqual(["NLC", "Café Polar"]);
  await company.type("rebuild");
  expect(await meant(company, "NLC")).toBe("Nordlicht Coffee");
}, 120_000);

test("a person of theirs leads to them, and is told with them", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North");
  const { view } = await aliases(company, "Nordlicht", "--of", "Ana Berger", "--add", "Anni");
  expect(view.theirs).toEqual([{ name: "Ana Berger", kind: "person", aliases: ["Anni"] }]);
  expect(await meant(company, "Anni")).toBe("Nordlicht Coffee");
  expect(await meant(company, "Ana Berger")).toBe("Nordlicht Coffee");
  const project = ["--of", "Spring Tins", "--as", "project"];
  expect((await aliases(company, "Nordlicht", ...project)).view.theirs).toHaveLength(2);
});

test("EN1: a name that would lead to two is refused, and both are named", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North");
  await aliases(company, "Nordlicht", "--add", "NLC");
  for (const name of ["NLC", "nlc", "Acme North", "ACME NORTH", "bo@acme.example"]) {
    const other = name.toLowerCase() === "nlc" ? "Acme" : "Nordlicht";
    const told = await refused(company, other, "--add", name);
    expect(told).toMatch(/Nordlicht Coffee/);
    expect(told).toMatch(/Acme North/);
  }
  // The remedy works.
  await aliases(company, "Nordlicht", "--remove", "NLC");
  expect((await aliases(company, "Acme", "--add", "NLC")).view.aliases).toEqual(["NLC"]);
  expect(await meant(company, "NLC")).toBe("Acme North");
});

test.each([
  ["letters of another script", "Аcme North", /looks like "Acme North"/],
  ["two letters for one", "Acrne North", /looks like "Acme North"/],
  ["what turns the direction", "a\u202Eb", /cannot be seen/],
  ["half a character", "a\uD800b", /cannot be seen/],
  ["the number of a job", "17", /stands for a job/],
  ["nothing", " ", /empty/],
  ["too much", "x".repeat(300), /longer than/],
  ["their own address", "ana@nordlicht.example", /by this address already/],
])("refused, and nothing changes: %s", async (_, name, because) => {
  const company = await withClients("Nordlicht Coffee", "Acme North");
  expect(await refused(company, "Nordlicht", "--add", name)).toMatch(because);
});

test("EN2: the beginning of another's name leads to whom it was given, the rest to the other", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North");
  await aliases(company, "Nordlicht", "--add", "Acme");
  expect(await meant(company, "Acme")).toBe("Nordlicht Coffee");
  expect(await meant(company, "Acme N")).toBe("Acme North");
  expect(await meant(company, "Acme North")).toBe("Acme North");
});

test("what is no name of theirs cannot be taken away; nor are names facts or a schema of hers", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North");
  expect(await refused(company, "Nordlicht", "--remove", "NLC")).toMatch(/there is none/);
  const set = await company.type("fact", "set", "entity.aliases", "x", "--client", "Nordlicht");
  expect(set.out.replaceAll(/\s+/g, " ")).toMatch(/mainstay client aliases/);
  await company.write("schemas/entity.json", "{}");
  expect((await company.type("apply")).out).toMatch(/name "entity"/);
});

test("LG5: an address stands in no name of a stream, and all names go with their client", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North");
  await aliases(company, "Nordlicht", "--add", "quizzelfrost", "wumble@moss.example");
  await aliases(company, "Nordlicht", "--of", "fizzlewick", "--add", "snorkelby");
  expect(await meant(company, "wumble@moss.example")).toBe("Nordlicht Coffee");
  const { out } = await company.type("ledger", "--json");
  expect(out).not.toMatch(/wumble|quizzelfrost/);
  await aliases(company, "Nordlicht", "--remove", "wumble@moss.example");
  expect((await company.type("facts", "--client", "wumble@moss.example")).code).not.toBe(0);
  await aliases(company, "Nordlicht", "--add", "wumble@moss.example");
  await company.type("forget", "Nordlicht", "--yes-forget", "Nordlicht Coffee");
  const names = ["quizzelfrost", "wumble@moss", "fizzlewick", "snorkelby"];
  expect(findings(company.data, names, [])).toEqual([]);
  await company.type("rebuild");
  expect(findings(company.data, names, [])).toEqual([]);
  expect((await company.type("ledger", "verify")).code).toBe(0);
}, 60_000);
