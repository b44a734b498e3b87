import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { ApplyView } from "../../src/api/contract/apply.ts";
import type { MemoryStats, RecallView } from "../../src/api/contract/memory.ts";
import type { ModelsView } from "../../src/api/contract/models.ts";
import type { Finding } from "../../src/api/contract/status.ts";
import type { RememberedView } from "../../src/cli/views/memory/import.ts";
import { child, type Company, newStudio } from "../bad-input/company.ts";
import { embeddingServer, type Manner } from "../fakes/embedding-server.ts";

/** A server on loopback in the part of one elsewhere: named as such, it is asked as such. */
afterEach(() => vi.unstubAllEnvs());

const priced = '{ compatible/letters: { input: "1 EUR", output: "0 EUR" } }';

async function write(
  company: Company,
  more: { sendsTo?: string; prices?: string; budget?: string },
) {
  const { sendsTo = "", prices = priced, budget = "5.00 EUR" } = more;
  const file = path.join(company.workspace, "mainstay.yaml");
  const named = /^(memory|models|budgets):.*\n(?:[ \t]+.*\n)*/gm;
  const bare = (await readFile(file, "utf8")).replaceAll(named, "");
  const host = sendsTo === "" ? "" : `, sendsTo: "${sendsTo}"`;
  await writeFile(
    file,
    `${bare.trimEnd()}\nmemory: { embedder: { model: compatible/letters, dimensions: 48${host} } }\nmodels: { prices: ${prices} }\nbudgets: { workspace: "${budget}" }\n`,
  );
}

