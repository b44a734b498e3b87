import * as money from "../../../value/money.ts";
import type { Money } from "../../../value/money.ts";
import type { Share } from "../invoice.ts";
import { charged, treatment, type Treatment } from "./treatment.ts";

/**
 * The VAT of an invoice as tags of its entry, and back.
 *
 * IB1 What is written reads back equal: a credit note takes back what was charged then, whatever the
 *     rules say by now.
 * IB2 The standard rate, reverse charge or none, alone and without a reason, stands in `rate`, as
 *     entries always had it.
 */
export function tags(shares: readonly Share[]): Record<string, string> {
  const [first, ...more] = shares;
  if (first === undefined) return {};
  const rate = charged(first) ? String(first.rate) : first.treatment;
  const plain =
    first.treatment === "standard" || first.treatment === "reverse" || first.treatment === "none";
  if (more.length === 0 && plain && first.reason === null) return { rate };
  return { rate: more.length === 0 ? rate : "mixed", taxes: shares.map(written).join(between) };
}

const between = " + ";

type Tags = Readonly<Record<string, string>>;

/** Null where the tags do not tell it: somebody changed them by hand. */
export function read({ rate, taxes, net, vat }: Tags): Share[] | null {
  try {
    if (taxes !== undefined) return taxes.split(between).map(share);
    if (rate === undefined || net === undefined || vat === undefined) return null;
    const amounts = { net: money.parse(net), vat: money.parse(vat), reason: null };
    if (/^\d+(?:\.\d+)?$/.test(rate)) {
      return [{ treatment: "standard", rate: Number(rate), ...amounts }];
    }
    return [{ treatment: treatment.parse(rate), rate: 0, ...amounts }];
  } catch {
    return null;
  }
}

function written({ treatment: how, rate, net, vat, reason }: Share): string {
  const amounts = [net, vat].map((amount) => money.format(amount).replace(" ", ""));
  return [how, rate, ...amounts, ...(reason === null ? [] : [coded(reason)])].join("/");
}

/** A reason stays readable, and can be neither the end of its share nor of a part of it. */
function coded(reason: string): string {
  return reason.replaceAll(/[%/+]/g, encodeURIComponent);
}

function share(text: string): Share {
  const [how, rate = "", net = "", vat = "", reason] = text.split("/");
  const known: Treatment = treatment.parse(how);
  if (!/^\d+(?:\.\d+)?$/.test(rate)) throw new Error(`"${rate}" is no rate`);
  return {
    treatment: known,
    rate: Number(rate),
    net: joined(net),
    vat: joined(vat),
    reason: reason === undefined ? null : decodeURIComponent(reason),
  };
}

function joined(text: string): Money {
  return money.parse(text.replace(/(?=[A-Z]{3}$)/, " "));
}
