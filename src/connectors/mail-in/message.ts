import type { Address, Email } from "postal-mime";
import { linksIn } from "../../value/links.ts";
import type { Files } from "../contract.ts";
import * as messageId from "../message-id.ts";
import { returned, stored } from "./attachments.ts";
import { bodyOf, capped, mostText, oneLine, undecodable, unprintable } from "./body.ts";
import { damage } from "./damage.ts";
import { dated, type Headers, readHeaders } from "../mail-headers.ts";
import { kindOf } from "./kind.ts";
import { parse } from "./parse.ts";
import type { MailReceived } from "./received.ts";
import { suspicions } from "./suspicion.ts";

export type Read =
  | { ok: true; content: MailReceived; occurredAt: number; answers: string[] }
  | { ok: false; reason: string; partial: Partial<MailReceived>; occurredAt: number };

/** Reads one mail. Attachments go to `files` as they are; the body becomes plain text. */
export async function readMessage(
  raw: Buffer,
  file: string,
  ownHosts: readonly string[],
  files: Files,
): Promise<Read> {
  const headers = readHeaders(raw);
  const { sent, seen } = dated(headers);
  const occurredAt = sent ?? seen ?? 0;
  const date = sent === null ? null : new Date(sent).toISOString();
  const partial = { ...hints(headers), date };
  const broken = damage(raw);
  if (broken !== null) return { ok: false, reason: broken, partial, occurredAt };
  let email: Email;
  try {
    email = await parse(raw);
  } catch (error) {
    const reason = `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, reason, partial, occurredAt };
  }
  const from = mailboxes(email.from === undefined ? [] : [email.from])[0];
  const kind = kindOf(headers, from?.address ?? "");
  const nobody = { name: headers.first("from") ?? "", address: "" };
  if (from === undefined && kind !== "bounce") {
    return { ok: false, reason: "it names no sender", partial, occurredAt };
  }
  const body = await bodyOf(email);
  if (undecodable(body.text)) {
    const reason = "its text cannot be decoded";
    return { ok: false, reason, partial, occurredAt };
  }
  const mail = {
    messageId: messageId.normalise(headers.first("message-id") ?? ""),
    from: from ?? nobody,
    to: mailboxes(email.to ?? []),
    replyTo: mailboxes(email.replyTo ?? [])[0] ?? null,
    title: oneLine(email.subject ?? ""),
    date,
    ...capped(body.text),
    inReplyTo: messageId.all(headers.first("in-reply-to") ?? "")[0] ?? null,
    references: messageId.all(headers.first("references") ?? ""),
    attachments: await stored(email.attachments, files),
    auto: kind !== "person",
    kind,
    size: raw.length,
    links: linksIn(body.text.slice(0, mostText)),
    file,
  };
  const suspicious = suspicions({
    mail,
    hidden: body.hidden,
    disguised: body.disguised,
    unprintable: body.unprintable || unprintable(email.subject ?? ""),
    ownHosts,
    senders: headers.all("from").length,
  });
  const answers = [
    mail.inReplyTo,
    ...mail.references.toReversed(),
    ...(kind === "bounce" ? returned(email.attachments) : []),
  ];
  return {
    ok: true,
    content: { ...mail, suspicious },
    occurredAt,
    answers: [...new Set(answers.filter((id) => id !== null))],
  };
}

/** No mail server takes a longer one. */
const mostAddress = 320;
const address = /^[^\s<>()[\],;:"@]+@[^\s<>()[\],;:"@]+$/;

function mailboxes(from: readonly Address[]): { name: string; address: string }[] {
  return from
    .flatMap((entry) => (entry.group === undefined ? [entry] : entry.group))
    .map((box) => ({ name: oneLine(box.name), address: box.address.trim().toLowerCase() }))
    .filter((box) => box.address.length <= mostAddress && address.test(box.address));
}

/** Of a line that names a sender. */
const mostHint = 1_000;

/** For the list of what could not be read: whom it seems to be from, what about. */
function hints(headers: Headers): Partial<MailReceived> {
  const from = (headers.first("from") ?? "").slice(0, mostHint);
  const found = /[^\s<>()[\],;:"@]+@[^\s<>()[\],;:"@]+/.exec(from)?.[0] ?? "";
  return {
    from: { name: oneLine(from.replace(/<[^>]*>/, "").replaceAll('"', "")), address: found },
    title: oneLine(headers.first("subject") ?? ""),
    messageId: messageId.normalise(headers.first("message-id") ?? ""),
  };
}
