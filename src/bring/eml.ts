import { addressParser } from "postal-mime";
import { mostOfMail, type Named, type PassageRow } from "../api/contract/memory.ts";
import { readHeaders, tokenHeader } from "../connectors/mail-headers.ts";
import { readMessage } from "../connectors/mail-in/message.ts";
import { readMail } from "../memory/passage.ts";
import { ofBytes } from "../value/digest.ts";

/** Of a mail that was rebuilt from a passage: that passage's id. */
export const passageHeader = "X-Mainstay-Passage";

/** Whose mails are read. */
export type Mailer = {
  /** The company's name, and every address that it writes under. */
  company: string;
  own: ReadonlySet<string>;
  /** Whose all of them are, as she says; null where their addresses tell. */
  client: Named | null;
};

/**
 * A mail as a passage, or why it is none. It is read as the mail connector reads it: its new text, without
 * what it quotes; nothing in it is opened, run or fetched.
 *
 * EP1 Its id is that under which it would arrive by itself.
 * EP2 What bears an address of the company's own is its word; the client is who it went to.
 * EP3 What a machine sent is nobody's word, unless she says whose it is.
 */
export async function passageOfMail(
  raw: Buffer,
  line: number,
  { company, own, client }: Mailer,
): Promise<PassageRow | string> {
  const read = await readMessage(raw, "", [], nowhere);
  if (!read.ok) return `it is no whole mail: ${read.reason}`;
  const { content, occurredAt } = read;
  const headers = readHeaders(raw);
  const first = (name: string) => headers.first(name.toLowerCase());
  const hers = own.has(content.from.address);
  const { author, thread, text } = readMail(content);
  if (text === "") return "it has neither a subject nor a text";
  if (client === null && content.kind !== "person") {
    return `a machine sent it (${content.kind}); where it tells something all the same, say whose it is with --client`;
  }
  const others = [...content.to, ...mailboxes(headers.all("cc"))];
  const among = addresses(hers ? others : [content.from], own);
  if (client === null && among.length === 0) {
    return "it names nobody but you; say whose it is with --client";
  }
  const { messageId, from, to, title, inReplyTo, references, kind } = content;
  return {
    line,
    id: messageId ?? `sha256:${ofBytes(raw)}`,
    client: client ?? among,
    author: hers ? company : author,
    at: Math.max(0, occurredAt),
    thread,
    text,
    mail: {
      messageId,
      from: short(from),
      to: to.slice(0, mostOfMail).map(short),
      title,
      inReplyTo,
      references: references.slice(-mostOfMail),
      personal: kind === "person",
      also: also(first(passageHeader), hers ? first(tokenHeader) : null),
    },
  };
}

/** Attachments are not kept. */
const nowhere = { put: async () => "", get: async () => null };

function also(passage: string | null, token: string | null): string[] {
  const sent = token === null || token === "" ? null : `sent:${token}`;
  return [passage, sent].filter((id) => id !== null && id !== "" && id.length <= 500) as string[]; // Null is left out.
}

type Box = { name: string; address: string };

function addresses(boxes: readonly Box[], own: ReadonlySet<string>): string[] {
  const found = boxes.map(({ address }) => address).filter((each) => each !== "" && !own.has(each));
  return [...new Set(found)].filter((each) => each.length <= 320).slice(0, mostOfMail);
}

function mailboxes(lines: readonly string[]): Box[] {
  return lines
    .flatMap((text) => addressParser(text.slice(0, mostHeader), { flatten: true }))
    .map(({ name, address = "" }) => ({ name, address: address.trim().toLowerCase() }));
}

const mostHeader = 20_000;

function short({ name, address }: Box): Box {
  return { name: name.slice(0, 300).toWellFormed(), address: address.slice(0, 320) };
}
