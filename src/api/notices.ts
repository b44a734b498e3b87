import type { Notice } from "./contract/desk.ts";

/**
 * Notices as server-sent events.
 *
 * NO1 The desk is watched before the first byte leaves: who has seen the stream open misses nothing.
 * NO2 The watch ends when the reader goes away or the server closes, also where the desk lingers.
 * NO3 Ids only count on: a reader that comes back asks for the state anew, nothing is replayed.
 */
export type NoticeOptions = {
  /** The server is closing. */
  signal: AbortSignal;
  heartbeatMs: number;
  nextId: () => number;
};

export function noticeStream(
  watch: (signal: AbortSignal) => AsyncIterable<Notice>,
  options: NoticeOptions,
): Response {
  const left = new AbortController();
  const ends = AbortSignal.any([options.signal, left.signal]);
  const ended = new Promise<{ done: true; value: undefined }>((resolve) => {
    const end = () => resolve({ done: true, value: undefined });
    if (ends.aborted) end();
    else ends.addEventListener("abort", end);
  });
  const notices = watch(ends)[Symbol.asyncIterator]();
  const next = () => Promise.race([ended, notices.next()]);
  let upcoming = next();
  upcoming.catch(() => {}); // Thrown again where it is read.

  const text = new TextEncoder();
  let heartbeat: NodeJS.Timeout | undefined;
  const stop = () => {
    clearInterval(heartbeat);
    left.abort();
    notices.return?.().catch(() => {});
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const say = (line: string) => controller.enqueue(text.encode(line));
      say(": watching\n\n");
      heartbeat = setInterval(say, options.heartbeatMs, ": still here\n\n").unref();
    },
    async pull(controller) {
      try {
        const { done, value } = await upcoming;
        if (done === true) {
          stop();
          controller.close();
          return;
        }
        const id = options.nextId();
        const data = JSON.stringify(value);
        controller.enqueue(text.encode(`id: ${id}\nevent: ${value.kind}\ndata: ${data}\n\n`));
        upcoming = next();
        upcoming.catch(() => {});
      } catch (error) {
        stop();
        throw error;
      }
    },
    cancel: stop,
  });
  const headers = { "content-type": "text/event-stream", "cache-control": "no-cache" };
  return new Response(body, { headers });
}
