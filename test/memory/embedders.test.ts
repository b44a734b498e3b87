import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { MemoryStats, RecallView } from "../../src/api/contract/memory.ts";
import type { Finding } from "../../src/api/contract/status.ts";
import type { RememberedView } from "../../src/cli/views/memory/import.ts";
import { type Company, newStudio, openIn, quiet } from "../bad-input/company.ts";
import { embeddingServer } from "../fakes/embedding-server.ts";

afterEach(() => vi.unstubAllEnvs());

async function named(company: Company, embedder: string): Promise<void> {
  const file = path.join(company.workspace, "mainstay.yaml");
  const text = (await readFile(file, "utf8")).replace(/\nmemory: .*\n/, "\n");
  await writeFile(file, `${text}\nmemory: { embedder: ${embedder} }\n`);
  expect(await company.type("apply")).toMatchObject({ code: 0 });
}

async function told<T>(company: Company, ...words: string[]): Promise<T & { code: number }> {
  const { out, code } = await company.type(...words, "--json");
  return { ...(JSON.parse(out) as T), code };
}

async function keep(company: Company, ...texts: string[]) {
  const rows = texts.map((text, i) => ({ id: `${text.length}-${i}`, client: "ana", text }));
  const file = path.join(company.workspace, "rows.jsonl");
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  return told<RememberedView>(company, "memory", "import", "--jsonl", file);
}

const recall = (company: Company, query: string) =>
  told<RecallView>(company, "recall", query, "--client", "ana", "--k", "1");
const finding = async (company: Company) => {
  const { out } = await company.type("doctor", "--json");
  const all = JSON.parse(out) as Finding[] | { findings: Finding[] };
  return (Array.isArray(all) ? all : all.findings).find(({ name }) => name === "memory");
};

test("RE2, RE3: a server on this computer makes the vectors; while it fails, words answer and it is said", async () => {
  const server = await embeddingServer(48);
  vi.stubEnv("OLLAMA_BASE_URL", server.base);
  const company = await newStudio();
  await named(company, "{ model: ollama/letters, dimensions: 48 }");
  expect(await keep(company, "zebra", "quilt")).toMatchObject({
    code: 0,
    kept: 2,
    wordsOnly: null,
  });
  expect(server.asked[0]).toMatchObject({ model: "letters", input: ["zebra", "quilt"] });
  expect(await recall(company, "bazer")).toMatchObject({
    known: 2,
    missing: 0,
    wordsOnly: null,
    passages: [{ text: "zebra" }],
  });
  expect(await finding(company)).toMatchObject({ ok: true });

  server.state.manner = "other dimension";
  const more = await keep(company, "another zebra");
  expect(more).toMatchObject({ code: 0, kept: 1, wordsOnly: expect.stringMatching(/49 parts/) });
  expect(await recall(company, "another")).toMatchObject({
    missing: 1,
    wordsOnly: expect.stringMatching(/49 parts, where 48/),
    passages: [{ text: "another zebra" }],
  });
  expect(await finding(company)).toMatchObject({
    ok: false,
    line: expect.stringMatching(/^Nothing is found by its meaning/),
    remedy: expect.stringContaining("memory index"),
  });
  expect((await company.type("memory", "index")).code).toBe(1);

  server.state.manner = "fine";
  expect(await company.type("memory", "index")).toMatchObject({ code: 0 });
  expect(await recall(company, "another")).toMatchObject({ missing: 0, wordsOnly: null });
  const stats = await told<MemoryStats>(company, "memory", "stats");
  expect(stats).toMatchObject({
    unread: 0,
    embedder: { id: "ollama/letters", dimensions: 48, failed: null },
    vectorBytes: 3 * 48,
  });
});

test("a question is not waited for longer than 3 s, and it is said that no answer came", async () => {
  const server = await embeddingServer(48);
  vi.stubEnv("OLLAMA_BASE_URL", server.base);
  const company = await newStudio();
  await named(company, "{ model: ollama/letters, dimensions: 48 }");
  await keep(company, "zebra");
  server.state.manner = "stalls";
  const began = performance.now();
  expect(await recall(company, "zebra")).toMatchObject({
    code: 0,
    wordsOnly: '"ollama/letters" gave no answer within 3000 ms; see whether its server is busy',
    passages: [{ text: "zebra" }],
  });
  expect(performance.now() - began).toBeLessThan(15_000);
}, 30_000);

test("RE3: another model's vectors are made from the beginning, and none of the old is compared", async () => {
  const [one, other] = [await embeddingServer(48), await embeddingServer(64)];
  vi.stubEnv("OLLAMA_BASE_URL", one.base);
  vi.stubEnv("COMPATIBLE_BASE_URL", other.base);
  const company = await newStudio();
  await named(company, "{ model: ollama/one, dimensions: 48 }");
  await keep(company, "zebra", "quilt");
  other.state.manner = "dies half-way";
  await named(company, "{ model: compatible/other, dimensions: 64 }");
  expect(await recall(company, "zebra")).toMatchObject({ known: 2, missing: 2 });
  other.state.manner = "fine";
  const opened = await openIn(company, { env: { COMPATIBLE_BASE_URL: other.base } });
  await opened.owner.start();
  await quiet(opened);
  await vi.waitFor(async () => {
    expect((await opened.desk.memoryStats()).unread).toBe(0);
  });
  expect(await opened.desk.recall({ client: "ana", query: "bazer", k: 1 })).toMatchObject({
    missing: 0,
    wordsOnly: null,
    passages: [{ text: "zebra" }],
  });
  await opened.close();
});

test("EB1: nothing is sent to another computer, and what is no model is refused with what to write", async () => {
  vi.stubEnv("COMPATIBLE_BASE_URL", "https://models.example/v1");
  const company = await newStudio();
  await named(company, "{ model: compatible/far, dimensions: 64 }");
  const kept = await keep(company, "zebra");
  expect(kept).toMatchObject({
    kept: 1,
    wordsOnly: expect.stringMatching(/COMPATIBLE_BASE_URL leads to another computer/),
  });
  // Who asks later, with nothing tried yet, is told the same.
  const why = expect.stringMatching(/COMPATIBLE_BASE_URL leads to another computer.*set it to/);
  expect(await recall(company, "zebra")).toMatchObject({ missing: 1, wordsOnly: why });
  const stats = await company.type("memory", "stats");
  expect(stats.out.replaceAll(/\s+/g, " ")).toMatch(
    /once what fails is mended: .*It fails: COMPATIBLE_BASE_URL leads to another computer/,
  );
  const file = path.join(company.workspace, "mainstay.yaml");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace("compatible/far", "anthropic/x"));
  const refused = await company.type("apply");
  expect(refused.code).not.toBe(0);
  expect(refused.err + refused.out).toMatch(/ollama\/nomic-embed-text/);
});
