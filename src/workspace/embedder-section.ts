import { z } from "zod";
import { type Provider, providers } from "../agent/tier.ts";
import { type Mistake, mistake, type Source } from "../runbook/mistake.ts";
import type { EmbedderSettings } from "./release.ts";

export const format = z
  .strictObject({
    model: z
      .string()
      .describe("PROVIDER/MODEL of a server on this computer, such as ollama/nomic-embed-text"),
    dimensions: z
      .int()
      .min(16)
      .max(4_096)
      .multipleOf(16)
      .describe("How many numbers its vectors have, such as 768"),
  })
  .describe("What turns passages into vectors, instead of the model that comes along");

/** Anthropic's servers make none. */
const known = providers.filter((each) => each !== "anthropic");

export function read(
  embedder: z.infer<typeof format> | undefined,
  source: Source,
  mistakes: Mistake[],
): { embedder?: EmbedderSettings } {
  if (embedder === undefined) return {};
  const { model: text, dimensions } = embedder;
  const slash = text.indexOf("/");
  const provider: Provider | undefined = known.find((each) => each === text.slice(0, slash));
  const model = text.slice(slash + 1);
  if (provider !== undefined && /^[^\s]{1,200}$/u.test(model)) {
    return { embedder: { provider, model, dimensions } };
  }
  mistakes.push(
    mistake(
      source.at("/memory/embedder/model"),
      "Cannot find a model that makes vectors",
      `write PROVIDER/MODEL, such as ollama/nomic-embed-text; the providers are ${known.join(", ")}`,
    ),
  );
  return {};
}
