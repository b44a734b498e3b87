import type { Mail } from "../../workspace/scenario/when.ts";

/** Where a written mail stands among others: its own id, when it was sent, and what it answers. */
export type Sent = { id: string; at: number; to: string; inReplyTo: string | null };

/** A mail as a mail program would have sent it. */
export function mailText(mail: Mail, { id, at, to, inReplyTo }: Sent): string {
  const headers = [
    `From: ${mailbox(mail.from)}`,
    `To: ${mail.to ?? to}`,
    `Subject: ${encoded(mail.title)}`,
    `Date: ${new Date(at).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id}>`,
    ...(inReplyTo === null ? [] : [`In-Reply-To: <${inReplyTo}>`, `References: <${inReplyTo}>`]),
    ...Object.entries(mail.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
  ];
  const body = Buffer.from(mail.text).toString("base64").replaceAll(/.{76}/g, "$&\n");
  return `${headers.join("\n")}\n\n${body}\n`;
}

/** "Ana Lindt <ana@nordlicht.example>" as its parts; a bare address has no name. */
export function addressIn(from: string): string {
  return /<([^<>]*)>/.exec(from)?.[1] ?? from.trim();
}

function mailbox(from: string): string {
  const address = addressIn(from);
  const name = from.includes("<") ? from.slice(0, from.indexOf("<")).trim() : "";
  return name === "" ? address : `${encoded(name, true)} <${address}>`;
}

/** A header holds ASCII; the rest is written as an encoded word. */
function encoded(text: string, phrase = false): string {
  if (/^[\u0020-\u007e]*$/.test(text)) return phrase ? JSON.stringify(text) : text;
  return `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;
}
