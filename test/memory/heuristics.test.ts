import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Heuristics } from "../../src/api/contract/heuristics.ts";
import type { Item } from "../../src/api/contract/item.ts";
import { isObject, type Json, textOf } from "../../src/value/json.ts";
import { outside } from "../forget/canary.ts";
import { findings } from "../forget/search.ts";
import { at, type Company, quiet, scratch } from "../bad-input/company.ts";
import { stub } from "../models/stub.ts";
import { type Client, type Letters, letters } from "./letters.ts";

const paragraphs = ["Dear friend,", "The proofs come on Monday.", "Kind regards", "Clara"];

/** With a model that writes the same letter each time. */
async function withModel(): Promise<Letters & { prompts: () => string[] }> {
  const asked: string[] = [];
  const server = await stub((_, body) => {
    const { messages, response_format: format } = body;
    const prompt = Array.isArray(messages) ? messages.map(contentOf).join("\n") : "";
    const isLetter = JSON.stringify(format ?? null).includes('"paragraphs"');
    if (isLetter && prompt.includes("letter")) asked.push(prompt);
    return isLetter ? { answer: { subject: "Your proofs", paragraphs } } : { status: 401 };
  });
  onTestFinished(() => server.close());
  const env = { OPENAI_BASE_URL: server.base, OPENAI_API_KEY: "sk-test-0123456789" };
  return { ...(await letters({ env })), prompts: () => asked };
}

const contentOf = (message: Json): string =>
  isObject(message) ? textOf(message["content"]).replaceAll('\\"', '"') : "";

const wished = (text: string) => text.replace("Kind regards", "Best wishes");
const sentence = 'Write "Best wishes" instead of "Kind regards"';
const everyone = ["Birch", "Harbour", "Quay"] as const;

async function habit(world: Letters, clients: readonly Client[] = everyone): Promise<void> {
  for (const client of clients) await world.send(await world.mailFrom(client), wished);
}

async function asked({ opened: { desk } }: Letters): Promise<Item | undefined> {
  const line = (await desk.inbox()).lines.find(({ kind }) => kind === "heuristic");
  return line === undefined ? undefined : desk.item(line.number);
}

async function answer(world: Letters, item: Item | undefined, word: string): Promise<void> {
  const { number = 0, digest = "" } = item ?? {};
  expect(await world.opened.desk.answer(number, { answer: word, digest })).toMatchObject({
    ok: true,
  });
  await quiet(world.opened);
}

const list = async ({ opened }: Letters) => (await opened.desk.heuristics()).heuristics;

test("HE1: what she changed three times is put before her; told only once she said yes, to those who draft it", async () => {
  const world = await withModel();
  await habit(world, ["Birch", "Harbour"]);
  expect(await asked(world)).toBeUndefined();
  await habit(world, ["Quay"]);
  const item = await asked(world);
  expect(item).toMatchObject({
    title: `Always so? ${sentence}`,
    notes: ["so it was in 3 of your 3 answers there (follow up)"],
    shown: { told: sentence, to: ["letter-reply"], against: [] },
    urgency: "later",
  });
  expect(await list(world)).toMatchObject([{ text: sentence, status: "proposed", by: "learned" }]);
  await world.mailFrom("Birch");
  expect(world.prompts().at(-1)).not.toContain(sentence);
  await answer(world, item, "approve");
  await world.mailFrom("Harbour");
  expect(world.prompts().at(-1)).toContain(sentence);
  expect(await list(world)).toMatchObject([
    { status: "consented", agents: ["letter-reply"], client: "", process: "follow-up" },
  ]);
  const settled = await world.opened.desk.item(item?.number ?? 0);
  expect(settled.title).toBe(sentence);
  expect(settled.settled).toMatchObject({ line: "you said yes: it is told since" });
});

test("HE2: what she refused is not asked again, nor is a part of it", async () => {
  const world = await letters();
  await habit(world);
  // Without a model nobody can be told yet, which the card says.
  expect(JSON.stringify((await asked(world))?.shown)).toMatch(/once its model can be asked/);
  await answer(world, await asked(world), "deny");
  await habit(world);
  expect(await asked(world)).toBeUndefined();
  expect(await list(world)).toMatchObject([{ status: "refused" }]);
  await world.close();
  expect((await world.company.type("heuristics")).out).toMatch(/None is told now/);
  expect((await world.company.type("heuristics", "--all")).out).toMatch(/you said no/);
});

test("HE3: where her answers speak against it she is asked to retire it; then it is told no more", async () => {
  const world = await withModel();
  await habit(world);
  await answer(world, await asked(world), "approve");
  for (const client of everyone) await world.send(await world.mailFrom(client));
  const item = await asked(world);
  expect(item).toMatchObject({
    title: `Retire it? ${sentence}`,
    notes: ["since you said yes: 3 against, 0 for"],
  });
  await answer(world, item, "approve");
  await world.mailFrom("Birch");
  expect(world.prompts().at(-1)).not.toContain(sentence);
  expect(await list(world)).toMatchObject([{ status: "retired", item: null }]);
});

