import { inUnion } from "../../value/country.ts";
import type { Health } from "../contract.ts";
import type { IssueArgs } from "./args.ts";
import type { Sender } from "./sender.ts";

/** Outside the Union, where the same is asked for. */
const alike: ReadonlySet<string> = new Set(["CH", "GB", "NO"]);

/** Paid ahead: nothing was done yet that has a day. */
const ahead = /^(?:deposit|advance)/;

/** Why the days of the work are none; null if they may be. */
export function backwards({ service }: Pick<IssueArgs, "service">): string | null {
  if (service?.to === undefined || service.from <= service.to) return null;
  return `the work would have ended on ${service.to}, before it began on ${service.from}; give "service" its first day as "from" and its last as "to"`;
}

/** Why the law of her country asks an invoice for more than it says; null if it does not, or is not known here. */
export function unsaid(
  { kind, service }: Pick<IssueArgs, "kind" | "service">,
  country: string | undefined,
): string | null {
  if (service !== undefined || ahead.test(kind)) return null;
  if (country === undefined || !isKnown(country)) return null;
  return 'the law of your country asks when the work was done; give "service" its day as "from", like "2026-05-01", and its last day as "to" if there were more (an invoice ahead of the work has a kind that begins with "deposit" or "advance")';
}

function isKnown(country: string): boolean {
  return inUnion(country) || alike.has(country);
}

/**
 * What her invoices would lack that the law of her country asks for (in the Union Art. 226 of Directive
 * 2006/112/EC, in Germany § 14 (4) UStG); null if nothing is, or her country's law is not known here.
 */
export function lacks(
  { country, lines, vatId, taxNumber }: Pick<Sender, "country" | "lines" | "vatId" | "taxNumber">,
  charges: boolean,
): Health | null {
  if (!isKnown(country)) return null;
  // A small business in Germany names one of them as well (§ 34a UStDV).
  const numbered = charges || country === "DE";
  const missing = [
    ...(lines.length === 0
      ? [{ what: "your postal address", do: '"mainstay init --change address"' }]
      : []),
    ...(numbered && vatId === null && taxNumber === null
      ? [
          {
            what: "your VAT id or tax number",
            do: '"mainstay init --change vat-id", or "taxNumber" below "details" in mainstay.yaml',
          },
        ]
      : []),
  ];
  if (missing.length === 0) return null;
  return {
    ok: false,
    note: `Your invoices lack ${missing.map(({ what }) => what).join(" and ")}`,
    mend: {
      effect:
        "The law of your country asks for it on every invoice; clients may send them back until it stands there.",
      remedy: `Add it with ${missing.map((one) => one.do).join(" and ")}, then "mainstay apply"`,
    },
  };
}
