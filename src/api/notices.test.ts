import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { expect, test, vi } from "vitest";
import { socket } from "../../test/fixtures/socket.ts";
import type { Notice } from "./contract/desk.ts";

const here = socket();

/** Notices that the test lets out one by one. */
function notices() {
  const waiting: ((notice: Notice | null) => void)[] = [];
  const seen: { watched: boolean; left: boolean } = { watched: false, left: false };
  async function* watch(signal: AbortSignal): AsyncGenerator<Notice> {
    seen.watched = true;
    try {
      for (;;) {
        const notice = await new Promise<Notice | null>((resolve) => {
          waiting.push(resolve);
          signal.addEventListener("abort", () => resolve(null));
        });
        if (notice === null) return;
        yield notice;
      }
    } finally {
      seen.left = true;
    }
  }
  const say = async (notice: Notice) => {
    await vi.waitFor(() => expect(waiting).not.toHaveLength(0));
    waiting.shift()?.(notice);
  };
  return { watch, say, seen };
}

const quiet: Notice = { kind: "quiet", at: 1 };
const done: Notice = {
  kind: "done",
  verb: "finished",
  run: 12,
  client: "Ana\nRuiz",
  line: "project opened",
  at: 2,
};

test("notices cross the socket in order until the watch is left", async () => {
  const { watch, say, seen } = notices();
  const { remote } = await here.open({ watch });
  const leave = new AbortController();
  const heard: Notice[] = [];
  const listening = (async () => {
    for await (const notice of remote.watch(leave.signal)) heard.push(notice);
  })();
  await say(quiet);
  await say(done);
  await vi.waitFor(() => expect(heard).toEqual([quiet, done]));
  leave.abort();
  await listening;
  await vi.waitFor(() => expect(seen.left).toBe(true));
});

test("a reader that breaks off ends the watch, too", async () => {
  const { watch, say, seen } = notices();
  const { remote } = await here.open({ watch });
  const stream = remote.watch(new AbortController().signal);
  await say(quiet);
  for await (const notice of stream) {
    expect(notice).toEqual(quiet);
    break;
  }
  await vi.waitFor(() => expect(seen.left).toBe(true));
});

test("NO1, NO3: the stream opens when the desk is watched, and has ids and heartbeats", async () => {
  const { watch, say, seen } = notices();
  await here.open({ watch }, { heartbeatMs: 5 });
  const request = httpRequest({ socketPath: here.path, path: "/v1/notices", agent: false }).end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  expect(response.headers["content-type"]).toBe("text/event-stream");
  expect(seen.watched).toBe(true);
  let text = "";
  response.setEncoding("utf8").on("data", (chunk: string) => void (text += chunk));
  await say(quiet);
  await say(done);
  await vi.waitFor(() => {
    expect(text).toMatch(/^: watching\n\n/);
    expect(text).toContain(`id: 1\nevent: quiet\ndata: ${JSON.stringify(quiet)}\n\n`);
    expect(text).toContain(`id: 2\nevent: done\ndata: ${JSON.stringify(done)}\n\n`);
    expect(text).toContain(": still here\n\n");
  });
  request.destroy();
  await vi.waitFor(() => expect(seen.left).toBe(true));
});
