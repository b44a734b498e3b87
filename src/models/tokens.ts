import type { ModelRequest, Tokens } from "../agent/contract.ts";

/** What an answer tells of its usage; any of it may be missing or wrong. */
export type Told = {
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  inputTokenDetails?: {
    cacheReadTokens?: number | undefined;
    cacheWriteTokens?: number | undefined;
  };
};

export type Most = { input: number; output: number };

/** Bytes that a provider adds to a prompt of its own: how to answer, what tools there are. */
const hiddenTokens = 1_000;

/**
 * What a prompt can come to at most: a token of a byte-level vocabulary is at least one byte. A real
 * tokenizer would be four times nearer, and can be made to run for half a minute by one mail.
 */
export function mostOf({ prompt, schema, maxOutputTokens }: ModelRequest): Most {
  const bytes = Buffer.byteLength(prompt) + Buffer.byteLength(JSON.stringify(schema));
  return { input: bytes + hiddenTokens, output: maxOutputTokens };
}

/** Null where it tells none, or what cannot be: less than nothing, nothing at all, more than was possible. */
export function tokensOf(told: Told, most: Most): Tokens | null {
  const input = count(told.inputTokens, 1, most.input);
  const output = count(told.outputTokens, 0, most.output);
  if (input === null || output === null) return null;
  const read = count(told.inputTokenDetails?.cacheReadTokens ?? 0, 0, input);
  const written = count(told.inputTokenDetails?.cacheWriteTokens ?? 0, 0, input);
  if (read === null || written === null || read + written > input) return null;
  return { input, output, cached: read + written };
}

function count(value: number | undefined, least: number, most: number): number | null {
  return value !== undefined && Number.isSafeInteger(value) && value >= least && value <= most
    ? value
    : null;
}
