import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { EmbedderFailed } from "./contract.ts";
import { localEmbedder } from "./local.ts";

const patient = () => AbortSignal.timeout(60_000);

/** A thread that does with every request what the code says; `port`, `id` and `texts` are its words. */
const threadThat = (code: string) => () =>
  new Worker(
    `const { parentPort: port } = require("node:worker_threads");
     port.on("message", ({ id, texts }) => { ${code} });`,
    { eval: true },
  );

function embedder(options: Parameters<typeof localEmbedder>[0] = {}) {
  const made = localEmbedder(options);
  onTestFinished(() => made.close());
  return made;
}

test("texts of like meaning lie near each other, whatever they are asked together with (EM1)", async () => {
  const local = embedder();
  const [cat, rug, bill] = await local.embed(
    ["The cat sits on the mat", "A cat is sitting on a rug", "The invoice is due in March"],
    patient(),
  );
  const cosine = (a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()) =>
    a.reduce((sum, part, i) => sum + part * (b[i] ?? 0), 0);
  expect(cosine(cat, cat)).toBeCloseTo(1, 4);
  expect(cosine(cat, rug)).toBeGreaterThan(0.6);
  expect(cosine(cat, bill)).toBeLessThan(0.3);
  const many = Array.from({ length: 30 }, (_, i) => `text ${i}`);
  const again = await local.embed([...many, "The cat sits on the mat"], patient());
  expect(again.at(-1)).toEqual(cat);
  expect(await local.embed([], patient())).toEqual([]);
}, 60_000);

test.each([
  ["stalls", "", /no answer within 100 ms/],
  ["dies", "process.exit(3)", /its thread ended/],
  ["throws", "throw new Error('torn weights')", /its thread ended: torn weights/],
  ["refuses", "port.postMessage({ id, reason: 'no such model' })", /no such model/],
  [
    "gives other vectors",
    "port.postMessage({ id, vectors: new Float32Array(7) })",
    /7 numbers are no/,
  ],
])("EM3: an embedder that %s is a failure with its reason", async (_, code, reason) => {
  // A thread takes a while to begin: only the one that never answers is waited for in vain.
  const deadlineMs = code === "" ? 100 : 20_000;
  const broken = embedder({ worker: threadThat(code), deadlineMs });
  const asked = broken.embed(["text"], patient());
  await expect(asked).rejects.toThrow(reason);
  await expect(asked).rejects.toBeInstanceOf(EmbedderFailed);
});

test("EM3: after a failure the next call starts afresh", async () => {
  let threads = 0;
  const local = embedder({
    deadlineMs: 20_000,
    worker: () => {
      threads += 1;
      const answer = "port.postMessage({ id, vectors: new Float32Array(384 * texts.length) })";
      return threadThat(threads === 1 ? "process.exit(1)" : answer)();
    },
  });
  await expect(local.embed(["text"], patient())).rejects.toThrow(/its thread ended/);
  expect(await local.embed(["text"], patient())).toHaveLength(1);
  expect(threads).toBe(2);
});

test("a call that is stopped ends at once, and one stopped before is not made", async () => {
  const local = embedder({ worker: threadThat("") });
  const stop = new AbortController();
  const asked = local.embed(["text"], stop.signal);
  stop.abort();
  await expect(asked).rejects.toThrow(/it was stopped/);
  await expect(local.embed(["text"], stop.signal)).rejects.toThrow(/it was stopped/);
});