test("HE3: what she keeps is asked about again only by what comes since", async () => {
  const world = await letters();
  await habit(world);
  await answer(world, await asked(world), "approve");
  for (const client of everyone) await world.send(await world.mailFrom(client));
  await answer(world, await asked(world), "deny");
  for (const client of ["Birch", "Harbour"] as const)
    await world.send(await world.mailFrom(client));
  expect(await asked(world)).toBeUndefined();
  await world.send(await world.mailFrom("Quay"));
  expect((await asked(world))?.title).toMatch(/^Retire it\?/);
});

test("HB3: a habit with one client alone is that client's, and goes with them", async () => {
  const world = await letters();
  const { company, opened } = world;
  const word = "Quizzelfrost";
  for (const client of ["Birch", "Birch", "Birch"] as const)
    await world.send(await world.mailFrom(client), (text) => `${text}\n${word} to you!`);
  const item = await asked(world);
  const number = item?.number ?? 0;
  await answer(world, item, "approve");
  expect(await list(world)).toMatchObject([{ client: "Birch", status: "consented" }]);
  const { confirm } = await opened.desk.forgetPreview("Birch");
  expect(await opened.desk.forget({ client: "Birch", confirm, endJobs: true })).toMatchObject({
    ok: true,
  });
  expect(await list(world)).toEqual([]);
  expect(findings(company.data, [word], outside)).toEqual([]);
  await world.close();
  expect((await company.type("rebuild")).code).toBe(0);
  expect(findings(company.data, [word], outside)).toEqual([]);
  expect((await company.type("heuristics", "--all")).out).toMatch(/None yet/);
  // What she was asked about them is settled by itself, and says nothing of it.
  expect((await company.type("show", String(number))).out).not.toContain(word);
});

test("HT3: a piece that names a client is asked about with nobody", async () => {
  const world = await letters();
  for (const client of everyone)
    await world.send(
      await world.mailFrom(client),
      (text) => `${text}\nRegards to ida@birch.example`,
    );
  expect(await asked(world)).toBeUndefined();
});

test("HT1: she is asked of one thing at a time", async () => {
  const world = await letters();
  const both = (text: string) => `Moin.\n${wished(text)}`;
  for (const client of everyone) await world.send(await world.mailFrom(client), both);
  for (const client of everyone) await world.send(await world.mailFrom(client), both);
  const { lines } = await world.opened.desk.inbox();
  expect(lines.filter(({ kind }) => kind === "heuristic")).toHaveLength(1);
});

test("hers are told at once, and retired by their number, with a reason", async () => {
  const world = await withModel();
  const { company } = world;
  await world.close();
  await company.type("remember", "no exclamation marks", "--as", "heuristic");
  const { out } = await company.type("heuristics", "--json");
  const [line] = (JSON.parse(out) as Heuristics).heuristics;
  expect(line).toMatchObject({ text: "no exclamation marks", status: "consented", by: "you" });
  const number = String(line?.entry);
  expect((await company.type("heuristics", "retire", number)).code).toBe(2);
  expect((await company.type("heuristics", "retire", "99999", "--because", "x")).err).toMatch(
    /mainstay heuristics/,
  );
  const retired = await company.type("heuristics", "retire", number, "--because", "a bit dull");
  expect(retired).toMatchObject({ code: 0, err: "" });
  expect((await company.type("heuristics")).out).toMatch(/None is told now/);
  expect((await company.type("heuristics", "--all")).out).toMatch(/retired/);
});

test("what was learned is retired by its number as well, and comes along with an export", async () => {
  const world = await letters();
  const { company } = world;
  const folder = await scratch();
  await habit(world);
  await answer(world, await asked(world), "approve");
  const [line] = await list(world);
  await world.close();
  const number = String(line?.entry);
  expect((await company.type("heuristics")).out.replaceAll(/\s+/g, " ")).toContain(
    `${number} ${sentence} learned`,
  );
  expect((await company.type("facts", "heuristic")).out).toContain("Best wishes");
  const there = at(path.join(folder, "studio"), path.join(folder, "data"));
  const exported = path.join(folder, "export");
  expect(await company.type("export", exported)).toMatchObject({ code: 0, err: "" });
  expect(await there.type("import", exported)).toMatchObject({ code: 0, err: "" });
  const listed = async (which: Company) => {
    const { out: json } = await which.type("heuristics", "--json");
    return (JSON.parse(json) as Heuristics).heuristics;
  };
  expect(await listed(there)).toEqual(await listed(company));
  const { out } = await company.type("heuristics", "retire", number, "--because", "too warm");
  expect(out).toMatch(/not told any more/);
  expect((await company.type("heuristics", "retire", number, "--because", "x")).code).not.toBe(0);
  expect(textOf((await company.type("rebuild")).err)).toBe("");
  expect((await company.type("heuristics", "--all")).out).toMatch(/retired/);
});
