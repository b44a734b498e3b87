import { ofBytes } from "../../value/digest.ts";
import type { Arrival, Files } from "../contract.ts";
import { readMessage } from "./message.ts";
import { type MailReceived, unread } from "./received.ts";

/** Larger mails stay where they are and are listed. */
export const mostBytes = 25 * 1024 * 1024;

/** One mail as an arrival: read, or kept aside as damaged under the digest of its bytes. */
export async function arrivalOf(
  raw: Buffer,
  file: string,
  ownHosts: readonly string[],
  files: Files,
): Promise<Arrival> {
  const reference = await files.put(raw);
  const ownId = `sha256:${ofBytes(raw)}`;
  const read = await readMessage(raw, file, ownHosts, files);
  if (!read.ok) {
    const content = { ...unread(file, raw.length), ...read.partial };
    return { ...damaged(ownId, content, read.reason, read.occurredAt), raw: reference };
  }
  const { content, occurredAt, answers } = read;
  return {
    type: "mail.received",
    externalId: content.messageId ?? ownId,
    occurredAt,
    addresses: content.from.address === "" ? [] : [`mailto:${content.from.address}`],
    answers,
    content,
    raw: reference,
  };
}

/** A damaged mail keeps no address: nobody's job should move by what cannot be read. */
export function damaged(
  externalId: string,
  content: MailReceived,
  reason: string,
  occurredAt: number,
): Arrival {
  return {
    type: "mail.received",
    externalId,
    occurredAt,
    addresses: [],
    answers: [],
    content,
    raw: null,
    damaged: `"${content.file}": ${reason}`,
  };
}
