import * as money from "../../value/money.ts";
import type { Money } from "../../value/money.ts";
import type { IssueArgs } from "./args.ts";

/**
 * What pays an invoice as it is written: money that was kept of earlier ones.
 *
 * SO1 Never more than its total, and only what is of its currency: the rest stays kept.
 */
export type Part = { invoice: string; amount: Money };

type Given = Pick<IssueArgs, "kept">;

/** What is used of each, in the order given. */
export function parts({ kept = [] }: Given, gross: Money): Part[] {
  let open = gross;
  const found: Part[] = [];
  for (const { invoice, amount } of kept) {
    const one = money.parse(amount);
    if (one.currency !== gross.currency || open.minor <= 0) continue;
    const used = money.compare(one, open) > 0 ? open : one;
    open = money.subtract(open, used);
    found.push({ invoice, amount: used });
  }
  return found;
}

export function used(args: Given, gross: Money): Money {
  return sum(parts(args, gross), gross.currency);
}

export function sum(list: readonly Part[], currency: string): Money {
  return list.reduce((all, { amount }) => money.add(all, amount), { minor: 0, currency });
}

/** For results: what is taken off, and what is open when it is written. */
export function figures(gross: Money, off: Money): { used: string; open: string } {
  return { used: money.format(off), open: money.format(money.subtract(gross, off)) };
}

/** What is left to pay then. */
export function left(args: Given, gross: Money): Money {
  return money.subtract(gross, used(args, gross));
}

/** As a tag of the invoice's entry: "2026-011 300.00 EUR + 2026-009 5.00 EUR". */
export function told(list: readonly Part[]): string {
  return list.map(({ invoice, amount }) => `${invoice} ${money.format(amount)}`).join(" + ");
}

export function read(text: string): Part[] {
  return text.split(/(?<= [A-Z]{3}) \+ /u).flatMap((part) => {
    const [, invoice = "", amount = ""] = /^(.+) (\S+ [A-Z]{3})$/u.exec(part) ?? [];
    return invoice === "" ? [] : [{ invoice, amount: money.parse(amount) }];
  });
}
