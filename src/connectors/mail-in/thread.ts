import { addressParser, decodeWords } from "postal-mime";
import type { News } from "../contract.ts";
import { type Headers, tokenHeader } from "../mail-headers.ts";
import * as messageId from "../message-id.ts";
import { oneLine } from "./body.ts";
import { kindOf } from "./kind.ts";

/**
 * Whether a mail came or went in the conversation that a letter goes on with, after what the letter
 * was made from.
 *
 * TH1 A conversation is what the letter's recipient writes, what answers the mail that the letter
 *     answers, and what somebody else than Mainstay wrote to the recipient.
 * TH2 What machines send (an absence note, a list) is no news.
 */
export type Conversation = { to: string; inReplyTo?: string | null };

export type Head = {
  id: string | null;
  from: { name: string; address: string } | null;
  to: readonly string[];
  title: string;
  answers: readonly string[];
  at: number;
  /** Written by Mainstay. */
  ours: boolean;
  person: boolean;
};

/** `at`: when it came or went, as far as its folder knows. */
export function headOf(headers: Headers, at: number): Head {
  const from = addressesIn(headers.all("from").slice(0, 1))[0] ?? null;
  return {
    id: messageId.normalise(headers.first("message-id") ?? ""),
    from,
    to: addressesIn([...headers.all("to"), ...headers.all("cc")]).map(({ address }) => address),
    title: oneLine(decodeWords(utf8(headers.first("subject") ?? ""))).slice(0, 300),
    answers: [...headers.all("in-reply-to"), ...headers.all("references")].flatMap(messageId.all),
    at,
    ours: headers.first(tokenHeader.toLowerCase()) !== null,
    person: kindOf(headers, from?.address ?? "") === "person",
  };
}

/** TH1, for a mail of the inbox, or of the folder of what was sent. */
export function newsFrom(
  head: Head,
  { to, inReplyTo }: Conversation,
  since: number,
  folder: "inbox" | "sent",
): News | null {
  if (head.at < since || head.ours || !head.person) return null;
  const answered = messageId.normalise(inReplyTo ?? "");
  if (answered !== null && head.id === answered) return null;
  const joins = answered !== null && head.answers.includes(answered);
  const recipient = to.toLowerCase();
  const theirs =
    folder === "inbox" ? head.from?.address === recipient : head.to.includes(recipient);
  if (!joins && !theirs) return null;
  const { from, at, title, id } = head;
  const who = from === null ? "" : from.name === "" ? from.address : from.name;
  const own = folder === "sent" ? ({ own: true } as const) : {};
  return { from: who, at, title, ...own, ...(id === null ? {} : { id }) };
}

function addressesIn(values: readonly string[]): { name: string; address: string }[] {
  return values
    .flatMap((value) => addressParser(utf8(value), { flatten: true }))
    .flatMap(({ name, address }) =>
      address === undefined || address === ""
        ? []
        : [{ name: oneLine(decodeWords(name)), address: address.trim().toLowerCase() }],
    );
}

/** Headers are read byte by byte; what is no encoded word is UTF-8 nowadays. */
function utf8(value: string): string {
  return Buffer.from(value, "latin1").toString("utf8");
}
