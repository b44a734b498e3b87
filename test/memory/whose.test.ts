import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import type { FactsView } from "../../src/api/contract/facts.ts";
import type { RecallView } from "../../src/api/contract/memory.ts";
import type { RememberedView } from "../../src/cli/views/memory/import.ts";
import type { Company } from "../bad-input/company.ts";
import { withClients } from "./with-clients.ts";

// The model that comes along is read anew by each command that needs it.
vi.setConfig({ testTimeout: 120_000 });

async function noteIn(company: Company, text: string): Promise<string> {
  const folder = path.join(company.workspace, "notes");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "call.md"), text);
  return folder;
}

async function brought(company: Company, ...words: string[]) {
  const { code, out, err } = await company.type("memory", "import", ...words, "--json");
  expect(err).toBe("");
  return { code, ...(JSON.parse(out) as RememberedView) };
}

async function texts(company: Company, client: string): Promise<string[]> {
  const told = await company.type("recall", "paper", "--client", client, "--json");
  expect(told).toMatchObject({ code: 0 });
  return (JSON.parse(told.out) as RecallView).passages.map(({ text }) => text);
}

async function correct(company: Company, name: string, client: string): Promise<void> {
  const words = ["client.name", name, "--client", client, "--because", "renamed"];
  expect(await company.type("fact", "correct", ...words)).toMatchObject({ code: 0, err: "" });
}

async function meant(company: Company, client: string): Promise<string> {
  const { out } = await company.type("facts", "--client", client, "--json");
  return (JSON.parse(out) as FactsView).client;
}

test("--client of an import means whom it means elsewhere: by a part of the name, the one who has it", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North", "Acme South");
  const notes = await noteIn(company, "Uncoated paper.");
  const told = await company.type("memory", "import", "--markdown", notes, "--client", "Nordlicht");
  expect(told).toMatchObject({
    code: 0,
    out: expect.stringMatching(/1 passage of Nordlicht Coff/),
  });
  const mail = path.join(company.workspace, "a.eml");
  const head = "From: x@y.example\nTo: hello@studio-marlow.example\nSubject: Tins";
  await writeFile(mail, `${head}\nContent-Type: text/plain\n\nThin paper.\n`);
  await brought(company, "--eml", mail, "--client", "Nordlicht");
  expect(await texts(company, "ana@nordlicht.example")).toHaveLength(2);
  expect(await meant(company, "Nordlicht")).toBe("Nordlicht Coffee");
  const named = await company.type("client", "aliases", "Nordlicht Coffee", "--add", "Nordlicht");
  expect(named).toMatchObject({ code: 0 });
});

test("--client of an import that means several is refused with their names, and nobody is somebody new", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North", "Acme South");
  const notes = await noteIn(company, "Uncoated paper.");
  const before = await company.recorded();
  const both = await company.type("memory", "import", "--markdown", notes, "--client", "Acme");
  expect(both.code).toBe(1);
  expect(both.err).toMatch(/Acme North/);
  expect(both.err).toMatch(/Acme South/);
  const number = await company.type("memory", "import", "--markdown", notes, "--client", "900");
  expect([number.code, number.err]).toEqual([1, expect.stringMatching(/900 is about nobody/)]);
  const who = ["--markdown", notes, "--client", "Who & Co"];
  const isNew = { name: "Who & Co", isNew: true };
  expect(await brought(company, ...who, "--dry-run")).toMatchObject({ kept: 1, whose: isNew });
  expect(before).toBe(await company.recorded());
  expect(await brought(company, ...who)).toMatchObject({ code: 0, kept: 1, whose: isNew });
  expect(await brought(company, ...who)).toMatchObject({ known: 1, whose: { isNew: false } });
});

test("a client who has no name on record is not the company itself", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North", "Acme South");
  await brought(company, "--markdown", await noteIn(company, "Paper."), "--client", "Who & Co");
  const facts = await company.type("facts", "--client", "Who & Co");
  expect(facts.out).toMatch(/about Who & Co/);
  const names = await company.type("client", "aliases", "Who & Co");
  expect(names.out).toMatch(/^ *Who & Co: no other name/);
});

test("XM2: what is written of a client names them so that it is known again, however they were typed", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North", "Acme South");
  await brought(company, "--markdown", await noteIn(company, "Paper."), "--client", "Nordlicht");
  await company.type("fact", "set", "client.country", "DE", "--client", "Nordlicht");
  const write = (...words: string[]) =>
    company.type("memory", "export", "--client", "nordlicht", ...words);
  expect((await write()).out).toContain('"client":"Nordlicht Coffee"');
  expect((await write("--facts")).out).toContain('"client":"Nordlicht Coffee"');
  for (const format of ["markdown", "jsonl"]) {
    const to = path.join(company.workspace, `to-${format}`);
    expect((await write("--to", to, "--format", format)).code).toBe(0);
    const from = format === "jsonl" ? path.join(to, "passages.jsonl") : to;
    expect(await brought(company, `--${format}`, from)).toMatchObject({ kept: 0, known: 1 });
  }
  // The name of two leads to neither: an address does.
  await correct(company, "Acme North", "Nordlicht");
  expect(
    (await company.type("memory", "export", "--client", "ana@nordlicht.example")).out,
  ).toContain('"client":"ana@nordlicht.example"');
});

