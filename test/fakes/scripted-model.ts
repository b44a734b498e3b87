import type { Model, ModelAnswer, ModelRequest, Models } from "../../src/agent/contract.ts";
import type { Timing } from "../../src/agent/model-agent.ts";
import type { Tier } from "../../src/agent/tier.ts";
import type { Json } from "../../src/value/json.ts";

/** What the model does at its next call. */
export type Line =
  | { answer: Json }
  /** Raw text: nonsense, or JSON in a fence. */
  | { text: string }
  | { fail: Error }
  /** Never answers, and heeds no signal. */
  | { stall: true };

export type ScriptedModel = Model & {
  /** Every request it was called with, in order. */
  readonly asked: readonly ModelRequest[];
};

/** A model that says what the script says, line by line; a call past its end is a test's mistake. */
export function scriptedModel(
  script: readonly Line[],
  options: { name?: string; boundMicros?: number | null; costMicros?: number } = {},
): ScriptedModel {
  const { name = "scripted", boundMicros = 1000, costMicros = 300 } = options;
  const asked: ModelRequest[] = [];
  return {
    name,
    asked,
    bound: () => boundMicros,
    async call(request) {
      const line = script[asked.length];
      asked.push(request);
      if (line === undefined)
        throw new Error(`Cannot answer call ${asked.length}: the script ended`);
      if ("stall" in line) return new Promise<never>(() => {});
      if ("fail" in line) throw line.fail;
      const text = "text" in line ? line.text : JSON.stringify(line.answer);
      return answer(request, text, costMicros, name);
    },
  };
}

/**
 * No deadline passes: a stalled call would otherwise end by the machine's clock, long after its test,
 * in a process that other tests share.
 */
export const timeless: Timing = { now: () => 0, sleep: () => () => {} };

/** A world without any model. */
export const noModels: Models = {
  lacks: () => "there is no model here",
  variables: () => ({ key: null, base: "SCRIPTED_BASE_URL" }),
  bound: async () => null,
  price: async () => null,
  open: () => Promise.reject(new Error("There is no model here")),
};

/** A world that has this model and no other: it stands behind every tier. */
export const only = (model: Model): Models => ({
  lacks: () => null,
  variables: () => ({ key: null, base: "SCRIPTED_BASE_URL" }),
  bound: async (_, request) => model.bound(request),
  price: async () => null,
  open: async () => model,
});

export const tier: Tier = {
  provider: "compatible",
  model: "scripted",
  price: null,
  currency: "EUR",
  rates: {},
  onlyHere: true,
};

function answer(
  { prompt }: ModelRequest,
  text: string,
  costMicros: number,
  model: string,
): ModelAnswer {
  // About four characters a token: near enough for a script.
  const count = (of: string) => Math.ceil(of.length / 4);
  const tokens = { input: count(prompt), output: count(text), cached: 0 };
  return { text, tokens, costMicros, model, rate: null, finish: "whole" };
}
