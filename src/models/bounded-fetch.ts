import { readableUsage } from "./usage.ts";

/** An answer is read no further than this: 65,536 tokens come to some 480 KB. */
const mostBytes = 512 << 10;

export class TooLong extends Error {
  override readonly name = "TooLong";
}

/**
 * `fetch` for calls to models. It follows no redirect, which would carry an `x-api-key` and the
 * prompt to another server, reads no answer without end, and loses none for how it tells its usage.
 */
export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: "error" });
  const parts: Uint8Array[] = [];
  let read = 0;
  for await (const part of response.body ?? []) {
    read += part.length;
    if (read > mostBytes) throw new TooLong(`its answer is longer than ${mostBytes} bytes`);
    parts.push(part);
  }
  const { status, headers } = response;
  if (read === 0) return new Response(null, { status, headers });
  return new Response(readableUsage(Buffer.concat(parts).toString()), { status, headers });
};
