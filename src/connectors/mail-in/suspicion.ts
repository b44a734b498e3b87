import { mentions } from "../../value/iban.ts";
import { lookalike, site } from "./lookalike.ts";
import type { MailReceived } from "./received.ts";

export type Evidence = {
  mail: Omit<MailReceived, "suspicious">;
  /** Text that a reader would not see. */
  hidden: string;
  /** Links that show one host and open another. */
  disguised: readonly (readonly [string, string])[];
  /** True if it carries characters that nobody sees. */
  unprintable: boolean;
  /** Hosts the company itself writes from. */
  ownHosts: readonly string[];
  /** How many From lines the mail has. */
  senders: number;
};

/**
 * Reasons to look twice before anything rests on a mail, each a clause that completes "It …". They
 * are hints for the operator and for policy, no defence: what a mail says never widens what may be
 * done.
 */
export function suspicions(evidence: Evidence): string[] {
  const { mail, hidden } = evidence;
  const said = plain(`${mail.title}\n${mail.text}`);
  const all = `${said} ${plain(hidden)}`;
  return [
    ...commands(all),
    ...money(said, mail),
    ...sender(evidence),
    ...unseen(evidence),
    ...disguises(evidence),
  ];
}

const overrides =
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:rules?|instructions?|polic(?:y|ies)|prompts?|guidelines|approvals?)\b|\b(?:ignorier|vergiss|missacht|umgeh)\w*.{0,40}\b(?:regeln|anweisungen|vorgaben|richtlinien)\b/iu;
const takings =
  /\b(?:forward|send|share|export|copy|leiten?|schick\w*|send\w*)\b.{0,30}\b(?:all|every|each|alle|sämtliche)\b.{0,40}\b(?:invoices?|e-?mails?|contacts?|clients?|customers?|documents?|passwords?|rechnungen|kunden\w*|kontakte)\b(?:\s+(?:to|an)\s+\S+)?/iu;

function commands(text: string): string[] {
  const found: string[] = [];
  if (overrides.test(text)) found.push("asks to ignore the rules");
  const taking = takings.exec(text)?.[0].replace(/[.,;:!?]+$/, "");
  if (taking !== undefined) found.push(`asks to "${short(taking)}"`);
  return found;
}

const changed =
  /\b(?:new|changed?|updated?|different)\b.{0,40}\b(?:bank|account|iban|payment)\b.{0,20}\b(?:details?|accounts?|number|information)\b|\b(?:bank|account|iban|payment)\s(?:details?|accounts?|number|information)\b.{0,40}\b(?:ha(?:s|ve) (?:been )?changed|new|updated|different)\b|\b(?:neue|geänderte?)\w*\s(?:bank\w*|konto\w*|iban)\b|\b(?:bank|konto)verbindung\b.{0,40}\b(?:geändert|neu)\b/iu;
const payments =
  /\b(?:invoices?|pay(?:ment)?s?|transfer|bank|iban|rechnung\w*|überweis\w*|zahlung\w*)\b/iu;

function money(text: string, mail: Evidence["mail"]): string[] {
  const found: string[] = [];
  const accounts = mentions(text);
  if (changed.test(text)) {
    const which = accounts.length > 0 ? ` (${accounts.join(", ")})` : "";
    found.push(`names changed bank details${which}: phone them`);
  }
  // A list sets Reply-To as a matter of course.
  const answer = mail.kind === "bulk" ? "" : (mail.replyTo?.address ?? "");
  if (answer !== "" && site(answer) !== site(mail.from.address) && payments.test(text)) {
    found.push(`speaks of payments and wants answers at another address, "${answer}"`);
  }
  return found;
}

function sender({ mail, ownHosts, senders }: Evidence): string[] {
  const found: string[] = [];
  const { name, address } = mail.from;
  if (senders > 1) found.push("names more than one sender");
  const shown = /[^\s<>"'(),;:@]+@[^\s<>"'(),;:@]+\.[^\s<>"'(),;:@]+/.exec(name)?.[0];
  if (shown !== undefined && site(shown) !== site(address)) {
    found.push(`shows the sender "${shown}" but comes from "${address}"`);
  }
  const like = ownHosts.find((own) => lookalike(site(address), own));
  if (like !== undefined) found.push(`comes from "${site(address)}", which looks like "${like}"`);
  return found;
}

const least = 20;

function unseen({ mail, hidden, unprintable }: Evidence): string[] {
  const found: string[] = [];
  // Newsletters hide their preview line as a matter of course.
  const usual = mail.kind === "bulk" && !overrides.test(hidden) && !takings.test(hidden);
  if (hidden.length >= least && !usual) found.push("holds text that a reader does not see");
  if (unprintable) found.push("holds invisible or reversing characters");
  return found;
}

function disguises({ mail, disguised }: Evidence): string[] {
  if (mail.kind === "bulk") return [];
  return disguised
    .slice(0, 3)
    .map(([shown, opens]) => `shows a link to ${shown} that opens ${opens}`);
}

/** As it is compared: one line, compatible forms, nothing invisible. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|[\u{e0000}-\u{e007f}]/gu, "")
    .replaceAll(/\s+/g, " ");
}

function short(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
