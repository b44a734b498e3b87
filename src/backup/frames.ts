import { isObject, type JsonObject } from "../value/json.ts";

/**
 * What stands in an object of a backup: frames, each one line of JSON that names the sizes of the raw
 * parts behind it. Readable with few lines of any language, and binary stays binary.
 */
export type Frame = { head: JsonObject; parts: readonly Uint8Array[] };

const newline = 0x0a;
const maxHead = 1 << 24;

export function frameBytes({ head, parts }: Frame): Uint8Array[] {
  const sizes = parts.map((part) => part.byteLength);
  return [Buffer.from(`${JSON.stringify({ ...head, sizes })}\n`), ...parts];
}

/** Throws a RangeError or SyntaxError where the bytes are no frames, or end in the middle of one. */
export function* framesIn(bytes: Uint8Array): Generator<Frame> {
  for (let at = 0; at < bytes.byteLength;) {
    const end = bytes.indexOf(newline, at);
    if (end === -1 || end - at > maxHead) throw new RangeError("a frame has no end");
    const { sizes, ...head } = headIn(bytes.subarray(at, end));
    at = end + 1;
    const parts: Uint8Array[] = [];
    for (const size of sizes) {
      if (size > bytes.byteLength - at) throw new RangeError("a frame is cut off");
      parts.push(bytes.subarray(at, at + size));
      at += size;
    }
    yield { head, parts };
  }
}

function headIn(line: Uint8Array): JsonObject & { sizes: number[] } {
  const head: unknown = JSON.parse(new TextDecoder().decode(line));
  const sizes = isObject(head) ? head["sizes"] : null;
  const sound = (size: unknown) => Number.isSafeInteger(size) && Number(size) >= 0;
  if (!isObject(head) || !Array.isArray(sizes) || !sizes.every(sound)) {
    throw new RangeError("a frame does not say its sizes");
  }
  return { ...head, sizes: sizes.map(Number) };
}
