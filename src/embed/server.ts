import { type Embedder, EmbedderFailed } from "./contract.ts";

/**
 * A server that speaks OpenAI's protocol for embeddings, such as Ollama, llama.cpp or LM Studio.
 *
 * ES1 What is no vector for each text, of the dimensions that were named and of numbers alone, is a failure:
 *     nothing of such an answer is kept.
 * ES2 Every failure names what to look into, and nothing that the server said: it may quote a passage.
 * ES3 No redirect is followed, and no answer is read without end: what is said of clients goes to the
 *     address that was named, or nowhere.
 */
export type Server = {
  /** "ollama/nomic-embed-text" */
  id: string;
  /** As the server knows it. */
  model: string;
  dimensions: number;
  /** Up to "/v1". */
  base: string;
  key: string | null;
  deadlineMs?: number;
};

/** Texts of one request: what a small server does in seconds. */
const atOnce = 16;
/** Of a text; most such models read some 500 tokens. A server that takes less is asked for a part of it. */
const mostChars = 2_000;
const fewChars = 500;
const mostBytes = 16 << 20;
const usualDeadlineMs = 30_000;

export function serverEmbedder(server: Server): Embedder {
  const closing = new AbortController();
  return {
    id: server.id,
    dimensions: server.dimensions,
    async embed(texts, signal) {
      const vectors: Float32Array[] = [];
      const stopped = AbortSignal.any([signal, closing.signal]);
      for (let from = 0; from < texts.length; from += atOnce) {
        vectors.push(...(await some(server, texts.slice(from, from + atOnce), stopped)));
      }
      return vectors;
    },
    async close() {
      closing.abort();
    },
  };
}

/** One that always fails, with the reason why. */
export function noServer(
  { id, dimensions }: Pick<Server, "id" | "dimensions">,
  reason: string,
): Embedder {
  const failed = async () => Promise.reject(new EmbedderFailed(reason));
  return { id, dimensions, embed: failed, close: async () => {} };
}

class Refused extends EmbedderFailed {}

/** One text that is too long for the server must not keep out those beside it. */
async function some(
  server: Server,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const cut = texts.map((text) => start(text, mostChars));
  try {
    return await ask(server, cut, signal);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  const vectors: Float32Array[] = [];
  for (const text of cut) vectors.push(await alone(server, text, signal));
  return vectors;
}

async function alone(server: Server, text: string, signal: AbortSignal): Promise<Float32Array> {
  try {
    return one(await ask(server, [text], signal));
  } catch (error) {
    if (!(error instanceof Refused) || text.length <= fewChars) throw error;
    return one(await ask(server, [start(text, fewChars)], signal));
  }
}

/** `ask` gives as many as it is asked for. */
const one = ([vector = new Float32Array()]: Float32Array[]): Float32Array => vector;

const start = (text: string, most: number): string => text.slice(0, most).toWellFormed();

async function ask(
  { model, dimensions, base, key, deadlineMs = usualDeadlineMs }: Server,
  input: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const at = `${base}/embeddings`;
  const late = AbortSignal.timeout(deadlineMs);
  const headers = {
    "content-type": "application/json",
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
  };
  const body = JSON.stringify({ model, input, encoding_format: "float" });
  let status: number;
  let text: string;
  try {
    const response = await fetch(at, {
      method: "POST",
      headers,
      body,
      redirect: "error",
      signal: AbortSignal.any([signal, late]),
    });
    status = response.status;
    text = await bounded(response);
  } catch (error) {
    if (error instanceof EmbedderFailed) throw error;
    if (signal.aborted) throw new EmbedderFailed("it was stopped");
    if (late.aborted) throw new EmbedderFailed(`${at} gave no answer within ${deadlineMs} ms`);
    throw new EmbedderFailed(`${at} cannot be reached, or broke off; see whether it runs`);
  }
  if (status === 404) {
    throw new EmbedderFailed(
      `${at} knows no model "${model}" (404); load it there, or name another`,
    );
  }
  if (status === 401 || status === 403) {
    throw new EmbedderFailed(`${at} refuses the key (${status}); look into the environment`);
  }
  if (status !== 200) throw new Refused(`${at} refuses the texts (${status}); see what it logs`);
  return vectorsIn(text, input.length, dimensions, at);
}

async function bounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let read = 0;
  for await (const part of response.body ?? []) {
    read += part.length;
    if (read > mostBytes) throw new EmbedderFailed(`its answer is longer than ${mostBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function vectorsIn(text: string, count: number, dimensions: number, at: string): Float32Array[] {
  const failed = (reason: string) => new EmbedderFailed(`${at} ${reason}`);
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    throw failed("gives no JSON; see whether it speaks OpenAI's protocol");
  }
  const data: unknown = memberOf(told, "data");
  if (!Array.isArray(data) || data.length !== count) {
    throw failed(`gives ${Array.isArray(data) ? data.length : "no"} vectors for ${count} texts`);
  }
  const found: Float32Array[] = [];
  for (const [i, entry] of data.entries()) {
    const numbers: unknown = memberOf(entry, "embedding");
    const place: unknown = memberOf(entry, "index") ?? i;
    if (!Array.isArray(numbers) || numbers.length !== dimensions) {
      const parts = Array.isArray(numbers) ? numbers.length : 0;
      throw failed(
        `gives vectors of ${parts} parts, where ${dimensions} are expected; correct dimensions in mainstay.yaml`,
      );
    }
    if (typeof place !== "number" || found[place] !== undefined || !(place >= 0 && place < count)) {
      throw failed("does not say which vector is of which text");
    }
    const vector = unit(numbers);
    if (vector === null) throw failed("gives vectors that are no numbers, or all zero");
    found[place] = vector;
  }
  return found;
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
