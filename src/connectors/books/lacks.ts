import type { Health } from "../contract.ts";
import type { Sender } from "./sender.ts";
import { inUnion } from "./vat/rules.ts";

/** Outside the Union, where the same is asked for. */
const alike: ReadonlySet<string> = new Set(["CH", "GB", "NO"]);

/**
 * What her invoices would lack that the law of her country asks for (in the Union Art. 226 of Directive
 * 2006/112/EC, in Germany § 14 (4) UStG); null if nothing is, or her country's law is not known here.
 */
export function lacks(
  { country, lines, vatId, taxNumber }: Pick<Sender, "country" | "lines" | "vatId" | "taxNumber">,
  charges: boolean,
): Health | null {
  if (!inUnion(country) && !alike.has(country)) return null;
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
