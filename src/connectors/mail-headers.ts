/** Headers by which a mail of ours is known again. */
export const tokenHeader = "X-Mainstay-Token";
export const digestHeader = "X-Mainstay-Digest";

/** The header block of a mail, read without its body: enough to know which mail it is. */
export type Headers = {
  /** Values by lower-case name, unfolded, in order. */
  all(name: string): readonly string[];
  first(name: string): string | null;
  readonly count: number;
};

/** Where the blank line stands that ends the headers, and where the body begins; null without one. */
export function endOfHeaders(bytes: Buffer): { end: number; body: number } | null {
  if (bytes[0] === 0x0a) return { end: 0, body: 1 };
  if (bytes[0] === 0x0d && bytes[1] === 0x0a) return { end: 0, body: 2 };
  const lf = bytes.indexOf("\n\n");
  const crlf = bytes.indexOf("\n\r\n");
  if (lf === -1 && crlf === -1) return null;
  return crlf === -1 || (lf !== -1 && lf < crlf)
    ? { end: lf, body: lf + 2 }
    : { end: crlf, body: crlf + 3 };
}

/** Of a mail's head; no mail server takes a longer one. */
export const mostHead = 1 << 20;

/** Of a head that is too long, its beginning. */
export function readHeaders(bytes: Buffer): Headers {
  const end = Math.min(endOfHeaders(bytes)?.end ?? bytes.length, mostHead);
  const fields = new Map<string, string[]>();
  let count = 0;
  const text = bytes.toString("latin1", 0, end).replaceAll(/\r?\n(?=[ \t])/g, "");
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    if (colon < 1 || !/^[!-9;-~]+$/.test(name)) continue;
    count += 1;
    const values = fields.get(name);
    const value = line.slice(colon + 1).trim();
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  const all = (name: string) => fields.get(name) ?? [];
  return { all, first: (name) => all(name)[0] ?? null, count };
}

/**
 * When the mail was written, as its sender says, else when the last server took it; null if neither
 * can be read. Strict, because JavaScript reads a date into almost any text.
 */
export function dated(headers: Headers): { sent: number | null; seen: number | null } {
  const sent = instant(headers.first("date") ?? "");
  const received = headers.all("received").map((line) => instant(line.split(";").at(-1) ?? ""));
  return { sent, seen: received.find((at) => at !== null) ?? null };
}

const shape =
  /^(?:[A-Za-z]{3},?\s+)?(\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?\s+(?:[+-]\d{4}|[A-Z]{2,3}))(?:\s*\(.*\))?$/;

function instant(text: string): number | null {
  const date = shape.exec(text.trim())?.[1];
  const ms = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? null : ms;
}

/** Value of a parameter such as `boundary` in a structured header. */
export function parameter(header: string, name: string): string | null {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]{0,200})"|([^\\s;]{1,200}))`, "i").exec(
    header,
  );
  return match?.[1] ?? match?.[2] ?? null;
}
