import { expect, test, vi } from "vitest";
import { embeddingServer, type Manner } from "../../test/fakes/embedding-server.ts";
import type { CallEnd, CallFailed } from "../agent/contract.ts";
import type { Tier } from "../agent/tier.ts";
import { EmbedderFailed, type Requests } from "../embed/contract.ts";
import { remoteEmbedder } from "./remote-embedder.ts";
import { tariffOf } from "./tariff.ts";

const patient = () => AbortSignal.timeout(60_000);
const million = 1_000_000;

/** A cent a token, so that what is told is what is counted. */
const tier: Tier = {
  provider: "openai",
  model: "letters",
  price: { currency: "EUR", input: 10_000 * million, output: 0 },
  currency: "EUR",
  rates: {},
  onlyHere: false,
};

type Noted = { bound: number; end?: Omit<CallEnd, "text">; failed?: CallFailed | null };

async function started(more: Partial<Tier> = {}, patienceMs = 20_000) {
  const server = await embeddingServer();
  const noted: Noted[] = [];
  const stop = new AbortController();
  const requests: Requests = {
    patienceMs,
    async started(bound) {
      // RM1: nothing was sent before.
      expect(server.asked).toHaveLength(noted.length);
      noted.push({ bound });
      return { stopped: stop.signal };
    },
    async ended(end, failed) {
      Object.assign(noted.at(-1) ?? {}, { end, failed });
    },
  };
  const own = { ...tier, ...more };
  const { host } = new URL(server.base);
  const embedder = remoteEmbedder({
    id: "openai/letters elsewhere",
    tier: own,
    dimensions: 32,
    host,
    door: { base: server.base, key: "k-1", own: false, here: true },
    tariff: async () => tariffOf(own, false, () => null),
    now: () => 0,
  });
  const embed = (texts: string[]) => embedder.embed(texts, patient(), requests);
  return { ...server, embedder, embed, noted, stop, host, requests };
}

test("RM1, RM2: each request is bound before it is made, and ends at what was told", async () => {
  const { embedder, embed, asked, noted, host } = await started();
  const texts = Array.from({ length: 70 }, (_, i) => `text ${"abcdefgh".charAt(i % 8)}`);
  expect(await embed(texts)).toHaveLength(70);
  expect(embedder).toMatchObject({ id: "openai/letters elsewhere", sendsTo: host });
  expect(asked.map(({ input }) => input.length)).toEqual([64, 6]);
  expect(asked[0]).toMatchObject({ model: "letters", key: "Bearer k-1" });
  expect(noted.map(({ end }) => end)).toMatchObject([
    { tokens: { input: 448, output: 0 }, costMicros: 448 * 10_000, model: "letters" },
    { tokens: { input: 42 }, costMicros: 42 * 10_000 },
  ]);
  // A byte is at least a token: "text a" and a line's end, and what a provider adds.
  expect(noted[1]?.bound).toBe((6 * 7 - 1 + 2 + 1_000) * 10_000);
});

test("RM2: usage that is not told, or cannot be, costs the bound", async () => {
  const { embed, state, noted } = await started();
  state.manner = "says no usage";
  expect(await embed(["a"])).toHaveLength(1);
  expect(noted).toMatchObject([{ end: { tokens: null, costMicros: null }, failed: null }]);
});

type Case = { manner: Manner; says: RegExp; fault: string; charged: boolean; passes: boolean };

