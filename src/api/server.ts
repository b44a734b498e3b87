import { chmod, lstat, mkdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { dirname } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { app } from "./app.ts";
import type { Desk } from "./contract/desk.ts";

/**
 * The owner's socket: every other command talks to the company through it.
 *
 * SO1 Only the owner of the workspace serves, so that a socket found at start is stale.
 * SO2 Only this user can reach it: mode 0600 in a folder of mode 0700, made so before it listens.
 * SO3 Closing lets answers under way finish, ends watches, and leaves no file behind.
 */
export type ServerOptions = {
  onFault: (error: unknown) => void;
  heartbeatMs?: number;
  /** How long closing waits for answers under way. */
  graceMs?: number;
};

export type ApiServer = { close(): Promise<void> };

export async function serve(
  desk: Desk,
  socketPath: string,
  options: ServerOptions,
): Promise<ApiServer> {
  const { onFault, heartbeatMs = 20_000, graceMs = 2000 } = options;
  await makePrivate(dirname(socketPath));
  await removeStale(socketPath);
  const closing = new AbortController();
  const hono = app(desk, { closing: closing.signal, heartbeatMs, onFault });
  const listener = getRequestListener(hono.fetch, { overrideGlobalObjects: false });
  const server = createServer({ maxHeaderSize: 64 << 10 }, (request, response) => {
    response.on("finish", () => {
      if (closing.signal.aborted) request.socket.end();
    });
    void listener(request, response);
  });
  // A local reader may think as long as she likes between two requests.
  server.keepAliveTimeout = 0;
  await listen(server, socketPath);
  await chmod(socketPath, 0o600);
  return {
    async close() {
      closing.abort();
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
      await rm(socketPath, { force: true });
    },
  };
}

async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  const act = `Cannot open the socket in "${folder}"`;
  if (!found.isDirectory()) throw new Error(`${act}: it is not a folder`);
  if (process.getuid !== undefined && found.uid !== process.getuid()) {
    throw new Error(`${act}: it belongs to another user; give --data a folder of your own`);
  }
  if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700);
}

async function removeStale(socketPath: string): Promise<void> {
  const found = await lstat(socketPath).catch(() => null);
  if (found === null) return;
  if (!found.isSocket()) {
    throw new Error(
      `Cannot open the socket "${socketPath}": a file of that name is there; move it away`,
    );
  }
  await rm(socketPath);
}

function listen(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new Error(`Cannot open the socket "${socketPath}": ${cause.message}`, { cause })),
    );
    server.listen(socketPath, resolve);
  });
}
