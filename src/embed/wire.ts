import { EmbedderFailed } from "./contract.ts";

/**
 * OpenAI's protocol for embeddings: what is asked, and what of an answer is believed.
 *
 * ES1 What is no vector for each text, of the dimensions that were named and of numbers alone, is a failure:
 *     nothing of such an answer is kept.
 * ES2 Every failure names what to look into, and nothing that the server said: it may quote a passage.
 * ES3 No redirect is followed, and no answer is read without end: what is said of clients goes to the
 *     address that was named, or nowhere.
 */
export type Request = {
  /** As the server knows it. */
  model: string;
  dimensions: number;
  /** Up to "/v1". */
  base: string;
  key: string | null;
};

/** Of a number with its sign, sixteen digits, indentation and end of line. */
const bytesEach = 48;
const bytesBeside = 64 << 10;

export async function post(
  { model, dimensions, base, key }: Request,
  input: readonly string[],
  signal: AbortSignal,
): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(`${base}/embeddings`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ model, input, encoding_format: "float" }),
    redirect: "error",
    signal,
  });
  const { status, headers } = response;
  const text = await bounded(response, input.length * dimensions * bytesEach + bytesBeside);
  return { status, headers, text };
}

async function bounded(response: Response, most: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let read = 0;
  for await (const part of response.body ?? []) {
    read += part.length;
    if (read > most) throw new EmbedderFailed(`its answer is longer than ${most} bytes`, false);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

/** What an answer says; `at` names who gave it. */
export function answerIn(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(at, "gives no JSON; see whether it speaks OpenAI's protocol");
  }
}

/** Of the tokens that it read, and of the model; as it tells them. */
export function toldIn(answer: unknown): { tokens: unknown; model: unknown } {
  return {
    tokens: memberOf(memberOf(answer, "usage"), "prompt_tokens"),
    model: memberOf(answer, "model"),
  };
}

export function vectorsIn(
  answer: unknown,
  count: number,
  dimensions: number,
  at: string,
): Float32Array[] {
  const data: unknown = memberOf(answer, "data");
  if (!Array.isArray(data) || data.length !== count) {
    throw wrong(at, `gives ${Array.isArray(data) ? data.length : "no"} vectors for ${count} texts`);
  }
  const found: Float32Array[] = [];
  for (const [i, entry] of data.entries()) {
    const numbers: unknown = memberOf(entry, "embedding");
    const place: unknown = memberOf(entry, "index") ?? i;
    if (!Array.isArray(numbers) || numbers.length !== dimensions) {
      const parts = Array.isArray(numbers) ? numbers.length : 0;
      throw wrong(
        at,
        `gives vectors of ${parts} parts, where ${dimensions} are expected; correct dimensions in mainstay.yaml`,
      );
    }
    if (typeof place !== "number" || found[place] !== undefined || !(place >= 0 && place < count)) {
      throw wrong(at, "does not say which vector is of which text");
    }
    const vector = unit(numbers);
    if (vector === null) throw wrong(at, "gives vectors that are no numbers, or all zero");
    found[place] = vector;
  }
  return found;
}

function wrong(at: string, reason: string): EmbedderFailed {
  return new EmbedderFailed(`${at} ${reason}`, false);
}

/** Of length 1 (EM1); null where there is none. */
function unit(numbers: readonly unknown[]): Float32Array | null {
  let squares = 0;
  for (const part of numbers) {
    if (typeof part !== "number" || !Number.isFinite(part)) return null;
    squares += part * part;
  }
  const length = Math.sqrt(squares);
  if (!(length > 0) || !Number.isFinite(length)) return null;
  return Float32Array.from(numbers, (part) => Number(part) / length);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
