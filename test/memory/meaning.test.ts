import { expect, test } from "vitest";
import { recall } from "../../src/api/desk/memory/recall.ts";
import { remember } from "../../src/api/desk/memory/remember.ts";
import { type Embedder, EmbedderFailed } from "../../src/embed/contract.ts";
import type { Meaning } from "../../src/engine/memory/meanings.ts";
import { type Company, open } from "../engine/company.ts";
import { byLetters, vectorsInMemory } from "../fakes/vectors.ts";

const failing: Embedder = {
  ...byLetters,
  embed: () => Promise.reject(new EmbedderFailed("the model is gone")),
};

async function company(embedder: Embedder, mode: "run" | "record" = "record") {
  const vectors = vectorsInMemory();
  const meaning = (): Meaning => ({ embedder, vectors });
  return { vectors, company: await open({ plans: [], meaning, mode }) };
}

const row = (line: number, client: string, text: string) => ({
  line,
  id: `m${line}`,
  client,
  author: "Ana",
  at: line,
  thread: "t",
  text,
});

async function keep({ owner }: Company, ...rows: ReturnType<typeof row>[]): Promise<void> {
  expect(await remember(owner, { dryRun: false, rows })).toMatchObject({ kept: rows.length });
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000 && !holds(); tries += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("RE2: what is kept while the company runs is given its vector by itself", async () => {
  const { company: c, vectors } = await company(byLetters, "run");
  await keep(c, row(1, "ana", "zebra"), row(2, "ana", "quilt"), row(3, "ben", "zebra"));
  await until(() => vectors.rows.length === 3);
  const found = await recall(c.owner, { client: "ana", query: "bazer", k: 1 });
  expect(found).toMatchObject({ known: 2, missing: 0, wordsOnly: null, passages: [{ id: "m1" }] });
  expect(c.faults).toEqual([]);
  await c.owner.close();
});

test("RE2: where there are no vectors yet, the answer says so and rests on words", async () => {
  const { company: c } = await company(byLetters);
  await keep(c, row(1, "ana", "The zebra."), row(2, "ana", "A quilt."));
  const found = await recall(c.owner, { client: "ana", query: "zebra", k: 1 });
  expect(found).toMatchObject({ known: 2, missing: 2, passages: [{ id: "m1" }] });
  expect(await c.owner.memory.meanings.index(1, AbortSignal.timeout(1_000))).toEqual({
    made: 1,
    left: 1,
  });
  expect(await recall(c.owner, { client: "ana", query: "zebra", k: 1 })).toMatchObject({
    missing: 1,
  });
});

test("RE2, KP1: an embedder that fails is told of, and words are found all the same", async () => {
  const { company: c, vectors } = await company(byLetters);
  await keep(c, row(1, "ana", "The zebra."));
  await c.owner.memory.meanings.index(9, AbortSignal.timeout(1_000));
  expect(vectors.rows).toHaveLength(1);
  const broken = await open({
    plans: [],
    store: c.store,
    process: "p2",
    meaning: () => ({ embedder: failing, vectors }),
  });
  await keep(broken, row(2, "ana", "Another zebra."));
  await until(() => broken.faults.length > 0);
  expect(broken.faults).toMatchObject([{ message: "the model is gone" }]);
  const found = await recall(broken.owner, { client: "ana", query: "another zebra", k: 1 });
  expect(found).toMatchObject({
    wordsOnly: "the model is gone",
    nearest: null,
    missing: 1,
    passages: [{ id: "m2" }],
  });
  await broken.owner.close();
});

test("PA3: a vector that a crash left of a withdrawn passage hinders no other, and is removed", async () => {
  const { company: c, vectors } = await company(byLetters);
  await keep(c, row(1, "ana", "zebra"), row(2, "ana", "quilt"));
  await c.owner.memory.meanings.index(9, AbortSignal.timeout(1_000));
  const [first] = vectors.rows;
  const table = "passage";
  const rows = [{ op: "remove", table, key: { seq: first?.key ?? 0 } }] as const;
  await c.store.commit({ events: [], rows, relied: [] });
  const found = await recall(c.owner, { client: "ana", query: "tliuq", k: 9 });
  expect(found).toMatchObject({ known: 1, missing: 0, passages: [{ id: "m2" }] });
  expect(vectors.rows.map(({ key }) => key)).not.toContain(first?.key);
});

test("how near the nearest is, is told of all that is asked for", async () => {
  const { company: c } = await company(byLetters);
  await keep(c, row(1, "ana", "zebra"), row(2, "ana", "quilt"));
  await c.owner.memory.meanings.index(9, AbortSignal.timeout(1_000));
  const near = async (query: string): Promise<number> => {
    const { nearest } = await recall(c.owner, { client: "ana", query, k: 1 });
    return nearest ?? -1;
  };
  const [one, other] = [await near("what zebra"), await near("why hymn")];
  expect(one).toBeGreaterThan(other);
  expect(await near("what zebra, and why hymn?")).toBeLessThan(one);
});

test("MT1: two questions in one have their turns in one answer", async () => {
  const { company: c } = await company(byLetters);
  const zebras = ["Zebra, zebra.", "A zebra.", "The zebra."];
  await keep(c, ...zebras.map((text, i) => row(i + 1, "ana", text)), row(9, "ana", "One quilt."));
  const query = "Where is the zebra, and what is the quilt?";
  const { passages } = await recall(c.owner, { client: "ana", query, k: 2 });
  expect(passages.map(({ text }) => text)).toContain("One quilt.");
});

test("PK1: what goes into a budget of tokens is given, the best first", async () => {
  const { company: c } = await company(byLetters);
  await keep(
    c,
    row(1, "ana", `A zebra ${"and so on ".repeat(40)}`),
    row(2, "ana", "Zebra crossing."),
  );
  const small = await recall(c.owner, { client: "ana", query: "zebra", k: 9, tokens: 20 });
  expect(small.passages.map(({ id }) => id)).toEqual(["m2"]);
  const large = await recall(c.owner, { client: "ana", query: "zebra", k: 9, tokens: 500 });
  expect(large.passages).toHaveLength(2);
});
