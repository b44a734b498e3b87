import * as reference from "../../value/creditor-reference.ts";
import * as iban from "../../value/iban.ts";
import type { Money } from "../../value/money.ts";

/**
 * The text of an EPC payment code (EPC069-12, version 002, SEPA credit transfer): what a banking app
 * fills in when it reads the QR code of an invoice.
 */
export type Transfer = {
  holder: string;
  iban: string;
  bic: string | null;
  amount: Money;
  /** Structured creditor reference (ISO 11649). */
  reference: string;
};

/** Null where the scheme has no code for it: another currency, or an amount out of its range. */
export function payload(transfer: Transfer): string | null {
  const { currency, minor } = transfer.amount;
  if (currency !== "EUR" || minor < 1 || minor > 99_999_999_999) return null;
  const cents = String(minor).padStart(3, "0");
  return [
    "BCD",
    "002",
    "1", // UTF-8
    "SCT",
    transfer.bic === null ? "" : iban.normalise(transfer.bic),
    oneLine(transfer.holder, 70),
    iban.normalise(transfer.iban),
    `EUR${cents.slice(0, -2)}.${cents.slice(-2)}`,
    "", // purpose
    reference.normalise(transfer.reference),
  ].join("\n");
}

function oneLine(text: string, most: number): string {
  const words = text.replaceAll(/\s+/g, " ").trim();
  return Array.from(words).slice(0, most).join("").trim();
}
