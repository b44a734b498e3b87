import { inBatches } from "./batches.ts";
import { type Embedder, EmbedderFailed } from "./contract.ts";
import { answerIn, post, type Request, vectorsIn } from "./wire.ts";

/** A server on this computer, such as Ollama, llama.cpp or LM Studio: nothing is paid, nothing leaves. */
export type Server = Request & {
  /** "ollama/nomic-embed-text" */
  id: string;
  deadlineMs?: number;
  questionMs?: number;
};

/** Texts of one request: what a small server does in seconds. */
const atOnce = 16;
const usualDeadlineMs = 30_000;
/** For an answer that somebody waits for; without it, words answer. */
const usualQuestionMs = 3_000;

export function serverEmbedder(server: Server): Embedder {
  const closing = new AbortController();
  return {
    id: server.id,
    dimensions: server.dimensions,
    questionMs: server.questionMs ?? usualQuestionMs,
    async embed(texts, signal) {
      const stopped = AbortSignal.any([signal, closing.signal]);
      const one = (some: readonly string[]) => ask(server, some, stopped);
      return inBatches(texts, atOnce, one, (error) => error instanceof Refused);
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
  const failed = async () => Promise.reject(new EmbedderFailed(reason, false));
  return { id, dimensions, unable: reason, embed: failed, close: async () => {} };
}

class Refused extends EmbedderFailed {}

async function ask(
  server: Server,
  input: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const { model, dimensions, deadlineMs = usualDeadlineMs } = server;
  const at = `${server.base}/embeddings`;
  const late = AbortSignal.timeout(deadlineMs);
  let answer: { status: number; text: string };
  try {
    answer = await post(server, input, AbortSignal.any([signal, late]));
  } catch (error) {
    if (error instanceof EmbedderFailed) throw error;
    if (signal.aborted) throw new EmbedderFailed("it was stopped");
    if (late.aborted) throw new EmbedderFailed(`${at} gave no answer within ${deadlineMs} ms`);
    throw new EmbedderFailed(`${at} cannot be reached, or broke off; see whether it runs`);
  }
  const { status, text } = answer;
  if (status === 404) {
    throw new EmbedderFailed(
      `${at} knows no model "${model}" (404); load it there, or name another`,
    );
  }
  if (status === 401 || status === 403) {
    throw new EmbedderFailed(`${at} refuses the key (${status}); look into the environment`);
  }
  if (status >= 500) throw new Refused(`${at} failed (${status}); see what it logs`);
  if (status !== 200) throw new Refused(`${at} refuses the texts (${status}); see what it logs`);
  return vectorsIn(answerIn(text, at), input.length, dimensions, at);
}
