import PostalMime, { type Address } from "postal-mime";
import type { MailRow, Person } from "../api/contract/bring.ts";
import { dated, endOfHeaders, readHeaders } from "../connectors/mail-headers.ts";
import { kindOf } from "../connectors/mail-in/kind.ts";
import * as messageId from "../connectors/message-id.ts";
import { ofBytes } from "../value/digest.ts";

/** One mail by its head, or the reason why it is none, as a text. */
export async function mailOf(
  bytes: Buffer,
  line: number,
  own: ReadonlySet<string>,
): Promise<MailRow | string> {
  const end = endOfHeaders(bytes)?.body;
  if (end === undefined) return "its head breaks off";
  const head = bytes.subarray(0, end);
  const headers = readHeaders(head);
  if (headers.first("from") === null) return "its head names no sender";
  const read = await PostalMime.parse(Buffer.concat([head, Buffer.from("\n")])).catch(() => null);
  if (read === null) return "its head cannot be read";
  const from = people(read.from === undefined ? [] : [read.from])[0] ?? { name: "", address: "" };
  const { sent, seen } = dated(headers);
  const answers = [
    ...messageId.all(headers.first("in-reply-to") ?? ""),
    ...messageId.all(headers.first("references") ?? "").toReversed(),
  ];
  return {
    line,
    id: messageId.normalise(headers.first("message-id") ?? "") ?? `sha256:${ofBytes(head)}`,
    at: sent ?? seen ?? 0,
    own: own.has(from.address),
    from,
    to: people([...(read.to ?? []), ...(read.cc ?? [])])
      .filter(({ address }) => !own.has(address))
      .slice(0, 50),
    title: short(read.subject ?? ""),
    answers: [...new Set(answers)].slice(0, 50),
    personal: kindOf(headers, from.address) === "person",
  };
}

function people(from: readonly Address[]): Person[] {
  return from
    .flatMap((entry) => (entry.group === undefined ? [entry] : entry.group))
    .map((box) => ({ name: short(box.name), address: box.address.trim().toLowerCase() }))
    .filter(({ address }) => /^[^\s<>()[\],;:"@]{1,64}@[^\s<>()[\],;:"@]{1,250}$/u.test(address));
}

function short(text: string): string {
  return text
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, 300);
}
