import { createReadStream } from "node:fs";
import { createInterface } from "node:readline/promises";
import { readable } from "./readable.ts";

/** The lines of a file of any size, or of standard input ("-"), as they come. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  const input = file === "-" ? process.stdin : await readable(file, () => opened(file));
  yield* createInterface({ input, crlfDelay: Infinity });
}

/** Once it is open: what cannot be is said before anything is read. */
function opened(file: string): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) => {
    const stream = createReadStream(file, "utf8");
    stream.once("error", reject).once("open", () => resolve(stream));
  });
}
