import { CallFailed } from "../agent/contract.ts";
import { nameOf, type Tier } from "../agent/tier.ts";
import { inBatches } from "../embed/batches.ts";
import { type Embedder, EmbedderFailed, type Requests } from "../embed/contract.ts";
import { answerIn, post, toldIn, vectorsIn } from "../embed/wire.ts";
import { type Door, variablesOf } from "./door.ts";
import { modelName } from "./model-name.ts";
import { refused, unreached } from "./refused.ts";
import type { Tariff } from "./tariff.ts";
import { mostOf, tokensOf } from "./tokens.ts";

/**
 * A model elsewhere that makes vectors. Each request tells its server what clients said, and cannot be looked
 * up later (ST7).
 *
 * RM1 It is durable, with the most that it can cost reserved, before it is made; without a known price it is
 *     not made.
 * RM2 Its end is recorded before anything is made of the answer, also of a useless one. One that is stopped
 *     has none: it costs its bound.
 */
export type Remote = {
  id: string;
  tier: Tier;
  dimensions: number;
  /** The host of `door`, as the operator has written that it may be told. */
  host: string;
  door: Door;
  tariff: () => Promise<Tariff>;
  now: () => number;
};

/** Texts of one request. */
const atOnce = 64;

export function remoteEmbedder(remote: Remote): Embedder {
  const { id, dimensions, host } = remote;
  const closing = new AbortController();
  return {
    id,
    dimensions,
    sendsTo: host,
    async embed(texts, signal, requests) {
      if (requests === undefined) throw new Error("Cannot send what is not recorded");
      const stopped = AbortSignal.any([signal, closing.signal]);
      const one = (some: readonly string[]) => ask(remote, some, stopped, requests);
      return inBatches(texts, atOnce, one, isRefusal);
    },
    async close() {
      closing.abort();
    },
  };
}

const isRefusal = (error: unknown): boolean =>
  error instanceof CallFailed && error.fault === "refused";

async function ask(
  remote: Remote,
  input: readonly string[],
  signal: AbortSignal,
  requests: Requests,
): Promise<Float32Array[]> {
  const { tier, tariff, now } = remote;
  const most = mostOf({ prompt: input.join("\n"), schema: {}, maxOutputTokens: 0 });
  const price = await tariff();
  const boundMicros = price.cost(most, now());
  if (boundMicros === null) throw new EmbedderFailed(unpriced(tier), false);
  if (signal.aborted) throw new EmbedderFailed("it was stopped");
  const { stopped } = await requests.started(boundMicros);
  const began = performance.now();
  const both = AbortSignal.any([signal, stopped]);
  const { failed, vectors, told } = await heard(remote, input, both, requests.patienceMs);
  const inputTokens = typeof told.tokens === "number" ? told.tokens : undefined;
  const tokens = tokensOf({ inputTokens, outputTokens: 0 }, most);
  const known = tokens === null ? null : price.cost(tokens, now());
  const end = {
    model: modelName(told.model),
    tokens,
    costMicros: failed?.charged === false ? 0 : known,
    rate: price.rate,
    latencyMs: Math.round(performance.now() - began),
    ...(failed === null ? {} : { fault: failed.fault }),
  };
  await requests.ended(end, failed);
  if (failed !== null) throw failed;
  return vectors;
}

/** What came back of a request: no vectors where it failed. */
type Heard = {
  failed: CallFailed | null;
  vectors: Float32Array[];
  told: { tokens: unknown; model: unknown };
};

/** Throws where it was stopped. */
async function heard(
  { tier, dimensions, door, host }: Remote,
  input: readonly string[],
  signal: AbortSignal,
  patienceMs: number,
): Promise<Heard> {
  const act = `Cannot ask model "${nameOf(tier)}"`;
  const { base, key } = door;
  const late = AbortSignal.timeout(patienceMs);
  const both = AbortSignal.any([signal, late]);
  let told: Heard["told"] = { tokens: undefined, model: undefined };
  const no = (failed: CallFailed): Heard => ({ failed, vectors: [], told });
  try {
    const answer = await post({ model: tier.model, dimensions, base, key }, input, both);
    const { status, headers, text: body } = answer;
    if (status !== 200) {
      const retryAfter = headers.get("retry-after") ?? undefined;
      return no(refused({ status, body, retryAfter }, tier, act, "memory: { embedder }"));
    }
    const said = answerIn(body, host);
    told = toldIn(said);
    return { failed: null, vectors: vectorsIn(said, input.length, dimensions, host), told };
  } catch (error) {
    const charged = { charged: true } as const;
    if (error instanceof EmbedderFailed) {
      const reason = `${act}: ${error.message}`;
      return no(new CallFailed(reason, "deterministic", { ...charged, fault: "protocol" }));
    }
    if (signal.aborted) throw new EmbedderFailed("it was stopped");
    if (!late.aborted) return no(unreached(error, act, variablesOf(tier.provider).base));
    const reason = `${act}: no answer within ${patienceMs} ms`;
    return no(new CallFailed(reason, "transient", { ...charged, fault: "late" }));
  }
}

function unpriced(tier: Tier): string {
  const name = nameOf(tier);
  return `the price of "${name}" is not known, so that it is not asked; write it in mainstay.yaml: models: { prices: { "${name}": { input: "0.02 USD", output: "0 USD" } } }`;
}
