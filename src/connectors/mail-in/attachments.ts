import type { Attachment as Part } from "postal-mime";
import type { Files } from "../contract.ts";
import * as messageId from "../message-id.ts";
import { oneLine } from "./body.ts";
import { readHeaders } from "../mail-headers.ts";
import type { MailReceived } from "./received.ts";

/** Keeps what came with a mail, byte for byte. */
export async function stored(
  parts: readonly Part[],
  files: Files,
): Promise<MailReceived["attachments"]> {
  const kept: MailReceived["attachments"] = [];
  for (const [i, part] of parts.entries()) {
    const bytes = bytesOf(part);
    kept.push({
      name: fileName(part.filename) ?? `attachment-${i + 1}`,
      mediaType: part.mimeType,
      size: bytes.length,
      digest: await files.put(bytes),
    });
  }
  return kept;
}

/** Ids of the mails that a bounce gives back. */
export function returned(parts: readonly Part[]): (string | null)[] {
  return parts
    .filter((part) => /^(message\/(rfc822|global)|text\/rfc822-headers)/.test(part.mimeType))
    .map((part) => readHeaders(bytesOf(part)).first("message-id"))
    .map((id) => messageId.normalise(id ?? ""));
}

function bytesOf(part: Part): Buffer {
  const { content } = part;
  if (typeof content === "string") return Buffer.from(content);
  return content instanceof ArrayBuffer
    ? Buffer.from(content)
    : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

/** A name that stays in its folder. */
function fileName(given: string | null): string | null {
  const name = oneLine((given ?? "").replaceAll(/[/\\:]+/g, "_")).replace(/^\.+/, "");
  return name === "" ? null : name.slice(-150);
}
