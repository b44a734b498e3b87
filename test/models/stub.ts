import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Env } from "../../src/models/door.ts";
import { isObject, type Json, type JsonObject, textOf } from "../../src/value/json.ts";

/**
 * A server of models on loopback that speaks the protocols of OpenAI (both), of compatible servers
 * and of Anthropic, and does what the script says: also all that real ones do wrong.
 */
export type Does =
  | { answer: Json }
  /** Raw text instead of JSON. */
  | { text: string }
  | { status: number; headers?: Record<string, string>; body?: string }
  /** Never answers; or answers its head and stalls in the body. */
  | { stall: "before" | "within" }
  /** Drops the line after so many bytes of the body. */
  | { cut: number }
  | { redirect: string }
  /** As it is, instead of what the protocol wants. */
  | { raw: string };

/** `usage` as told; `null` tells none. `finish` as OpenAI calls it. */
type More = { usage?: JsonObject | null; finish?: string; lateMs?: number };
export type Line = Does & More;

export type Stub = {
  base: string;
  /** For a tier `compatible/…` or `ollama/…`, without a key. */
  env: Env;
  asked: { path: string; headers: IncomingMessage["headers"]; body: JsonObject }[];
  /** Milliseconds from the last byte of a request to the first of its answer: the model's own time. */
  tookMs: number[];
  close(): Promise<void>;
};

/** `script` is told which call it is, from 1; without one, an empty object is answered. */
export async function stub(script: (call: number, body: JsonObject) => Line): Promise<Stub> {
  const asked: Stub["asked"] = [];
  const tookMs: number[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const began = performance.now();
      const body = JSON.parse(Buffer.concat(parts).toString() || "{}") as JsonObject; // JSON by construction
      asked.push({ path: request.url ?? "", headers: request.headers, body });
      const line = script(asked.length, body);
      const act = () => {
        perform(request, response, body, line);
        tookMs.push(performance.now() - began);
      };
      if (line.lateMs === undefined) act();
      else setTimeout(act, line.lateMs);
    });
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}/v1`;
  return {
    base,
    env: { COMPATIBLE_BASE_URL: base, OLLAMA_BASE_URL: base },
    asked,
    tookMs,
    close: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

function perform(
  request: IncomingMessage,
  response: ServerResponse,
  body: JsonObject,
  line: Line,
): void {
  const head = { "content-type": "application/json" };
  if ("stall" in line) {
    if (line.stall === "within") response.writeHead(200, head).write('{"id":');
    return;
  }
  if ("cut" in line) {
    response.writeHead(200, { ...head, "content-length": "5000" });
    response.write("{".padEnd(line.cut, " "), () => response.destroy());
    return;
  }
  if ("status" in line) {
    const text = line.body ?? '{"error":{"message":"no","type":"error"}}';
    response.writeHead(line.status, { ...head, ...line.headers }).end(text);
    return;
  }
  if ("redirect" in line) {
    response.writeHead(307, { location: line.redirect }).end();
    return;
  }
  if ("raw" in line) {
    response.writeHead(200, head).end(line.raw);
    return;
  }
  const text = "text" in line ? line.text : JSON.stringify(line.answer);
  const said = { text, model: `${textOf(body["model"])}-2026-11-01`, ...line };
  response.writeHead(200, head).end(JSON.stringify(inProtocol(request.url ?? "", body, said)));
}

type Said = { text: string; model: string } & More;

function inProtocol(path: string, body: JsonObject, said: Said): JsonObject {
  const usage = said.usage === null ? {} : { usage: { ...usageIn(path), ...said.usage } };
  const { text, model, finish = "stop" } = said;
  if (path.endsWith("/responses")) {
    const cut = finish === "length";
    return {
      id: "resp_1",
      object: "response",
      created_at: 1,
      model,
      status: cut ? "incomplete" : "completed",
      ...(cut ? { incomplete_details: { reason: "max_output_tokens" } } : {}),
      output: [
        {
          type: "message",
          id: "m1",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", text, annotations: [] }],
        },
      ],
      ...usage,
    };
  }
  if (path.endsWith("/messages")) return message(body, said, usage);
  return {
    id: "c1",
    object: "chat.completion",
    created: 1,
    model,
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: finish }],
    ...usage,
  };
}

/** Older models of Anthropic answer by a tool that they are made to use. */
function message(body: JsonObject, { text, model, finish }: Said, usage: JsonObject): JsonObject {
  const tool = Array.isArray(body["tools"]) ? body["tools"][0] : undefined;
  const input = isObject(tool) ? (JSON.parse(text) as Json) : null; // JSON by construction
  return {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model,
    content: isObject(tool)
      ? [{ type: "tool_use", id: "t1", name: tool["name"] ?? "", input }]
      : [{ type: "text", text }],
    stop_reason: finish === "length" ? "max_tokens" : isObject(tool) ? "tool_use" : "end_turn",
    stop_sequence: null,
    ...usage,
  };
}

/** 100 tokens in, 40 of them from the cache, and 20 out; each protocol counts in its own words. */
function usageIn(path: string): JsonObject {
  if (path.endsWith("/responses")) {
    return {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 40 },
      output_tokens: 20,
      output_tokens_details: { reasoning_tokens: 5 },
      total_tokens: 120,
    };
  }
  if (path.endsWith("/messages")) {
    return {
      input_tokens: 60,
      cache_read_input_tokens: 40,
      cache_creation_input_tokens: 0,
      output_tokens: 20,
    };
  }
  return {
    prompt_tokens: 100,
    prompt_tokens_details: { cached_tokens: 40 },
    completion_tokens: 20,
    total_tokens: 120,
  };
}
