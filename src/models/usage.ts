import { isObject, type Json, type JsonObject } from "../value/json.ts";

/**
 * A body whose usage the SDK can read. It refuses an answer whole for one counter that is no number; such
 * a usage tells nothing instead, so that the answer counts, and costs the most it can.
 */
export function readableUsage(body: string): string {
  const read = parsed(body);
  const { usage } = read;
  if (usage === undefined || (isObject(usage) && countsOnly(usage))) return body;
  return JSON.stringify({ ...read, usage: isObject(usage) ? { ...usage, ...none } : none });
}

/** What every protocol here counts by. A prompt of no tokens is none that was asked. */
const none = {
  prompt_tokens: 0,
  completion_tokens: 0,
  total_tokens: 0,
  prompt_tokens_details: null,
  completion_tokens_details: null,
  input_tokens: 0,
  output_tokens: 0,
  input_tokens_details: null,
  output_tokens_details: null,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
};

function countsOnly(usage: JsonObject): boolean {
  return Object.entries(usage).every(([name, value]) => {
    if (name.endsWith("_details")) return value === null || (isObject(value) && countsOnly(value));
    if (value === null) return !needed.has(name);
    return !name.endsWith("_tokens") || typeof value === "number";
  });
}

/** Others may be left open. */
const needed: ReadonlySet<string> = new Set(["input_tokens", "output_tokens"]);

/** What is no JSON is for the SDK to refuse. */
function parsed(body: string): JsonObject {
  try {
    const read = JSON.parse(body) as Json;
    return isObject(read) ? read : {};
  } catch {
    return {};
  }
}
