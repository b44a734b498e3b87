import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModel } from "ai";
import type { Tier } from "../agent/tier.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import type { Door } from "./door.ts";

/**
 * A provider's model, never its bare name: the SDK would hand a name to a gateway. Address and key
 * are always given, so that none is taken from elsewhere.
 */
export function languageModel(
  { provider, model }: Pick<Tier, "provider" | "model">,
  { base: baseURL, key, own }: Door,
): LanguageModel {
  const common = { baseURL, fetch: boundedFetch };
  if (provider === "anthropic") return createAnthropic({ ...common, apiKey: key ?? "" })(model);
  if (provider === "openai" && own) return createOpenAI({ ...common, apiKey: key ?? "" })(model);
  return createOpenAICompatible({
    ...common,
    name: provider,
    ...(key === null ? {} : { apiKey: key }),
    supportsStructuredOutputs: true,
  })(model);
}
