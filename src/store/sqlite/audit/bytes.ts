/**
 * What stands at either end of the bytes of an event, behind the zero that its leaf is hashed with.
 * Compared as bytes: a string of each event would cost more than its hash.
 */
let expected = Buffer.alloc(1024);

/** `text`: each of its characters is a byte. */
export function beginsWith(bytes: Uint8Array, text: string): boolean {
  return holds(bytes, 1, text);
}

export function endsWith(bytes: Uint8Array, text: string): boolean {
  return holds(bytes, bytes.length - text.length, text);
}

export function textIn(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8", 1);
}

/** As `beginsWith` and `endsWith` take it. */
export function quoted(text: string): string {
  return Buffer.from(JSON.stringify(text)).toString("latin1");
}

function holds(bytes: Uint8Array, at: number, text: string): boolean {
  const length = text.length;
  if (at < 1 || at + length > bytes.length) return false;
  if (expected.length < length) expected = Buffer.alloc(2 * length);
  expected.write(text, "latin1");
  return expected.compare(bytes, at, at + length, 0, length) === 0;
}
