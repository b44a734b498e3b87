import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import type { LearntView, RememberedView } from "../../src/cli/views/memory/import.ts";
import { type Company, newStudio, openIn, quiet, studio } from "../bad-input/company.ts";

// The model that comes along is read anew by each command that needs it.
vi.setConfig({ testTimeout: 60_000 });

const ana = "ana@nordlicht.example";

async function exported(company: Company, format: string, client = ana) {
  const to = path.join(company.workspace, `out-${format}`);
  const words = ["--client", client, "--to", to, "--format", format];
  const told = await company.type("memory", "export", ...words, "--json");
  expect(told).toMatchObject({ code: 0, err: "" });
  return { to, ...(JSON.parse(told.out) as { files: number; items: number; left: number }) };
}

async function brought(company: Company, ...words: string[]) {
  const { code, out } = await company.type("memory", "import", ...words, "--json");
  return { code, ...(JSON.parse(out) as RememberedView & LearntView) };
}

/** Texts that a note, a mail or a reader could take for something else. */
const odd = [
  "Plain.",
  "## A heading\nand below",
  "\\## guarded already\n```\n## in a block",
  "  \n blank around \n\n",
  "windows\r\nlines",
  "<!-- passage {} -->\n-->",
  "# One\n---\n...\n> quoted\n>From here",
  "😀 Ünïcode",
];

async function talk(company: Company): Promise<void> {
  const rows = odd.map((text, i) => ({
    id: `n${i}`,
    client: ana,
    author: i === 1 ? "A # B" : "Ana",
    at: i === 2 ? undefined : 1_700_000_000_123 + i,
    thread: i % 3 === 0 ? "" : `t/${i % 3}`,
    text,
  }));
  const file = path.join(company.workspace, "talk.jsonl");
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  expect((await brought(company, "--jsonl", file)).kept).toBe(odd.length);
}

const linesOf = async (company: Company, client = ana) =>
  (await company.type("memory", "export", "--client", client)).out.trim().split("\n").toSorted();

test("XM2: notes that were written are read again to the letter, here and elsewhere", async () => {
  const company = await studio();
  await talk(company);
  const { to, items, files } = await exported(company, "markdown");
  expect([items, files]).toEqual([odd.length + 1, 4]);
  expect(await brought(company, "--markdown", to)).toMatchObject({
    code: 0,
    kept: 0,
    known: items,
  });
  const elsewhere = await newStudio();
  const there = await brought(elsewhere, "--markdown", to, "--client", ana);
  expect(there).toMatchObject({ code: 0, kept: items });
  expect(await linesOf(elsewhere)).toEqual(await linesOf(company));
  const [first = ""] = await readdir(to);
  expect((await stat(path.join(to, first))).mode & 0o777).toBe(0o600);
  expect(await readFile(path.join(to, first), "utf8")).toMatch(/^---\nclient: .*\n/);
});

test("XM2: mails are written with their own bytes where these are kept, and else rebuilt; neither comes twice", async () => {
  const company = await studio();
  const eml = path.join(company.workspace, "more.eml");
  const head = `From: Ana <${ana}>\nTo: hello@studio-marlow.example\nSubject: Grüße`;
  await writeFile(eml, `${head}\nContent-Type: text/plain; charset=utf-8\n\nEine Schachtel.\n`);
  await brought(company, "--eml", eml);
  await talk(company);
  const { to, items, left } = await exported(company, "eml");
  expect([items, left]).toEqual([2, odd.length]);
  const files = (await readdir(to)).toSorted();
  const own = await readFile(path.join(company.workspace, "mail/12-nordlicht-packaging.eml"));
  const first = await readFile(path.join(to, files[0] ?? ""));
  expect(first.equals(own)).toBe(true);
  const rebuilt = await readFile(path.join(to, files[1] ?? ""), "utf8");
  expect(rebuilt).toMatch(/^From: Ana <ana@nordlicht.example>\n/m);
  expect(rebuilt).toMatch(/^X-Mainstay-Rebuilt: from what is remembered/m);
  expect(rebuilt).not.toMatch(/^(?:Date|Message-ID):/im);
  expect(await brought(company, "--eml", to)).toMatchObject({ code: 0, kept: 0, known: 2 });
  const elsewhere = await newStudio();
  const there = ["--eml", to, "--client", ana];
  expect(await brought(elsewhere, ...there)).toMatchObject({ code: 0, kept: 2, known: 0 });
  expect(await brought(elsewhere, ...there)).toMatchObject({ code: 0, kept: 0, known: 2 });
});

