import { isObject, type JsonObject, textOf } from "../../value/json.ts";
import { bareTitle } from "../../value/mail-title.ts";
import * as messageId from "../message-id.ts";
import type { Letter } from "./letter.ts";

/**
 * True if a letter that she sent at `sentAt` answers a mail that had come by then: it is from whom she
 * wrote to, and goes on with the same mail or bears the same subject. What he writes about anything else
 * is not answered by it.
 */
export function isAnswered(
  { to, inReplyTo, subject }: Pick<Letter, "to" | "inReplyTo" | "subject">,
  sentAt: number,
  mail: { content: JsonObject; at: number },
): boolean {
  const { content, at } = mail;
  const from = isObject(content["from"]) ? textOf(content["from"]["address"]) : "";
  if (from.toLowerCase() !== to.toLowerCase() || at > sentAt) return false;
  const answered = messageId.normalise(inReplyTo ?? "");
  const named = [content["inReplyTo"], content["references"]].flat().map((id) => textOf(id));
  const joins = answered !== null && named.some((id) => messageId.normalise(id) === answered);
  return joins || bareTitle(textOf(content["title"])) === bareTitle(subject);
}
