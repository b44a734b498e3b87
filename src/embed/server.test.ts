import { expect, test } from "vitest";
import { embeddingServer, type Manner } from "../../test/fakes/embedding-server.ts";
import { EmbedderFailed } from "./contract.ts";
import { serverEmbedder } from "./server.ts";

const patient = () => AbortSignal.timeout(60_000);

async function started(key: string | null = null, deadlineMs = 20_000) {
  const server = await embeddingServer();
  const embedder = serverEmbedder({
    id: "ollama/letters",
    model: "letters",
    dimensions: 32,
    base: server.base,
    key,
    deadlineMs,
  });
  return { ...server, embedder };
}

test("texts become vectors of length 1, in their order, however many are asked at once (EM1)", async () => {
  const { embedder, asked } = await started("k-1");
  const texts = Array.from({ length: 40 }, (_, i) => `text ${"abcdefgh".charAt(i % 8)}`);
  const vectors = await embedder.embed(texts, patient());
  expect(vectors).toHaveLength(40);
  expect(asked.map(({ input }) => input.length)).toEqual([16, 16, 8]);
  expect(asked[0]).toMatchObject({ model: "letters", key: "Bearer k-1" });
  for (const vector of vectors) {
    expect(vector.reduce((sum, part) => sum + part * part, 0)).toBeCloseTo(1, 5);
  }
  expect(await embedder.embed([texts[9] ?? ""], patient())).toEqual([vectors[9]]);
  expect(await embedder.embed([], patient())).toEqual([]);
});

test.each<[Manner, RegExp]>([
  ["refuses", /embeddings failed \(500\); see what it logs/],
  ["stalls", /gave no answer within 500 ms/],
  ["other dimension", /vectors of 33 parts, where 32 are expected; correct dimensions/],
  ["not numbers", /no numbers/],
  ["zero", /all zero/],
  ["too few", /gives 1 vectors for 2 texts/],
  ["twice the same place", /which vector is of which text/],
  ["dies half-way", /cannot be reached, or broke off/],
  ["no protocol", /gives no JSON/],
  ["without end", /longer than/],
  ["elsewhere", /cannot be reached/],
  ["no such model", /knows no model "letters"/],
  ["no key", /refuses the key \(401\)/],
])(
  "ES1, EM3: a server that %s is a failure with its reason, and the next call starts afresh",
  async (manner, reason) => {
    const { embedder, state } = await started(null, manner === "stalls" ? 500 : undefined);
    state.manner = manner;
    const asked = embedder.embed(["one", "two"], patient());
    await expect(asked).rejects.toThrow(reason);
    await expect(asked).rejects.toBeInstanceOf(EmbedderFailed);
    state.manner = "fine";
    expect(await embedder.embed(["one", "two"], patient())).toHaveLength(2);
  },
);

test("a text that is too long for the server keeps out none of those beside it", async () => {
  const { embedder, state, asked } = await started();
  state.manner = "long texts refused";
  const vectors = await embedder.embed(["short", "long ".repeat(1_000), "other"], patient());
  expect(vectors).toHaveLength(3);
  expect(asked.map(({ input }) => input.map(({ length }) => length))).toEqual([
    [5, 2_000, 5],
    [5],
    [2_000],
    [500],
    [5],
  ]);
});

test("what says nothing is sent as a dot, which no server refuses", async () => {
  const { embedder, asked } = await started();
  expect(await embedder.embed(["", " \n", "word"], patient())).toHaveLength(3);
  expect(asked[0]?.input).toEqual([".", ".", "word"]);
});

test("EM3: nobody there, a call that is stopped, and one that is closed are told at once", async () => {
  const nobody = serverEmbedder({
    id: "ollama/x",
    model: "x",
    dimensions: 32,
    base: "http://127.0.0.1:9/v1",
    key: null,
  });
  await expect(nobody.embed(["a"], patient())).rejects.toThrow(/see whether it runs/);
  const { embedder, state } = await started();
  state.manner = "stalls";
  const stop = new AbortController();
  const asked = embedder.embed(["a"], stop.signal);
  stop.abort();
  await expect(asked).rejects.toThrow(/it was stopped/);
  const other = embedder.embed(["a"], patient());
  await embedder.close();
  await expect(other).rejects.toThrow(/it was stopped/);
});
