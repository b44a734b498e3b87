import { expect, test } from "vitest";
import { CallFailed } from "../../src/agent/contract.ts";
import type { Tier } from "../../src/agent/tier.ts";
import { recall } from "../../src/api/desk/memory/recall.ts";
import { remember } from "../../src/api/desk/memory/remember.ts";
import type { Embedder } from "../../src/embed/contract.ts";
import type { Meaning } from "../../src/engine/memory/meanings.ts";
import { budgetOf, embeddingStream, passageOf } from "../../src/engine/streams.ts";
import type { ControlCommand } from "../../src/kernel/control.ts";
import { byLetters, vectorsInMemory } from "../fakes/vectors.ts";
import { type Company, type CompanyOptions, hour, monday, open } from "../engine/company.ts";

/** What is asked of a model elsewhere, as its company records and pays it. */
const bound = 40;
const cost = 4;
const tier: Tier = {
  provider: "openai",
  model: "letters",
  price: { currency: "EUR", input: 1, output: 0 },
  currency: "EUR",
  rates: {},
  onlyHere: false,
};
const embedder = {
  provider: tier.provider,
  model: tier.model,
  dimensions: 32,
  remote: { host: "models.example", tier },
} as const;

type State = {
  fails: CallFailed | null;
  /** Never answers. */
  dies: boolean;
  asked: string[][];
  patience: number[];
};

function remote(): { state: State; embedder: Embedder } {
  const state: State = { fails: null, dies: false, asked: [], patience: [] };
  const end = { model: "letters", rate: null, latencyMs: 5 };
  return {
    state,
    embedder: {
      ...byLetters,
      id: "openai/letters at models.example",
      sendsTo: "models.example",
      async embed(texts, signal, requests) {
        if (requests === undefined) throw new Error("it is recorded");
        const { stopped } = await requests.started(bound);
        state.asked.push([...texts]);
        state.patience.push(requests.patienceMs);
        if (state.dies)
          return new Promise((_, reject) => {
            AbortSignal.any([signal, stopped]).addEventListener("abort", () =>
              reject(new Error("gone")),
            );
          });
        const { fails } = state;
        if (fails !== null) {
          const costMicros = fails.charged ? null : 0;
          await requests.ended({ ...end, tokens: null, costMicros, fault: fails.fault }, fails);
          throw fails;
        }
        const tokens = { input: cost, output: 0, cached: 0 };
        await requests.ended({ ...end, tokens, costMicros: cost }, null);
        return byLetters.embed(texts, signal);
      },
    },
  };
}

