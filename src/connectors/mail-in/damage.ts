import { endOfHeaders, mostHead, parameter, readHeaders } from "../mail-headers.ts";

/**
 * Why these bytes are no mail that can be trusted to be whole; null if they are one. The parser
 * behind is lenient and would hand out half a mail as if it were all of it.
 */
export function damage(bytes: Buffer): string | null {
  if (bytes.length === 0) return "the file is empty";
  if (binary(bytes.subarray(0, 4096))) return "the file is no mail: it begins with binary data";
  const headers = readHeaders(bytes);
  if (headers.count === 0) return "the file is no mail: it has no headers";
  if (headers.first("from") === null) return "it names no sender";
  if ((endOfHeaders(bytes)?.end ?? bytes.length) > mostHead) return "its head is larger than 1 MB";
  return brokenTree(bytes, "", 0, { parts: 0 });
}

function binary(head: Buffer): boolean {
  let odd = 0;
  for (const byte of head) {
    if (byte === 0) return true;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) odd += 1;
  }
  return odd * 10 > head.length;
}

const deepest = 20;
const mostParts = 5_000;
/** Of a part that is not encoded. A mail within a mail may hold files, in lines of 76 letters. */
const mostLines = 250_000;
const plain = /^(?:7bit|8bit|binary|)$/i;
const encodings = /^(7bit|8bit|binary|quoted-printable|base64|x-[\w-]+|)$/i;

/** Walks the parts of a multipart body; `where` names the part in the message ("part 2.1"). */
function brokenTree(
  bytes: Buffer,
  where: string,
  depth: number,
  seen: { parts: number },
): string | null {
  seen.parts += 1;
  if (seen.parts > mostParts) return `it has more than ${mostParts} parts`;
  if (depth > deepest) return `its parts are nested deeper than ${deepest} levels`;
  const headers = readHeaders(bytes);
  const name = where === "" ? "it" : `part ${where.slice(1)}`;
  const encoding = (headers.first("content-transfer-encoding") ?? "").replace(/[\s;(].*$/, "");
  if (!encodings.test(encoding)) return `${name} is encoded as "${encoding}", which nothing reads`;
  const type = headers.first("content-type") ?? "";
  if (!/^multipart\//i.test(type)) {
    const tooMany = plain.test(encoding) && linesIn(bytes, mostLines) > mostLines;
    return tooMany ? `${name} has more than ${mostLines} lines` : null;
  }
  const boundary = parameter(type, "boundary");
  if (boundary === null || boundary === "") return `${name} has parts, but no boundary is named`;
  const parts = split(bytes.subarray(endOfHeaders(bytes)?.body ?? bytes.length), boundary);
  if (parts === "never opened") return `${name} has parts, but none begins`;
  if (parts === "never closed") return `${name} ends in the middle of a part`;
  for (const [i, part] of parts.entries()) {
    const broken = brokenTree(part, `${where}.${i + 1}`, depth + 1, seen);
    if (broken !== null) return broken;
  }
  return null;
}

/** Counted until there are more than `enough`. */
function linesIn(bytes: Buffer, enough: number): number {
  let lines = 1;
  for (let at = bytes.indexOf(0x0a); at !== -1 && lines <= enough; at = bytes.indexOf(0x0a, at + 1))
    lines += 1;
  return lines;
}

function split(body: Buffer, boundary: string): Buffer[] | "never opened" | "never closed" {
  const mark = `--${boundary}`;
  const parts: Buffer[] = [];
  let open: number | null = null;
  for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, at + mark.length)) {
    if (at > 0 && body[at - 1] !== 0x0a) continue;
    const rest = /^(--)?[ \t]*(\r?\n|$)/.exec(
      body.toString("latin1", at + mark.length, at + mark.length + 80),
    );
    if (rest === null) continue;
    if (open !== null) parts.push(body.subarray(open, at));
    if (rest[1] !== undefined) return open === null ? "never opened" : parts;
    open = at + mark.length + rest[0].length;
  }
  return open === null ? "never opened" : "never closed";
}
