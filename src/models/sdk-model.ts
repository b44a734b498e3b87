import { generateText, jsonSchema, type LanguageModel, NoObjectGeneratedError, Output } from "ai";
import type { Model, ModelAnswer, ModelRequest } from "../agent/contract.ts";
import { nameOf, type Tier } from "../agent/tier.ts";
import type { JsonObject } from "../value/json.ts";
import type { Door } from "./door.ts";
import { failureOf } from "./failure.ts";
import { languageModel } from "./language-model.ts";
import type { Listed } from "./price-list.ts";
import { modelName } from "./model-name.ts";
import { isStrict } from "./strict.ts";
import { tariffOf } from "./tariff.ts";
import { mostOf, type Told, tokensOf } from "./tokens.ts";

// What is unusual about a model is told by the doctor, not on the terminal in between.
globalThis.AI_SDK_LOG_WARNINGS = false;

type Ports = { listed: Listed; now: () => number };

/** A tier's model through the SDK. What comes back is judged by whoever asks, not here. */
export function sdkModel(tier: Tier, door: Door, { listed, now }: Ports): Model {
  const model = languageModel(tier, door);
  const tariff = tariffOf(tier, door.own, listed);
  return {
    name: nameOf(tier),
    bound: (request) => tariff.cost(mostOf(request), now()),
    async call(request, signal) {
      const said = await generate({ model, tier, door }, request, signal);
      const tokens = tokensOf(said.usage, mostOf(request));
      return {
        text: said.text,
        model: modelName(said.model),
        tokens,
        costMicros: tokens === null ? null : tariff.cost(tokens, now()),
        rate: tariff.rate,
        finish: said.finish,
      };
    },
  };
}

type Said = { text: string; usage: Told; model: string; finish: ModelAnswer["finish"] };

async function generate(
  { model, tier, door }: { model: LanguageModel; tier: Tier; door: Door },
  { prompt, schema, maxOutputTokens }: ModelRequest,
  signal: AbortSignal,
): Promise<Said> {
  try {
    const answer = await generateText({
      model,
      prompt,
      maxOutputTokens,
      maxRetries: 0,
      abortSignal: signal,
      providerOptions: optionsOf(tier, door, schema),
      ...(schema["type"] === "object"
        ? { output: Output.object({ schema: jsonSchema(schema), name: "answer" }) }
        : {}),
    });
    const { text, usage, response, finishReason } = answer;
    return { text, usage, model: response.modelId, finish: finishOf(finishReason) };
  } catch (error) {
    if (!NoObjectGeneratedError.isInstance(error)) throw failureOf(error, tier);
    const { text = "", usage, response, finishReason } = error;
    const told = usage ?? { inputTokens: undefined, outputTokens: undefined };
    return { text, usage: told, model: response?.modelId ?? "", finish: finishOf(finishReason) };
  }
}

/**
 * Nothing is kept with the provider beyond the call, and little is thought aloud, which is paid for and
 * counts towards the length of the answer. A schema that it would refuse as strict is only a hint.
 */
function optionsOf({ provider }: Tier, { own }: Door, schema: JsonObject) {
  if (provider === "anthropic") return {};
  const strictJsonSchema = isStrict(schema);
  if (provider !== "openai" || !own) return { [provider]: { strictJsonSchema } };
  return { openai: { store: false, reasoningEffort: "low", strictJsonSchema } };
}

function finishOf(reason: string | undefined): ModelAnswer["finish"] {
  if (reason === "length") return "length";
  return reason === "content-filter" ? "filter" : "whole";
}