test("XM2: a client's card and lines say nothing new where they came from", async () => {
  const company = await studio();
  const say = (...words: string[]) => company.type("fact", "set", ...words, "--client", ana);
  await say("client.stage", "active");
  await say("client.name", "Nordlicht, Kaffee; \\ & Söhne");
  await say("client.person", "Ana Lindqvist");
  await say("client.address", '["Kai 3, Haus B","20457 Hamburg","Deutschland"]');
  await say("client.country", "DE");
  await say("client.vatId", "DE123");
  await say("client.email", ana);
  const { to, items, left } = await exported(company, "vcard");
  expect([items, left > 0]).toEqual([6, true]);
  expect(await brought(company, "--vcard", path.join(to, "client.vcf"))).toMatchObject({
    code: 0,
    recorded: 0,
    confirmed: 6,
    disputed: 0,
    dropped: [],
  });
  const lines = await exported(company, "jsonl");
  const facts = await brought(company, "--facts", path.join(lines.to, "facts.jsonl"));
  expect(facts).toMatchObject({ recorded: 0, disputed: 0 });
  const said = await brought(company, "--jsonl", path.join(lines.to, "passages.jsonl"));
  expect(said).toMatchObject({ code: 0, kept: 0 });
});

test("a folder that is in use is left as it is, with what to do", async () => {
  const company = await studio();
  const told = await company.type("memory", "export", "--client", ana, "--to", company.workspace);
  expect([told.code, told.err]).toEqual([
    1,
    expect.stringMatching(/it is not empty[\s\S]*name a new folder/),
  ]);
  const usage = await company.type("memory", "export", "--client", ana, "--format", "eml");
  expect([usage.code, usage.err]).toEqual([2, expect.stringMatching(/--to/)]);
});

test("XM2: a letter that was sent from here is written as it was told, and is known again", async () => {
  const company = await studio();
  const opened = await openIn(company);
  await opened.owner.start();
  await quiet(opened);
  const { desk } = opened;
  const drafts = (await desk.inbox()).lines.filter(({ client }) => client.includes("Nordlicht"));
  for (const { number } of drafts) {
    const { digest } = await desk.item(number);
    await desk.answer(number, { answer: "approve", digest });
    await quiet(opened);
  }
  await opened.close();
  const { to } = await exported(company, "eml");
  const texts = await Promise.all(
    (await readdir(to)).map((name) => readFile(path.join(to, name), "utf8")),
  );
  const sent = texts.filter((text) => /^X-Mainstay-Token: /m.test(text));
  expect(sent.length).toBeGreaterThan(0);
  expect(sent[0]).toMatch(/^From: Clara Marlow <hello@studio-marlow.example>$/m);
  expect(sent[0]).toMatch(/^To: ana@nordlicht.example$/m);
  expect(sent[0]).toMatch(/^Message-ID: <[^>]+@studio-marlow.example>$/im);
  const again = await brought(company, "--eml", to);
  expect(again).toMatchObject({ code: 0, kept: 0, known: texts.length });
});

test("what a schema calls secret is in no card and no line, unless it is asked for", async () => {
  const company = await studio();
  await company.change(
    "schemas/client.json",
    '"person": { "type": "string" }',
    '"person": { "type": "string", "x-mainstay": { "sensitivity": "secret" } }',
  );
  expect((await company.type("apply")).code).toBe(0);
  for (const [field, value] of [
    ["stage", "active"],
    ["name", "Nordlicht"],
    ["person", "Quizzelperson"],
  ] as const) {
    await company.type("fact", "set", `client.${field}`, value, "--client", ana);
  }
  const card = async (...words: string[]) => {
    const to = path.join(company.workspace, `card-${words.length}`);
    const args = ["--client", ana, "--to", to, "--format", "vcard", ...words];
    const told = await company.type("memory", "export", ...args);
    expect(told.code).toBe(0);
    return readFile(path.join(to, "client.vcf"), "utf8");
  };
  expect(await card()).not.toContain("Quizzelperson");
  expect(await card("--secret")).toContain("FN:Quizzelperson");
});
