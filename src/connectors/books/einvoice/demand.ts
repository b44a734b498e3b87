import { mod97 } from "../../../value/mod97.ts";
import { digits } from "../../../value/money.ts";
import type { IssueArgs } from "../args.ts";
import type { Invoice } from "../invoice.ts";
import type { Sender } from "../sender.ts";
import { countryNoted, evidence } from "../vat/rules.ts";
import { parts } from "./address.ts";
import type { EInvoice } from "./format.ts";
import { isOutside } from "./ubl.ts";

/**
 * What an e-invoice must say, and where it is missing: asked for while the invoice is proposed, before
 * it takes a number.
 *
 * ED1 Null means that the standard's own rules will hold; nothing is left to the receiver's check.
 * ED2 A control character has no place in XML, not even as an entity: it is refused, never dropped.
 */
export function missing(
  format: EInvoice,
  { client, note, lines = [], text }: Pick<IssueArgs, "client" | "note" | "lines" | "text">,
  { net, shares, home }: Invoice,
  sender: Sender,
): string | null {
  if (format === "none") return null;
  const places = digits(net.currency);
  if (places > 2) {
    return `an e-invoice has two decimals at most, and ${net.currency} has ${places}; give the client "einvoice": "none"`;
  }
  if (unprintable([client, note, lines, text, sender.name, sender.lines, sender.contact])) {
    return `a control character stands among its texts, which no e-invoice can hold; take it out`;
  }
  if (evidence(client).length === 0) {
    return `the client's country is not known; ${countryNoted}`;
  }
  const outside = isOutside({ shares });
  if (outside && shares.length > 1) {
    return `what is outside the scope of VAT cannot stand beside other lines in an e-invoice; write two invoices`;
  }
  const categories = new Set(shares.map((share) => `${share.treatment} ${share.rate}`));
  if (categories.size < shares.length) {
    return `an e-invoice gives one reason for each kind of VAT, and these lines give two; write two invoices`;
  }
  if (sender.vatId === null && sender.taxNumber === null) {
    return `an e-invoice names your VAT ID or tax number; add "vatId" or "taxNumber" to the company's details in mainstay.yaml, or give the client "einvoice": "none"`;
  }
  if (home !== null && digits(home.vat.currency) > 2) {
    return `an e-invoice has two decimals at most, and ${home.vat.currency} has more`;
  }
  return format === "xrechnung" ? ofXRechnung(client, sender) : null;
}

// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u;

/** Whether any text in it has a character that XML cannot hold. */
function unprintable(value: unknown): boolean {
  if (typeof value === "string") return control.test(value);
  return typeof value === "object" && value !== null && Object.values(value).some(unprintable);
}

/** The German national rules (BR-DE-*), beyond the standard's. */
function ofXRechnung(client: IssueArgs["client"], sender: Sender): string | null {
  const { reference, email, address = [] } = client;
  if (reference === undefined) {
    return `an XRechnung names the buyer's reference; give the client "reference" (an authority's Leitweg-ID)`;
  }
  if (looksLikeLeitweg(reference) && mod97(reference.replaceAll("-", "")) !== 1) {
    return `the Leitweg-ID "${reference}" is mistaken: its check digits do not fit`;
  }
  if (email === undefined) return `an XRechnung names the client's mail address; give "email"`;
  if (parts(address).city === null) {
    return `an XRechnung names the client's postcode and town; write a line like "10119 Berlin" into "address"`;
  }
  if (parts(sender.lines).city === null) {
    return `an XRechnung names your postcode and town; write a line like "10119 Berlin" into details.address of mainstay.yaml`;
  }
  if (sender.email === null || sender.phone === null) {
    return `an XRechnung names your mail address and telephone; add "email" and "phone" to the company's details in mainstay.yaml`;
  }
  return null;
}

/** A buyer that is no authority has references of its own shape. */
function looksLikeLeitweg(reference: string): boolean {
  return /^\d{2,12}-[A-Za-z0-9]{1,30}-\d{2}$/.test(reference);
}
