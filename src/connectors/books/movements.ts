import * as money from "../../value/money.ts";
import type { Money } from "../../value/money.ts";
import type { Movement } from "../../value/movement.ts";
import { payee } from "./entry.ts";
import type { Entry, Posting } from "./journal.ts";
import type { Office } from "./office.ts";

/**
 * Everything in the journal that moved what clients owe, entries by hand included. A transaction with
 * an amount that only hledger can read is left out; `mainstay doctor` and hledger tell of it.
 */
export async function movements(office: Office): Promise<Movement[]> {
  const { entries } = await office.journal.exclusive((journal) => journal.read());
  return entries.flatMap((entry) => movement(office, entry));
}

function movement({ accounts, opening }: Office, entry: Entry): Movement[] {
  const owed = sumOf(entry.postings.filter(({ account }) => within(account, accounts.receivable)));
  if (owed === null) return [];
  const vat = sumOf(entry.postings.filter(({ account }) => within(account, accounts.vat)));
  return [
    {
      kind: entry.postings.some(({ account }) => within(account, opening))
        ? "opening"
        : kindOf(entry.tags["mainstay"], owed),
      invoice: entry.tags["invoice"] ?? entry.code,
      client: payee(entry),
      date: entry.date,
      owed: money.format(owed),
      vat: money.format({ minor: 0 - (vat?.minor ?? 0), currency: owed.currency }),
      due: entry.tags["due"] ?? null,
    },
  ];
}

/** What no entry of ours says is read from which way it went. */
function kindOf(tag: string | undefined, { minor }: Money): Movement["kind"] {
  switch (tag) {
    case "opening":
    case "opening-reversal":
      return "opening";
    case "credit-note":
      return "credit";
    case "payment":
    case "payment-reversal":
      return "payment";
    case "refund":
      return "refund";
    case "fee":
    case "fee-reversal":
      return "fee";
    case "kept":
    case "kept-reversal":
    case "kept-use":
    case "kept-use-reversal":
      return "kept";
    default:
      return minor > 0 ? "invoice" : "payment";
  }
}

function within(account: string, parent: string): boolean {
  return account === parent || account.startsWith(`${parent}:`);
}

function sumOf(postings: readonly Posting[]): Money | null {
  const amounts = postings.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  const [first] = amounts;
  if (first === undefined || amounts.length < postings.length) return null;
  if (amounts.some(({ currency }) => currency !== first.currency)) return null;
  return amounts.reduce(money.add);
}
