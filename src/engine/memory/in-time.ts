import { type Embedder, EmbedderFailed } from "../../embed/contract.ts";

/** Vectors of a question, which somebody waits for: no longer than its embedder says. */
export async function inTime(
  embedder: Embedder,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly Float32Array[]> {
  const { id, questionMs } = embedder;
  if (questionMs === undefined) return embedder.embed(texts, signal);
  const late = AbortSignal.timeout(questionMs);
  try {
    return await embedder.embed(texts, AbortSignal.any([signal, late]));
  } catch (error) {
    if (signal.aborted || !late.aborted || !(error instanceof EmbedderFailed)) throw error;
    throw new EmbedderFailed(
      `"${id}" gave no answer within ${questionMs} ms; see whether its server is busy`,
    );
  }
}
