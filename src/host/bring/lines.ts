import { createReadStream } from "node:fs";
import { createInterface } from "node:readline/promises";
import { readable } from "./readable.ts";

/** The lines of a file of any size, or of standard input ("-"), as they come; null for what is no UTF-8. */
export async function* linesOf(file: string): AsyncGenerator<string | null> {
  const input = file === "-" ? process.stdin : await readable(file, () => opened(file));
  // A letter for each byte, so that damage can be told from what was meant.
  input.setEncoding("latin1");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    try {
      yield decoder.decode(Buffer.from(line, "latin1"));
    } catch {
      yield null;
    }
  }
}

/** Once it is open: what cannot be is said before anything is read. */
function opened(file: string): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) => {
    const stream = createReadStream(file);
    stream.once("error", reject).once("open", () => resolve(stream));
  });
}