async function started() {
  const server = await embeddingServer(48);
  vi.stubEnv("COMPATIBLE_BASE_URL", server.base);
  vi.stubEnv("COMPATIBLE_API_KEY", "k-1");
  const company = await newStudio();
  return { ...server, company, host: new URL(server.base).host };
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

/** Whitespace as one blank: lines are wrapped. */
const flat = (text: string): string => text.replaceAll(/\s+/g, " ");

test("EB1, EW1: it is off until she names the host; then it is said what leaves and what it costs, and each request is on record", async () => {
  const { company, host, asked } = await started();
  await company.type("apply");
  expect(await keep(company, "zebra", "quilt")).toMatchObject({ code: 0, kept: 2 });
  await write(company, { sendsTo: host });

  const plan = await company.type("apply", "--dry-run");
  expect(flat(plan.out)).toContain(`Words of clients' mails would be sent to ${host}`);
  expect(flat(plan.out)).toContain(
    "The vectors of 2 passages would be made anew by compatible/letters, for about",
  );
  expect(asked).toEqual([]);
  const applied = await told<ApplyView>(company, "apply");
  expect(applied).toMatchObject({
    code: 0,
    vectors: { sendsTo: host, passages: 2, aboutMicros: 3 },
  });

  expect(await company.type("memory", "index")).toMatchObject({ code: 0 });
  expect(asked).toEqual([{ model: "letters", input: ["zebra", "quilt"], key: "Bearer k-1" }]);
  expect(await recall(company, "bazer")).toMatchObject({
    known: 2,
    missing: 0,
    withheld: 0,
    wordsOnly: null,
    passages: [{ text: "zebra" }],
  });
  expect(asked).toHaveLength(2);

  const stats = await told<MemoryStats>(company, "memory", "stats");
  expect(stats).toMatchObject({
    unread: 0,
    embedder: { id: `compatible/letters at ${host}`, sendsTo: host, failed: null },
    tiers: [{ tier: "compatible/letters", calls: 2, micros: 21 }],
  });
  expect(flat((await company.type("memory", "stats")).out)).toContain(`is sent to ${host}`);
  expect(await finding(company)).toMatchObject({
    ok: true,
    line: expect.stringContaining(`what clients said is sent to ${host}`) as string,
  });
  // Telling how it stands asks nothing of it.
  expect(asked).toHaveLength(2);
  const { spent } = await told<ModelsView>(company, "models");
  expect(spent[0]).toMatchObject({ micros: 21 });

  const { out } = await company.type("ledger", "--stream", "embedding/calls", "--json");
  expect(out).toContain("embedding.started");
  expect(out).toContain(`"to":"${host}"`);
  expect(out).not.toMatch(/zebra|bazer|k-1/);
});

test("EW1: what does not go into the budget is not sent, words answer, and both are said; raised, it goes on", async () => {
  const { company, host, asked } = await started();
  // The bound of a request is some thousand tokens: two cents.
  const dear = '{ compatible/letters: { input: "20 EUR", output: "0 EUR" } }';
  await write(company, { sendsTo: host, prices: dear, budget: "0.01 EUR" });
  expect(await company.type("apply")).toMatchObject({ code: 0 });
  const short =
    /^nothing is sent to .*: no budget is left for it: the company's budget has 0.01 EUR of 0.01 EUR/;
  const kept = await keep(company, "zebra", "quilt");
  expect(kept).toMatchObject({
    code: 0,
    kept: 2,
    wordsOnly: expect.stringMatching(short) as string,
  });
  expect(await recall(company, "zebra")).toMatchObject({
    missing: 2,
    passages: [{ text: "zebra" }],
  });
  expect(asked).toEqual([]);
  await write(company, { sendsTo: host, prices: dear, budget: "0.03 EUR" });
  await company.type("apply");
  expect(await company.type("memory", "index")).toMatchObject({ code: 0 });
  // What is not used is given back: there is room for a question.
  expect(await recall(company, "bazer")).toMatchObject({ missing: 0, wordsOnly: null });
  expect(asked).toHaveLength(2);
  const { spent } = await told<ModelsView>(company, "models");
  expect(spent[0]).toMatchObject({ micros: 21 * 20 });
});

test("EB1: an environment that leads elsewhere than she wrote is told nothing", async () => {
  const { company, asked } = await started();
  await write(company, { sendsTo: "models.example" });
  const plan = await told<ApplyView>(company, "apply");
  expect(plan).toMatchObject({ code: 0, vectors: { sendsTo: "models.example" } });
  const kept = await keep(company, "zebra");
  expect(kept.wordsOnly).toMatch(
    /lets what clients said be sent to models\.example .* COMPATIBLE_BASE_URL leads to 127/,
  );
  expect(asked).toEqual([]);
  expect(await finding(company)).toMatchObject({ ok: false });
});

test.each<[Manner, RegExp, RegExp]>([
  ["no key", /refuses the key \(401\)/, /Put a valid key into COMPATIBLE_API_KEY/],
  ["no such model", /no such model \(404\)/, /under memory: \{ embedder \}/],
  ["busy", /is busy \(429\)/, /mostly passes/],
  ["10 MB", /answer is longer than/, /COMPATIBLE_BASE_URL is the address/],
  ["other dimension", /49 parts, where 48 are expected/, /dimensions in mainstay\.yaml/],
])(
  "a server that %s: words answer, why is said, and the doctor knows what helps",
  async (manner, says, helps) => {
    const { company, host, state } = await started();
    await write(company, { sendsTo: host });
    await company.type("apply");
    await keep(company, "zebra");
    state.manner = manner;
    const found = await recall(company, "zebra");
    expect(found).toMatchObject({ code: 0, passages: [{ text: "zebra" }] });
    expect(found.wordsOnly).toMatch(says);
    expect(await finding(company)).toMatchObject({
      ok: false,
      remedy: expect.stringMatching(helps) as string,
      line: expect.stringMatching(
        manner === "busy" ? /left alone until \d\d:\d\d/ : /because/,
      ) as string,
    });
    expect(JSON.stringify(found)).not.toContain("k-1");
  },
);

test("AC1: what was under way when a process was killed costs its bound, and is settled with the next", async () => {
  const { company, host, state, asked } = await started();
  await company.type("apply");
  await keep(company, "zebra");
  await write(company, { sendsTo: host });
  await company.type("apply");
  state.manner = "stalls";
  const indexing = child(company, "memory", "index");
  await vi.waitFor(() => expect(asked).toHaveLength(1), { timeout: 20_000 });
  indexing.process.kill("SIGKILL");
  await indexing.told;
  state.manner = "fine";
  expect(await company.type("memory", "index")).toMatchObject({ code: 0 });
  const { spent } = await told<ModelsView>(company, "models");
  // "zebra" and what a provider adds, a micro each; then the seven tokens that were told.
  expect(spent[0]).toMatchObject({ micros: 5 + 2 + 1_000 + 7 });
  expect(await recall(company, "bazer")).toMatchObject({ missing: 0, wordsOnly: null });
}, 60_000);

test("EB3: an address that is missing for a while costs no vectors", async () => {
  const { company, host, base, asked } = await started();
  await write(company, { sendsTo: host });
  await company.type("apply");
  await keep(company, "zebra");
  vi.stubEnv("COMPATIBLE_BASE_URL", "");
  expect((await keep(company, "a quilt")).wordsOnly).toMatch(/COMPATIBLE_BASE_URL is not set/);
  expect(await company.type("memory", "index")).toMatchObject({ code: 1 });
  vi.stubEnv("COMPATIBLE_BASE_URL", base);
  expect(await company.type("memory", "index")).toMatchObject({ code: 0 });
  expect(asked.map(({ input }) => input)).toEqual([["zebra"], ["a quilt"]]);
});

test("EB2: it leaves encrypted, or not at all; and an example's never does", async () => {
  vi.stubEnv("COMPATIBLE_BASE_URL", "http://models.example/v1");
  const company = await newStudio();
  await write(company, { sendsTo: "models.example" });
  await company.type("apply");
  const example = (await readFile(path.join(company.workspace, "mainstay.yaml"), "utf8")).includes(
    "example: true",
  );
  expect((await keep(company, "zebra")).wordsOnly).toMatch(
    example ? /nothing leaves this computer in an example/ : /unencrypted/,
  );
  if (!example) return;
  await company.change("mainstay.yaml", "example: true", "example: false");
  await company.type("apply");
  expect((await keep(company, "other zebra")).wordsOnly).toMatch(/unencrypted; use an address/);
});

test("RM1: without a price nothing is sent; plan, import and doctor say so, and what they say helps", async () => {
  const { company, host, asked } = await started();
  await write(company, { sendsTo: host, prices: "{}" });
  const plan = await company.type("apply");
  expect(flat(plan.out)).toContain("its price is not known, so that nothing is sent");
  expect((await keep(company, "zebra")).wordsOnly).toMatch(
    /price of "compatible\/letters" is not known/,
  );
  expect(await finding(company)).toMatchObject({
    ok: false,
    line: expect.stringMatching(
      /compatible\/letters is not asked, because its price is not/,
    ) as string,
    remedy: expect.stringContaining('prices: { "compatible/letters": { input: ') as string,
  });
  expect(asked).toEqual([]);
  await write(company, {
    sendsTo: host,
    prices: '{ "compatible/letters": { input: "0.02 EUR", output: "0 EUR" } }',
  });
  await company.type("apply");
  expect(await company.type("memory", "index")).toMatchObject({ code: 0 });
  expect(asked).toHaveLength(1);
});

test("EW2: while all is stopped, nothing is sent and words answer", async () => {
  const { company, host, asked } = await started();
  await write(company, { sendsTo: host });
  await company.type("apply");
  await keep(company, "zebra");
  expect(asked).toHaveLength(1);
  await company.type("stop", "--because", "a test");
  expect(await recall(company, "zebra")).toMatchObject({
    wordsOnly: expect.stringMatching(/everything is stopped/) as string,
    passages: [{ text: "zebra" }],
  });
  expect(asked).toHaveLength(1);
});

test.each([
  ["x y", /host as in an address/],
  ["https://api.openai.com", /host as in an address/],
  ["API.OPENAI.COM", /host as in an address/],
])("%s is no host", async (sendsTo, says) => {
  const company = await newStudio();
  await write(company, { sendsTo });
  const refused = await company.type("apply");
  expect(refused.code).not.toBe(0);
  expect(flat(refused.err + refused.out)).toMatch(says);
});