async function company(more: Partial<CompanyOptions> = {}) {
  const vectors = vectorsInMemory();
  const { state, embedder: made } = remote();
  const meaning = (): Meaning => ({ embedder: made, vectors });
  const settings = { embedder, ...more.settings };
  const c = await open({ plans: [], mode: "record", ...more, settings, meaning });
  return { c, vectors, state, meaning, settings };
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

const index = ({ owner }: Company) => owner.memory.index(100, AbortSignal.timeout(10_000));
const ask = ({ owner }: Company, query: string, k = 1) =>
  recall(owner, { client: "ana", query, k });
const budget = ({ owner }: Company) => owner.office.book.read(budgetOf("workspace"));
const calls = async (c: Company) =>
  (await c.ledger()).filter(({ stream }) => stream === embeddingStream.name);

const limited = (workspaceMicros: number): Partial<CompanyOptions> => ({
  settings: { budgets: { workspaceMicros, perDayMicros: null } },
});

test("EW1: who is told which passages is on record before it is told, and what it cost after", async () => {
  const { c } = await company();
  await keep(c, row(1, "ana", "zebra"), row(2, "ana", "quilt"), row(3, "ben", "hymn"));
  expect(await index(c)).toEqual({ made: 3, left: 0, failed: null });
  const [started, ended] = await calls(c);
  const entries = (await c.ledger())
    .filter(({ type }) => type === "passage.kept")
    .map(({ seq }) => seq);
  expect(started).toMatchObject({
    type: "embedding.started",
    data: { to: "models.example", model: "openai/letters", boundMicros: bound, entries },
  });
  expect(started?.data["clients"]).toHaveLength(2);
  expect(ended).toMatchObject({
    type: "embedding.ended",
    data: { costMicros: cost, estimated: false, input: 4 },
  });
  expect(await budget(c)).toEqual({ spent: cost, reserved: {} });
  expect(await ask(c, "bazer")).toMatchObject({ missing: 0, wordsOnly: null });
  const asked = (await calls(c)).at(-2);
  expect(asked?.data).toMatchObject({ entries: [], clients: [expect.any(String)] });
});

test("EW1: no budget is overshot, also by a question beside passages; what is short is said", async () => {
  const { c, state } = await company(limited(bound + cost));
  await keep(c, row(1, "ana", "zebra"));
  expect(await index(c)).toMatchObject({ made: 1 });
  await keep(c, row(2, "ana", "quilt"));
  const [passages, question] = await Promise.all([index(c), ask(c, "bazer")]);
  const short = /^nothing is sent to models\.example: no budget is left for it/;
  const said = [passages.failed, question.wordsOnly].filter((why) => why !== null);
  expect(said).toEqual([expect.stringMatching(short)]);
  expect(state.asked).toHaveLength(2);
  expect((await budget(c)).spent).toBe(2 * cost);
});

test("RE2: passages that wait for a budget are told with why, where the question itself was paid", async () => {
  const { c, state } = await company();
  await keep(c, row(1, "ana", "zebra"));
  await index(c);
  await keep(c, row(2, "ana", "quilt"));
  state.fails = new CallFailed("its server is busy", "transient", {
    charged: false,
    fault: "busy",
  });
  expect(await index(c)).toMatchObject({ failed: "its server is busy" });
  state.fails = null;
  expect(await ask(c, "bazer")).toMatchObject({
    missing: 1,
    why: "its server is busy",
    wordsOnly: null,
  });
  await index(c);
  expect(await ask(c, "bazer")).toMatchObject({ missing: 0, why: null });
});

test("AC1: what a process left when it died settles at its bound with the next", async () => {
  const { c, vectors, state, settings } = await company();
  await keep(c, row(1, "ana", "zebra"));
  state.dies = true;
  void c.owner.memory.index(100, AbortSignal.timeout(60_000)).catch(() => {});
  await c.stirred();
  expect((await budget(c)).reserved).not.toEqual({});
  const next = remote();
  const again = await open({
    plans: [],
    mode: "record",
    store: c.store,
    process: "p2",
    settings,
    meaning: () => ({ embedder: next.embedder, vectors }),
  });
  expect(await index(again)).toMatchObject({ made: 1 });
  expect(await budget(again)).toEqual({ spent: bound + cost, reserved: {} });
  expect((await calls(again)).map(({ type, data }) => [type, data["estimated"]])).toEqual([
    ["embedding.started", undefined],
    ["embedding.ended", true],
    ["embedding.started", undefined],
    ["embedding.ended", false],
  ]);
});

test("RE4: what is secret is not sent; it is found by its words, and that is told", async () => {
  const { c, state } = await company();
  await keep(c, row(1, "ana", "zebra"));
  const kept = (await c.ledger()).find(({ type }) => type === "passage.kept");
  const subject = kept?.subject ?? "";
  const value = { id: "s1", author: "Test", at: 5, thread: "t", text: "account DE00 quilt" };
  const label = { origins: ["record"], clients: [], sensitivity: "secret" } as const;
  await c.owner.office.book.turn({ actor: "operator", cause: null, intent: null }, (turn) =>
    turn.emit(passageOf("p-secret"), {
      type: "passage.kept",
      data: { at: 5, source: "mail" },
      values: { passage: { value, labels: { "": label } } },
      subject,
    }),
  );
  await keep(c, row(2, "ana", "hymn"));
  expect(await index(c)).toEqual({ made: 3, left: 0, failed: null });
  expect(state.asked).toEqual([["zebra", "hymn"]]);
  const found = await ask(c, "account", 3);
  expect(found).toMatchObject({
    known: 3,
    missing: 1,
    withheld: 1,
    why: null,
  });
  expect(found.passages.map(({ text }) => text)).toContain("account DE00 quilt");
  expect(c.owner.memory.meanings.withheld).toBe(1);
});

test("SI1, EW2: one that asks to be left alone is, and meanwhile words answer without a wait", async () => {
  const { c, state } = await company();
  await keep(c, row(1, "ana", "zebra"));
  await index(c);
  state.fails = new CallFailed("busy", "transient", {
    charged: false,
    fault: "busy",
    retryAfterMs: 120_000,
  });
  expect(await ask(c, "bazer")).toMatchObject({ wordsOnly: "busy", known: 1 });
  state.fails = null;
  const sent = state.asked.length;
  expect(await ask(c, "bazer")).toMatchObject({
    wordsOnly: expect.stringMatching(/is left alone for a while/) as string,
  });
  expect(state.asked).toHaveLength(sent);
  c.clock.moveTo(c.clock.now() + 121_000);
  expect(await ask(c, "bazer")).toMatchObject({ wordsOnly: null });
  // A question has less patience than passages.
  expect(state.patience[0]).toBeGreaterThan(state.patience[1] ?? Infinity);
});

test.each<[string, ControlCommand, RegExp]>([
  ["all is stopped", { type: "stop", reason: "a test" }, /everything is stopped/],
  [
    "everything is paused",
    { type: "pause", target: { kind: "everything" }, reason: "a test" },
    /everything is paused/,
  ],
  [
    "it is in quarantine",
    { type: "quarantine", epoch: 2, why: "copied", takenAt: null, at: monday },
    /in quarantine until you admit it/,
  ],
])("EW2: while %s nothing is sent, and why is said", async (_, command, says) => {
  const { c, state } = await company();
  await keep(c, row(1, "ana", "zebra"));
  expect(await c.control(command)).toBe("");
  expect((await index(c)).failed).toMatch(says);
  expect(state.asked).toEqual([]);
  expect(await calls(c)).toEqual([]);
});

test("KP1: what waits is tried again by itself, told once; what somebody must mend is not tried before files are applied", async () => {
  const { c, vectors, state, settings } = await company({ mode: "run" });
  state.fails = new CallFailed("its server failed", "transient", { charged: false, fault: "busy" });
  await keep(c, row(1, "ana", "zebra"));
  await c.stirred();
  await keep(c, row(2, "ana", "quilt"));
  await c.stirred();
  expect(c.faults).toMatchObject([{ message: "its server failed" }]);
  expect(vectors.rows).toEqual([]);
  state.fails = null;
  await c.at(c.clock.now() + hour);
  expect(vectors.rows).toHaveLength(2);

  state.fails = new CallFailed("the key", "deterministic", { charged: false, fault: "key" });
  await keep(c, row(3, "ana", "hymn"));
  await c.stirred();
  const sent = state.asked.length;
  await keep(c, row(4, "ana", "psalm"));
  await c.at(c.clock.now() + 2 * hour);
  expect(state.asked).toHaveLength(sent);
  state.fails = null;
  await c.activate({ settings, release: "rel2" });
  await c.stirred();
  expect(vectors.rows).toHaveLength(4);
  await c.owner.close();
});
