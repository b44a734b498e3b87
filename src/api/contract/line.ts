import { type Agent, type IncomingMessage, request as httpRequest } from "node:http";
import type { Operation } from "./routes.ts";

/** The way to the owner's socket. */
export type Line = { socketPath: string; agent: Agent; timeoutMs: number };

export type Asked = {
  operation: Operation;
  method: string;
  path: string;
  body: string | undefined;
};

/** The owner is gone or silent: what it recorded stands, what it was asked may or may not. */
export class OwnerGone extends Error {
  override readonly name = "OwnerGone";
  /** True if nobody listened, so that nothing was asked at all. */
  readonly nobody: boolean;
  constructor(message: string, nobody: boolean, cause: unknown) {
    super(message, { cause });
    this.nobody = nobody;
  }
}

const lookFirst = `what it recorded stands, so look with "mainstay inbox" before you ask again`;

/** Resolves with the head of the answer; a `signal` makes it a connection of its own without an end. */
export function send(line: Line, asked: Asked, signal?: AbortSignal): Promise<IncomingMessage> {
  const { socketPath, agent, timeoutMs } = line;
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      socketPath,
      method: asked.method,
      path: asked.path,
      headers: asked.body === undefined ? {} : { "content-type": "application/json" },
      ...(signal === undefined ? { agent, timeout: timeoutMs } : { agent: false, signal }),
    });
    let silent: { destroy(error: Error): unknown } = request;
    request.on("timeout", () =>
      silent.destroy(new Error(`Mainstay has not answered for ${Math.round(timeoutMs / 1000)} s`)),
    );
    request.on("error", (cause) => reject(goneBecause(asked.operation, line, cause)));
    request.on("response", (response) => resolve((silent = response)));
    request.end(asked.body);
  });
}

export async function textOf(line: Line, asked: Asked, response: IncomingMessage): Promise<string> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer); // No encoding was set.
    return Buffer.concat(chunks).toString("utf8");
  } catch (cause) {
    throw goneBecause(asked.operation, line, cause);
  }
}

const nobodyThere: ReadonlySet<unknown> = new Set(["ENOENT", "ECONNREFUSED"]);
const cutOff: ReadonlySet<unknown> = new Set(["ECONNRESET", "EPIPE"]);

export function goneBecause(operation: Operation, line: Line, cause: unknown): OwnerGone {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (nobodyThere.has(code)) {
    const message = `Cannot ask for "${operation}": no Mainstay listens at "${line.socketPath}"; start it with "mainstay up"`;
    return new OwnerGone(message, true, cause);
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  const what = cutOff.has(code) ? "Mainstay ended before it answered" : reason;
  return new OwnerGone(`Cannot finish "${operation}": ${what}; ${lookFirst}`, false, cause);
}
