import { z } from "zod";
import { type Provider, providers } from "../agent/tier.ts";
import { checkCron } from "../kernel/slots.ts";
import { type Mistake, mistake, type Source } from "../runbook/mistake.ts";
import type { Priced } from "./models-section.ts";
import type { EmbedderSettings } from "./release.ts";

const wanted = "write a multiple of 16 from 16 to 4096, as many numbers as the model gives";

export const format = z
  .strictObject({
    embedder: z
      .strictObject({
        model: z
          .string()
          .describe("PROVIDER/MODEL, such as ollama/nomic-embed-text on this computer"),
        dimensions: z
          .int()
          .min(16, { error: wanted, abort: true })
          .max(4_096, { error: wanted, abort: true })
          .multipleOf(16, wanted)
          .describe("How many numbers its vectors have, such as 768"),
        sendsTo: z
          .string()
          .regex(
            /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[1-9][0-9]{0,4})?$/u,
            "a host as in an address, such as api.openai.com",
          )
          .optional()
          .describe(
            "The host that may be told what clients said, such as api.openai.com; without it nothing leaves this computer",
          ),
      })
      .optional()
      .describe("What turns passages into vectors, instead of the model that comes along"),
    snapshots: z
      .string()
      .min(1)
      .optional()
      .describe("When what is remembered gets a snapshot: five-field cron, such as 0 6 * * 1"),
  })
  .describe("How what was said is found again, and what is kept of what was known when");

/** Anthropic's servers make none. */
const known = providers.filter((each) => each !== "anthropic");

/** `zone`: null where the company's own is none, which is told of it. */
export function read(
  { embedder, snapshots }: z.infer<typeof format>,
  { zone, priced }: { zone: string | null; priced: Priced },
  source: Source,
  mistakes: Mistake[],
): { embedder?: EmbedderSettings; snapshots?: string } {
  if (snapshots !== undefined && zone !== null) checkSnapshots(snapshots, zone, source, mistakes);
  return {
    ...(snapshots === undefined ? {} : { snapshots }),
    ...(embedder === undefined ? {} : embedderIn(embedder, priced, source, mistakes)),
  };
}

function checkSnapshots(cron: string, zone: string, source: Source, mistakes: Mistake[]): void {
  const wrong = checkCron(cron, zone);
  if (wrong === null) return;
  const remedy = 'write it like "0 6 * * 1": each Monday at 6';
  mistakes.push(mistake(source.at("/memory/snapshots"), `Cannot tell when: ${wrong}`, remedy));
}

function embedderIn(
  embedder: NonNullable<z.infer<typeof format>["embedder"]>,
  priced: Priced,
  source: Source,
  mistakes: Mistake[],
): { embedder?: EmbedderSettings } {
  const { model: text, dimensions, sendsTo } = embedder;
  const spot = source.at("/memory/embedder/model");
  const slash = text.indexOf("/");
  const provider: Provider | undefined = known.find((each) => each === text.slice(0, slash));
  const model = text.slice(slash + 1);
  if (provider !== undefined && /^[^\s]{1,200}$/u.test(model)) {
    const named = { provider, model };
    const remote =
      sendsTo === undefined ? {} : { remote: { host: sendsTo, tier: priced(named, spot) } };
    return { embedder: { ...named, dimensions, ...remote } };
  }
  mistakes.push(
    mistake(
      spot,
      "Cannot find a model that makes vectors",
      `write PROVIDER/MODEL, such as ollama/nomic-embed-text; the providers are ${known.join(", ")}`,
    ),
  );
  return {};
}
