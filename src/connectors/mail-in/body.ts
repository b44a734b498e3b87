import type { Email } from "postal-mime";
import { disguised, visible } from "./html.ts";
import { splitQuoted } from "./reply.ts";

/** Characters that are kept of a mail's new text, and of what it quotes. */
export const mostText = 64 * 1024;

/** What a reader sees, whichever way the mail was written. */
export async function bodyOf(email: Email) {
  const html = email.html ?? "";
  const seen = html === "" ? { text: "", hidden: "" } : await visible(html);
  const text = (email.text ?? "").trim() === "" ? seen.text : (email.text ?? "");
  return {
    text: clean(text),
    hidden: seen.hidden,
    disguised: disguised(html),
    unprintable: unprintable(text),
  };
}

const invisible = /[\u202d\u202e]|[\u{e0000}-\u{e007f}]/gu;

/** True if characters that nobody sees, or that turn the reading around, carry something. */
export function unprintable(text: string): boolean {
  return (text.slice(0, mostText * 2).match(invisible) ?? []).length > 3;
}

/** Newlines of one kind, no characters that cannot be seen, no blank tails. */
function clean(text: string): string {
  return (
    text
      .replaceAll(/\r\n?/g, "\n")
      .replaceAll("\u00a0", " ")
      .replaceAll(invisible, "")
      // oxlint-disable-next-line no-control-regex -- these are what is taken out
      .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "")
      // From the first blank of a run alone: a text of nothing else is as long as a file.
      .replaceAll(/(?<![ \t])[ \t]+$/gm, "")
      .replaceAll(/\n{3,}/g, "\n\n")
      .trim()
  );
}

export function oneLine(text: string): string {
  return clean(text).replaceAll(/\s+/g, " ").slice(0, 500);
}

export function capped(body: string): { text: string; quoted: string; truncated: boolean } {
  const { text, quoted } = splitQuoted(body);
  const truncated = text.length > mostText || quoted.length > mostText;
  return { text: text.slice(0, mostText), quoted: quoted.slice(0, mostText), truncated };
}

/** True if so much was lost that what is left may say something else. */
export function undecodable(text: string): boolean {
  const lost = text.slice(0, mostText).split("\ufffd").length - 1;
  return lost > 5 && lost * 10 > Math.min(text.length, mostText);
}