async function lines(company: Company, ...rows: object[]): Promise<string> {
  const file = path.join(company.workspace, "talk.jsonl");
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  return file;
}

test("a name that a client had leads there as long as nobody else is called so, and goes with them", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North", "Acme South");
  await correct(company, "Nordlicht Kaffee", "ana@nordlicht.example");
  const talk = await lines(company, { id: "p", client: "Nordlicht Coffee", text: "Thick paper." });
  expect(await brought(company, "--jsonl", talk)).toMatchObject({ code: 0, kept: 1 });
  expect(await texts(company, "ana@nordlicht.example")).toEqual(["Thick paper."]);
  expect(await meant(company, "nordlicht coffee")).toBe("Nordlicht Kaffee");
  await company.type("rebuild");
  expect(await meant(company, "nordlicht coffee")).toBe("Nordlicht Kaffee");
  await company.type("forget", "Nordlicht Coffee", "--yes-forget", "Nordlicht Kaffee");
  expect(await texts(company, "Nordlicht Coffee")).toEqual([]);
});

test("a name of times past leads there too, though the client was never called otherwise by her", async () => {
  const company = await withClients("Nordlicht Coffee");
  const past = ["--from", "2001-01-01", "--until", "2020-01-01"];
  const of = ["--client", "ana@nordlicht.example", ...past];
  const told = await company.type("fact", "set", "client.name", "Kontor Nord", ...of);
  expect(told).toMatchObject({ code: 0, err: "" });
  expect(await meant(company, "Kontor Nord")).toBe("Nordlicht Coffee");
});

test("a name that two clients had is refused with both named, and one that somebody has now is theirs", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North", "Acme South");
  await correct(company, "Acme West", "bo@acme.example");
  await correct(company, "Acme North", "cy@acme.example");
  expect(await meant(company, "Acme North")).toBe("Acme North");
  await correct(company, "Acme East", "cy@acme.example");
  const facts = await company.type("facts", "--client", "Acme North");
  expect(facts.code).toBe(1);
  for (const name of [/Acme West/, /Acme East/]) expect(facts.err).toMatch(name);
  const rows = ["Acme North", "Acme South"].map((client) => ({ id: "p", client, text: "Paper." }));
  const told = await brought(company, "--jsonl", await lines(company, ...rows));
  expect(told).toMatchObject({
    kept: 1,
    refused: [
      { line: 1, reason: expect.stringMatching(/Acme West.*Acme East|Acme East.*Acme West/) },
    ],
  });
  expect(await texts(company, "cy@acme.example")).toEqual(["Paper."]);
});

test("NO4: a note whose head names nobody known is told with what to do, and nobody new is met", async () => {
  const company = await withClients("Nordlicht Coffee", "Acme North", "Acme South");
  const notes = await noteIn(company, "---\nclient: Nobody Known\n---\nPaper.");
  expect(await brought(company, "--markdown", notes)).toMatchObject({
    code: 1,
    kept: 0,
    refused: [{ where: "call.md", reason: expect.stringMatching(/"Nobody Known".*--client/) }],
  });
  expect((await company.type("facts", "--client", "Nobody Known")).code).toBe(1);
  const known = await noteIn(company, "---\nclient: Nordlicht Coffee\n---\nPaper.");
  expect(await brought(company, "--markdown", known)).toMatchObject({ code: 0, kept: 1 });
});

test("forgetting counts what was imported of them, also what was rolled back and is found no more", async () => {
  const company = await withClients("Nordlicht Coffee");
  const notes = await noteIn(company, "Uncoated paper.");
  await brought(company, "--markdown", notes, "--client", "Nordlicht");
  const mail = path.join(company.workspace, "a.eml");
  const head = "From: x@y.example\nTo: hello@studio-marlow.example\nSubject: Tins";
  await writeFile(mail, `${head}\nContent-Type: text/plain\n\nThin paper.\n`);
  await brought(company, "--eml", mail, "--client", "Nordlicht");
  const goes = /2 passages of what was said, mails and imports included/;
  expect((await company.type("forget", "Nordlicht")).out).toMatch(goes);
  const { imports } = JSON.parse((await company.type("memory", "sources", "--json")).out) as {
    imports: { number: number }[];
  };
  const source = `import:${imports[0]?.number ?? 0}`;
  expect(
    await company.type("memory", "rollback", "--source", source, "--yes", "--because", "x"),
  ).toMatchObject({ code: 0 });
  expect((await company.type("forget", "Nordlicht")).out).toMatch(goes);
});
