import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { type Embedder, EmbedderFailed } from "./contract.ts";
import type { Asked, Told } from "./local-worker.ts";

/**
 * all-MiniLM-L6-v2 from npm, in a thread of its own: no key, no network, nothing leaves.
 *
 * The thread starts with the first call (it reads 45 MB) and ends when idle, which gives back some
 * 200 MB. A call that overruns takes the thread with it, and the other calls in it fail as well.
 */
const usual = { idleMs: 60_000, deadlineMs: 60_000, worker: ownWorker };

type Waiting = { resolve: (told: Float32Array) => void; reject: (error: Error) => void };

export function localEmbedder(options: Partial<typeof usual> = {}): Embedder {
  const { idleMs, deadlineMs, worker: spawn } = { ...usual, ...options };
  const dimensions = 384;
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let asked = 0;

  function end(reason: string): Promise<unknown> {
    clearTimeout(idle);
    const ending = worker;
    worker = null;
    for (const { reject } of waiting.values()) reject(new EmbedderFailed(reason));
    waiting.clear();
    return ending?.terminate() ?? Promise.resolve();
  }

  function started(): Worker {
    if (worker !== null) return worker;
    const mine = spawn();
    worker = mine;
    const lost = (error?: Error): void => {
      if (worker === mine)
        void end(`its thread ended${error === undefined ? "" : `: ${error.message}`}`);
    };
    mine
      .on("message", heard)
      .on("error", lost)
      .on("exit", () => lost());
    return mine;
  }

  function heard(told: Told): void {
    const one = waiting.get(told.id);
    waiting.delete(told.id);
    if ("vectors" in told) one?.resolve(told.vectors);
    else one?.reject(new EmbedderFailed(told.reason));
  }

  function ask(texts: readonly string[], signal: AbortSignal): Promise<Float32Array> {
    clearTimeout(idle);
    const { promise, resolve, reject } = Promise.withResolvers<Float32Array>();
    if (signal.aborted) throw new EmbedderFailed("it was stopped");
    asked += 1;
    const id = asked;
    waiting.set(id, { resolve, reject });
    const thread = started();
    thread.ref();
    const stopped = (): void => void end("it was stopped");
    const late = setTimeout(() => void end(`no answer within ${deadlineMs} ms`), deadlineMs);
    signal.addEventListener("abort", stopped, { once: true });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    thread.postMessage({ id, texts } satisfies Asked);
    return promise.finally(() => {
      clearTimeout(late);
      signal.removeEventListener("abort", stopped);
      if (waiting.size > 0) return;
      thread.unref();
      idle = setTimeout(() => void end("it was idle"), idleMs).unref();
    });
  }

  return {
    id: "local/minilm-l6-v2",
    dimensions,
    async embed(texts, signal) {
      if (texts.length === 0) return [];
      const all = await ask(texts, signal);
      if (all.length !== texts.length * dimensions) {
        throw new EmbedderFailed(
          `${all.length} numbers are no ${texts.length} vectors of ${dimensions}`,
        );
      }
      return texts.map((_, i) => all.subarray(i * dimensions, (i + 1) * dimensions));
    },
    async close() {
      await end("it was closed");
    },
  };
}

function ownWorker(): Worker {
  // The same extension as this file: runs from source and compiled.
  const url = new URL(`./local-worker${extname(import.meta.url)}`, import.meta.url);
  return new Worker(url, { env: {}, execArgv: [], stdin: false });
}
