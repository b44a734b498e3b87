import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

/** What a request to it asked. */
export type Asked = { model: string; input: string[]; key: string | undefined };

/** How an answer is given; "fine" answers with vectors in which texts that share letters lie near. */
export type Manner =
  | "fine"
  | "refuses"
  | "stalls"
  | "other dimension"
  | "not numbers"
  | "too few"
  | "twice the same place"
  | "dies half-way"
  | "no protocol"
  | "without end"
  | "elsewhere"
  | "no such model"
  | "no key"
  | "long texts refused"
  | "busy"
  | "10 MB"
  | "says no usage"
  | "zero";

/** A server on loopback that speaks OpenAI's protocol for embeddings, and fails as it is told to. */
export async function embeddingServer(dimensions = 32) {
  const asked: Asked[] = [];
  const state: { manner: Manner; after: number } = { manner: "fine", after: 0 };
  /** What it says to have read, and be paid for, of each text. */
  const tokensEach = 7;
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { model, input } = JSON.parse(Buffer.concat(parts).toString()) as Asked;
    asked.push({ model, input, key: request.headers.authorization });
    const manner = asked.length > state.after ? state.manner : "fine";
    const vectors = input.map((text) => letters(text, dimensions));
    const send = (embeddings: unknown[], status = 200) => {
      const data = embeddings.map((embedding, index) => ({
        object: "embedding",
        index,
        embedding,
      }));
      response.writeHead(status, { "content-type": "application/json" });
      const usage = manner === "says no usage" ? {} : { prompt_tokens: tokensEach * input.length };
      response.end(JSON.stringify({ object: "list", data, model, usage }));
    };
    switch (manner) {
      case "fine":
      case "says no usage":
        return send(vectors);
      case "busy":
        response.writeHead(429, { "retry-after": "120" });
        return void response.end("{}");
      case "10 MB":
        return void response.end(Buffer.alloc(10 << 20, 32));
      case "refuses":
        return send([], 500);
      case "stalls":
        return;
      case "other dimension":
        return send(vectors.map((vector) => [...vector, 1]));
      case "not numbers":
        return send(vectors.map((vector) => vector.map(() => null)));
      case "zero":
        return send(vectors.map((vector) => vector.map(() => 0)));
      case "too few":
        return send(vectors.slice(1));
      case "twice the same place": {
        response.end(
          JSON.stringify({ data: vectors.map((embedding) => ({ index: 0, embedding })) }),
        );
        return;
      }
      case "dies half-way":
        response.writeHead(200, { "content-length": "100000" });
        response.write('{"data":[');
        return void setImmediate(() => response.destroy());
      case "no protocol":
        return void response.end("<html>Hello</html>");
      case "without end":
        response.writeHead(200);
        for (let i = 0; i < 40 && !response.destroyed; i += 1) {
          if (!response.write(Buffer.alloc(1 << 20, 32))) await once(response, "drain");
        }
        return void response.end();
      case "elsewhere":
        response.writeHead(307, { location: "http://127.0.0.1:9/v1/embeddings" });
        return void response.end();
      case "no such model":
        return send([], 404);
      case "no key":
        return send([], 401);
      case "long texts refused":
        return input.some((text) => text.length > 500) ? send([], 400) : send(vectors);
    }
  }

  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { base: `http://127.0.0.1:${port}/v1`, asked, state };
}

function letters(text: string, dimensions: number): number[] {
  const vector = Array.from({ length: dimensions }, () => 0.01);
  for (const letter of text.toLowerCase()) vector[letter.charCodeAt(0) % dimensions] = 1;
  return vector;
}
