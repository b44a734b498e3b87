import { afterEach, expect, test } from "vitest";
import { CallFailed, type ModelRequest } from "../../src/agent/contract.ts";
import type { Price, Tier } from "../../src/agent/tier.ts";
import type { Door } from "../../src/models/door.ts";
import { listed } from "../../src/models/price-list.ts";
import { sdkModel } from "../../src/models/sdk-model.ts";
import { type Line, stub, type Stub } from "./stub.ts";

/** The adapter over real HTTP, against a server that does everything wrong. */
const open: Stub[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const never = new AbortController().signal;
const reply = {
  type: "object",
  properties: { reply: { type: "string" } },
  required: ["reply"],
  additionalProperties: false,
};
const request: ModelRequest = { prompt: "Say hello", schema: reply, maxOutputTokens: 400 };
const tenEuros: Price = { currency: "EUR", input: 10_000_000, output: 10_000_000 };

async function model(line: Line, tier: Partial<Tier> = {}, door: Partial<Door> = {}) {
  const server = await stub(() => line);
  open.push(server);
  const whole: Tier = {
    provider: "compatible",
    model: "m",
    price: tenEuros,
    currency: "EUR",
    rates: { USD: 900_000 },
    onlyHere: true,
    ...tier,
  };
  const at = { base: server.base, key: null, own: false, here: true, ...door };
  return { server, model: sdkModel(whole, at, { listed, now: () => Date.UTC(2026, 10, 20) }) };
}

async function called(line: Line, tier: Partial<Tier> = {}, door: Partial<Door> = {}) {
  const { server, model: asked } = await model(line, tier, door);
  return { server, answer: await asked.call(request, never) };
}

async function failed(line: Line, tier: Partial<Tier> = {}, door: Partial<Door> = {}) {
  const { model: asked } = await model(line, tier, door);
  const error: unknown = await asked.call(request, never).catch((reason: unknown) => reason);
  if (!(error instanceof CallFailed))
    throw new Error("It did not fail as a call", { cause: error });
  return error;
}

const hello = { answer: { reply: "hello" } };

test.each([
  ["compatible", "/v1/chat/completions", {}],
  ["ollama", "/v1/chat/completions", {}],
  ["openai", "/v1/responses", { own: true, key: "sk-mine" }],
  ["anthropic", "/v1/messages", { own: true, key: "sk-mine" }],
] as const)("%s is asked at %s, and tells model, tokens and cost", async (provider, path, door) => {
  const { server, answer } = await called(hello, { provider }, door);
  expect(server.asked.map((each) => each.path)).toEqual([path]);
  expect(JSON.stringify(server.asked[0]?.body)).toContain('"reply"');
  expect(answer).toEqual({
    text: '{"reply":"hello"}',
    model: "m-2026-11-01",
    tokens: { input: 100, output: 20, cached: 40 },
    costMicros: 1_200,
    rate: null,
    finish: "whole",
  });
});

test("a key goes where its provider wants it, and nothing is kept there", async () => {
  const door = { own: true, key: "sk-mine" };
  const openai = await called(hello, { provider: "openai" }, door);
  expect(openai.server.asked[0]).toMatchObject({
    headers: { authorization: "Bearer sk-mine" },
    body: { store: false, max_output_tokens: 400 },
  });
  const anthropic = await called(hello, { provider: "anthropic" }, door);
  expect(anthropic.server.asked[0]).toMatchObject({
    headers: { "x-api-key": "sk-mine" },
    body: { max_tokens: 400 },
  });
});

test("only the provider itself is asked for what only it knows", async () => {
  const fields = async (model: string, own: boolean) => {
    const { server } = await called(hello, { provider: "openai", model }, { own, key: "k" });
    return Object.keys(server.asked[0]?.body ?? {}).toSorted();
  };
  expect(await fields("gpt-5-mini", true)).toContain("reasoning");
  expect(await fields("gpt-4o-mini", true)).not.toContain("reasoning");
  const plain = ["max_tokens", "messages", "model", "response_format"];
  expect(await fields("gpt-5-mini", false)).toEqual(plain);
});

test("an older model that answers by a tool is understood", async () => {
  const old = { provider: "anthropic", model: "claude-3-haiku-20240307" } as const;
  const { answer } = await called(hello, old, { own: true, key: "k" });
  expect(JSON.parse(answer.text)).toEqual({ reply: "hello" });
});

test("a price of the list counts in dollars, with the rate beside it, rounded up", async () => {
  const tier = { provider: "openai", model: "gpt-4o-mini", price: null } as const;
  const { answer } = await called(hello, tier, { own: true, key: "k" });
  // 100 × 0.15 + 20 × 0.60 dollars a million: 27 millionths, at 0.90.
  expect(answer).toMatchObject({ costMicros: 25, rate: { currency: "USD", micros: 900_000 } });
});

test("its bound is above what any prompt of that many bytes can cost", async () => {
  const { model: asked } = await model(hello);
  const bytes = Buffer.byteLength(request.prompt) + Buffer.byteLength(JSON.stringify(reply));
  expect(asked.bound(request)).toBe((bytes + 1_000 + 400) * 10);
});

test.each([
  ["is missing", null],
  ["is less than nothing", { prompt_tokens: -5 }],
  ["is more than could be", { prompt_tokens: 1_000_000_000_000 }],
  ["tells more output than was allowed", { completion_tokens: 401 }],
  ["tells no input at all", { prompt_tokens: 0 }],
  ["tells more from the cache than there was", { prompt_tokens_details: { cached_tokens: 101 } }],
])("the answer counts, and its cost is not believed, where usage %s", async (_, usage) => {
  const { answer } = await called({ ...hello, usage });
  expect(answer).toMatchObject({ text: '{"reply":"hello"}', tokens: null, costMicros: null });
});

test.each([
  ["compatible", { completion_tokens: "many" }],
  ["compatible", { prompt_tokens: {} }],
  ["compatible", { prompt_tokens_details: { cached_tokens: "some" } }],
  ["compatible", { prompt_tokens_details: "none" }],
  ["openai", { output_tokens: "many" }],
  ["openai", { input_tokens: null }],
  ["anthropic", { output_tokens: "many" }],
  ["anthropic", { input_tokens: true }],
] as const)(
  "an answer of %s whose usage is no number, %j, counts all the same",
  async (provider, usage) => {
    const { answer } = await called({ ...hello, usage }, { provider }, { own: true, key: "k" });
    expect(answer).toMatchObject({ text: '{"reply":"hello"}', tokens: null, costMicros: null });
  },
);

test("usage that is no map of counters loses no answer", async () => {
  const message = { role: "assistant", content: '{"reply":"hello"}' };
  const body = { id: "c", created: 1, model: "m", choices: [{ index: 0, message }] };
  for (const usage of ["many", [100, 20], 120]) {
    const { answer } = await called({ raw: JSON.stringify({ ...body, usage }) });
    expect(answer).toMatchObject({ text: '{"reply":"hello"}', tokens: null });
  }
});

test.each([
  ["nonsense", { text: "I am afraid, {not json" }],
  ["truncated JSON", { text: '{"reply":"hel' }],
  ["the wrong type", { answer: { reply: 5 } }],
  ["nothing", { text: "" }],
])("an answer of %s comes back as it is, with what it cost", async (_, line) => {
  const { answer } = await called(line);
  expect(answer).toMatchObject({ costMicros: 1_200, finish: "whole" });
  expect(answer.text).toBe("text" in line ? line.text : JSON.stringify(line.answer));
});

test("an answer that was cut off or withheld says so, also where it can be read", async () => {
  expect((await called({ ...hello, finish: "length" })).answer.finish).toBe("length");
  expect((await called({ text: '{"rep', finish: "length" })).answer.finish).toBe("length");
  expect((await called({ ...hello, finish: "content_filter" })).answer.finish).toBe("filter");
});

test.each([
  [429, "transient", false, /busy \(429\)/],
  [529, "transient", false, /busy \(529\)/],
  [503, "transient", false, /busy/],
  [500, "transient", true, /failed \(500\)/],
  [400, "deterministic", false, /refuses the call \(400\)/],
  [401, "deterministic", false, /OPENAI_API_KEY/],
  [403, "deterministic", false, /OPENAI_API_KEY/],
  [404, "deterministic", false, /models in mainstay\.yaml/],
  [402, "deterministic", false, /no credit left/],
] as const)("status %d is %s; charged: %s", async (status, failure, charged, message) => {
  const line = { status, body: '{"error":{"message":"bad key sk-secret, you said: Say hello"}}' };
  const error = await failed(line, { provider: "openai" }, { own: true, key: "sk-secret" });
  expect(error).toMatchObject({
    failure,
    charged,
    message: expect.stringMatching(message) as string,
  });
});

test("no failure repeats the key, the prompt or what the server said", async () => {
  const body = '{"error":{"message":"bad key sk-secret, you said: Say hello"}}';
  for (const status of [400, 401, 403, 404, 429, 500]) {
    const error = await failed({ status, body }, {}, { key: "sk-secret" });
    const told = JSON.stringify([error.message, error.stack, error.cause, ...Object.values(error)]);
    expect(told).not.toMatch(/sk-secret|Say hello|bad key/);
  }
});

test("Retry-After is told, in seconds or as a date; nonsense is none", async () => {
  const after = async (value: string) =>
    (await failed({ status: 429, headers: { "retry-after": value } })).retryAfterMs;
  expect(await after("7")).toBe(7_000);
  const minute = await after(new Date(Date.now() + 60_000).toUTCString());
  expect(minute).toBeGreaterThan(55_000);
  expect(minute).toBeLessThanOrEqual(60_000);
  expect(await after("soon")).toBe(0);
  expect(await after("-3")).toBe(0);
});

test("an empty account is no haste, though the status says so", async () => {
  const body = '{"error":{"code":"insufficient_quota","message":"pay"}}';
  const error = await failed({ status: 429, body });
  expect(error).toMatchObject({ failure: "deterministic", charged: false });
});

test.each([
  [
    "a page instead of an answer",
    { raw: "<html>proxy</html>" },
    "deterministic",
    /COMPATIBLE_BASE_URL/,
  ],
  ["an answer without text", { raw: '{"id":"1","choices":[]}' }, "semantic", /no text/],
  ["a line cut in the body", { cut: 30 }, "transient", /cut|broke off/],
  [
    "an answer of a megabyte",
    { text: "x".repeat(1 << 20) },
    "semantic",
    /longer than 524288 bytes/,
  ],
] as const)("%s may have been charged", async (_, line, failure, message) => {
  const error = await failed(line);
  expect(error).toMatchObject({
    failure,
    charged: true,
    message: expect.stringMatching(message) as string,
  });
});

test("nobody there: nothing is charged, and it may help to try again", async () => {
  const { server, model: asked } = await model(hello);
  await server.close();
  const error: unknown = await asked.call(request, never).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ failure: "transient", charged: false });
});

test("a redirect is not followed: neither key nor prompt reaches another server", async () => {
  const other = await stub(() => hello);
  open.push(other);
  const error = await failed({ redirect: `${other.base}/chat/completions` }, {}, { key: "k" });
  expect(error).toMatchObject({ failure: "deterministic", charged: false });
  expect(other.asked).toEqual([]);
});

test.each(["before", "within"] as const)(
  "a server that stalls %s its answer is left",
  async (stall) => {
    const { model: asked } = await model({ stall });
    const leave = new AbortController();
    const began = performance.now();
    setTimeout(() => leave.abort(), 30);
    await expect(asked.call(request, leave.signal)).rejects.toBeInstanceOf(Error);
    expect(performance.now() - began).toBeLessThan(2_000);
  },
);

test("a schema that providers refuse as strict is only a hint", async () => {
  const open = { ...reply, required: [] };
  const { server, model: asked } = await model(hello);
  await asked.call(request, never);
  await asked.call({ ...request, schema: open }, never);
  const strict = server.asked.map(({ body }) => JSON.stringify(body["response_format"]));
  expect(strict.map((text) => /"strict":true/.test(text))).toEqual([true, false]);
});
