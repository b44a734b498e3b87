import type PostalMime from "postal-mime";
import type { Email } from "postal-mime";

let parser: typeof PostalMime | undefined;

/** The parser is loaded with the first mail. */
export async function parse(raw: Buffer): Promise<Email> {
  parser ??= (await import("postal-mime")).default;
  // The parser copies a view, but reads a buffer of its own in place.
  const whole = raw.byteOffset === 0 && raw.byteLength === raw.buffer.byteLength;
  return parser.parse(whole && raw.buffer instanceof ArrayBuffer ? raw.buffer : raw, {
    maxNestingDepth: 40,
  });
}
