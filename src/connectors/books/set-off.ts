import * as money from "../../value/money.ts";
import type { Money } from "../../value/money.ts";
import type { IssueArgs } from "./args.ts";

/**
 * What pays an invoice as it is written: money that was kept of earlier ones.
 *
 * SO1 Never more than its total, and only what is of its currency: the rest stays kept.
 */
export function used({ kept = [] }: Pick<IssueArgs, "kept">, gross: Money): Money {
  const nothing = { minor: 0, currency: gross.currency };
  const sum = kept
    .map((one) => money.parse(one))
    .filter(({ currency }) => currency === gross.currency)
    .reduce((all, one) => money.add(all, one), nothing);
  if (gross.minor <= 0) return nothing;
  return money.compare(sum, gross) > 0 ? gross : sum;
}

/** What is left to pay then. */
export function left(args: Pick<IssueArgs, "kept">, gross: Money): Money {
  return money.subtract(gross, used(args, gross));
}