test.each<Case>([
  {
    manner: "refuses",
    says: /server failed \(500\)/,
    fault: "server",
    charged: true,
    passes: true,
  },
  { manner: "stalls", says: /no answer within 500 ms/, fault: "late", charged: true, passes: true },
  { manner: "busy", says: /is busy \(429\)/, fault: "busy", charged: false, passes: true },
  {
    manner: "no key",
    says: /refuses the key \(401\); look into OPENAI_API_KEY/,
    fault: "key",
    charged: false,
    passes: false,
  },
  {
    manner: "no such model",
    says: /no such model \(404\); look into memory: \{ embedder \}/,
    fault: "model",
    charged: false,
    passes: false,
  },
  {
    manner: "elsewhere",
    says: /sends calls elsewhere; set OPENAI_BASE_URL/,
    fault: "elsewhere",
    charged: false,
    passes: false,
  },
  { manner: "dies half-way", says: /the line was cut/, fault: "line", charged: true, passes: true },
  { manner: "no protocol", says: /gives no JSON/, fault: "protocol", charged: true, passes: false },
  {
    manner: "10 MB",
    says: /answer is longer than \d+ bytes/,
    fault: "protocol",
    charged: true,
    passes: false,
  },
  {
    manner: "without end",
    says: /answer is longer than \d+ bytes/,
    fault: "protocol",
    charged: true,
    passes: false,
  },
  {
    manner: "other dimension",
    says: /vectors of 33 parts, where 32 are expected; correct dimensions/,
    fault: "protocol",
    charged: true,
    passes: false,
  },
  { manner: "not numbers", says: /no numbers/, fault: "protocol", charged: true, passes: false },
  { manner: "zero", says: /all zero/, fault: "protocol", charged: true, passes: false },
  {
    manner: "too few",
    says: /gives 1 vectors for 2 texts/,
    fault: "protocol",
    charged: true,
    passes: false,
  },
  {
    manner: "twice the same place",
    says: /which vector is of which text/,
    fault: "protocol",
    charged: true,
    passes: false,
  },
])(
  "ES1, RM2, EM3: a server that $manner is a failure with its reason, and the next call starts afresh",
  async ({ manner, says, fault, charged, passes }) => {
    const { embed, state, noted } = await started({}, manner === "stalls" ? 500 : 20_000);
    state.manner = manner;
    const told: unknown = await embed(["a", "b"]).catch((error: unknown) => error);
    expect(told).toMatchObject({ message: expect.stringMatching(says) as string });
    expect(told).toMatchObject({ failure: passes ? "transient" : "deterministic" });
    expect(noted).toMatchObject([{ end: { fault }, failed: { fault, charged } }]);
    if (!charged) expect(noted[0]?.end?.costMicros).toBe(0);
    state.manner = "fine";
    expect(await embed(["a"])).toHaveLength(1);
  },
);

test("a wait that a busy server asks for is told", async () => {
  const { embed, state, noted } = await started();
  state.manner = "busy";
  await expect(embed(["a"])).rejects.toThrow(/busy/);
  expect(noted[0]?.failed).toMatchObject({ retryAfterMs: 120_000 });
});

test("RM1: without a known price nothing is sent, and what to write is said", async () => {
  const { embed, asked, noted } = await started({ price: null });
  await expect(embed(["a"])).rejects.toThrow(/models: \{ prices: \{ "openai\/letters": \{ input/);
  expect([asked, noted]).toEqual([[], []]);
});

test("EM4: what nobody records is not sent; what may not be made is not made", async () => {
  const { embedder, asked, requests } = await started();
  await expect(embedder.embed(["a"], patient())).rejects.toThrow(/not recorded/);
  const no = { ...requests, started: () => Promise.reject(new EmbedderFailed("no budget")) };
  await expect(embedder.embed(["a"], patient(), no)).rejects.toThrow("no budget");
  expect(asked).toEqual([]);
});

test("RM2: one that is stopped has no end to tell", async () => {
  const { embedder, embed, state, asked, noted, stop } = await started();
  state.manner = "stalls";
  const waiting = embed(["a"]).catch((error: unknown) => error);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  stop.abort();
  expect(await waiting).toMatchObject({ message: "it was stopped" });
  expect(noted).toEqual([{ bound: expect.any(Number) as number }]);
  await embedder.close();
  await expect(embed(["a"])).rejects.toThrow(/it was stopped/);
  expect(noted).toHaveLength(1);
});

test("a text that is too long for the server keeps out none beside it, and each try is bound", async () => {
  const { embed, state, asked, noted } = await started();
  state.manner = "long texts refused";
  expect(await embed(["short", "long ".repeat(1_000)])).toHaveLength(2);
  expect(asked.map(({ input }) => input.map(({ length }) => length))).toEqual([
    [5, 2_000],
    [5],
    [2_000],
    [500],
  ]);
  expect(noted.map(({ end }) => end?.costMicros)).toEqual([0, 70_000, 0, 70_000]);
});
