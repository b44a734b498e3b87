import { createReadStream } from "node:fs";
import { Damaged } from "../ledger/store.ts";
import { remedy } from "./history.ts";

/** An event is small, and its content is what fits into one mail. */
const longest = 256 * 1024 * 1024;

/** Lines of a file, one after the other, each with its "\n". */
export async function* linesOf(file: string): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let length = 0;
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
    let bytes = piece as Buffer;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      yield Buffer.concat([...rest, bytes.subarray(0, end)]).toString();
      rest = [];
      length = 0;
      bytes = bytes.subarray(end + 1);
    }
    rest.push(bytes);
    length += bytes.byteLength;
    if (length > longest) {
      throw new Damaged(`Cannot read "${file}": a line of it is too long; ${remedy}`);
    }
  }
  if (length > 0) throw new Damaged(`Cannot read "${file}": its last line is cut off; ${remedy}`);
}
