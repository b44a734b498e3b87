import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Line } from "../../bring/json-lines.ts";
import { readable, unreadable } from "./readable.ts";

/** What is longer is no line that anybody wrote, and is not held. */
const mostBytes = 10_000_000;

const newLine = 0x0a;
const back = 0x0d;

/** The lines of a file of any size, or of standard input ("-"), as they come. Memory does not grow with them. */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  const input = file === "-" ? process.stdin : await readable(file, () => opened(file));
  const line = new Gathered();
  let after = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk as Uint8Array); // No encoding is set.
    let from = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte !== newLine && byte !== back) continue;
      const isRest =
        byte === newLine && at === from && (from === 0 ? after : bytes[at - 1]) === back;
      line.take(bytes.subarray(from, at));
      from = at + 1;
      if (!isRest) yield line.end();
    }
    line.take(bytes.subarray(from));
    after = bytes.at(-1) ?? after;
  }
  if (!line.empty) yield line.end();
}

class Gathered {
  #parts: Buffer[] = [];
  #size = 0;

  get empty(): boolean {
    return this.#size === 0;
  }

  take(bytes: Buffer): void {
    this.#size += bytes.length;
    if (this.#size > mostBytes) this.#parts = [];
    else if (bytes.length > 0) this.#parts.push(bytes);
  }

  end(): Line {
    const bytes = Buffer.concat(this.#parts);
    const tooLong = this.#size > mostBytes;
    this.#parts = [];
    this.#size = 0;
    if (tooLong) return { unread: "too long" };
    try {
      return decoder.decode(bytes);
    } catch {
      return { unread: "no UTF-8" };
    }
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Once it is open: what cannot be is said before anything is read. */
async function opened(file: string): Promise<NodeJS.ReadableStream> {
  if ((await stat(file)).isDirectory()) throw unreadable(file, "it is a folder; name a file in it");
  return new Promise((resolve, reject) => {
    const stream = createReadStream(file);
    stream.once("error", reject).once("open", () => resolve(stream));
  });
}
