import type { Model, ModelAnswer, ModelRequest } from "../../src/agent/contract.ts";
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

function answer(
  { prompt }: ModelRequest,
  text: string,
  costMicros: number,
  model: string,
): ModelAnswer {
  // About four characters a token: near enough for a script.
  const tokens = (of: string) => Math.ceil(of.length / 4);
  return { text, inputTokens: tokens(prompt), outputTokens: tokens(text), costMicros, model };
}
