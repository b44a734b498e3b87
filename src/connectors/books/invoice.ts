import { daysAfter } from "../../value/locale.ts";
import * as money from "../../value/money.ts";
import type { Money } from "../../value/money.ts";
import type { IssueArgs } from "./args.ts";
import { atHome, type Exchange, type Home } from "./exchange.ts";
import { taxOf, type VatTerms } from "./vat/rules.ts";
import type { Tax } from "./vat/treatment.ts";

/**
 * What an invoice says in figures.
 *
 * IN1 A line's amount is quantity times price, rounded to the minor unit, half away from zero.
 * IN2 Net is the exact sum of the lines. VAT is computed once for each rate, on the sum of its lines,
 *     and rounded the same way, so that no cents gather line by line. Gross is net and VAT.
 * IN3 All amounts are in one currency, and the net is more than zero.
 */
export type Item = {
  text: string;
  detail: string | null;
  /** Decimal text; null for a single amount. */
  quantity: string | null;
  unit: string | null;
  price: Money;
  amount: Money;
  tax: Tax;
};

/** The lines of one treatment and rate together. */
export type Share = Tax & { net: Money; vat: Money };

export type Invoice = {
  kind: string;
  items: readonly Item[];
  shares: readonly Share[];
  net: Money;
  vat: Money;
  gross: Money;
  /** Null in the company's own currency. */
  home: Home | null;
  issued: string;
  due: string;
};

export type Terms = VatTerms & {
  dueDays: number;
  /** The company's currency, where it is known; an amount in another needs its exchange. */
  currency?: string;
  exchange?: Readonly<Record<string, Exchange>> | undefined;
};

/** `rate` and the rest of the terms are what holds now; throws what `problem` tells. */
export function compute(args: IssueArgs, terms: Terms, issued: string): Invoice {
  const items = itemsOf(args, terms);
  const net = sum(items.map((item) => item.amount));
  const shares = sharesOf(items);
  const vat = sum(shares.map((share) => share.vat));
  const gross = money.add(net, vat);
  const rate = exchangeFor(args, terms);
  return {
    kind: args.kind,
    items,
    shares,
    net,
    vat,
    gross,
    home: rate === null ? null : atHome(vat, gross, rate, terms.currency ?? ""),
    issued,
    due: args.due ?? daysAfter(issued, terms.dueDays),
  };
}

function itemsOf(args: IssueArgs, terms: VatTerms): Item[] {
  const { vat, supply, client } = args;
  const taxed = (own: Pick<IssueArgs, "vat" | "supply">): Tax => {
    const sold = { vat: own.vat ?? vat, supply: own.supply ?? supply };
    const answer = taxOf(sold, client, terms);
    if ("problem" in answer) throw new Error(answer.problem);
    return answer.tax;
  };
  return rows(args).map(({ sold, ...row }) => ({ ...row, tax: taxed(sold) }));
}

type Row = Omit<Item, "tax"> & { sold: Pick<IssueArgs, "vat" | "supply"> };

function rows(args: Pick<IssueArgs, "kind" | "text" | "amount" | "lines">): Row[] {
  if (args.amount !== undefined) {
    const amount = money.parse(args.amount);
    const text = args.text ?? `${args.kind.charAt(0).toUpperCase()}${args.kind.slice(1)}`;
    const single = { quantity: null, unit: null, price: amount, amount };
    return [{ text, detail: null, ...single, sold: {} }];
  }
  return (args.lines ?? []).map((line) => {
    const price = money.parse(line.price);
    const quantity = line.quantity === undefined ? null : String(line.quantity);
    const amount = quantity === null ? price : times(price, quantity);
    const { text, detail = null, unit = null, vat, supply } = line;
    return { text, detail, quantity, unit, price, amount, sold: { vat, supply } };
  });
}

export function currencyOf({ amount, lines = [] }: Pick<IssueArgs, "amount" | "lines">): string {
  return (amount ?? lines[0]?.price ?? "").slice(-3);
}

/** One for each treatment and rate, in the order of the lines (IN2). */
export function sharesOf(items: readonly Pick<Item, "tax" | "amount">[]): Share[] {
  const found = new Map<string, Share>();
  for (const { tax, amount } of items) {
    const key = `${tax.treatment} ${tax.rate} ${tax.reason}`;
    const share = found.get(key);
    const net = share === undefined ? amount : money.add(share.net, amount);
    found.set(key, { ...tax, net, vat: money.percent(net, tax.rate) });
  }
  return [...found.values()];
}

/** A quantity as percent is the decimal point moved in its text: no floating product is formed. */
function times(price: Money, quantity: string): Money {
  return money.percent(price, Number(`${quantity}e2`));
}

export function sum(amounts: readonly Money[]): Money {
  const [first, ...rest] = amounts;
  if (first === undefined) throw new Error("it has no lines");
  return rest.reduce(money.add, first);
}

/** Null in the company's own currency; throws where the rate of another is not given (XR1). */
export function exchangeFor(args: IssueArgs, terms: Terms): Exchange | null {
  const currency = currencyOf(args);
  if (terms.currency === undefined || currency === terms.currency) return null;
  const found = args.exchange ?? terms.exchange?.[currency];
  if (found !== undefined) return found;
  throw new Error(
    `it is in ${currency}, and no exchange rate to ${terms.currency} is given; give "exchange" with rate and date`,
  );
}

/** What is wrong with the lines taken together (IN3); null if nothing is. */
export function problem(args: Pick<IssueArgs, "kind" | "amount" | "lines">): string | null {
  try {
    const net = sum(rows(args).map((item) => item.amount));
    return net.minor > 0 ? null : `the lines add up to ${money.format(net)}, not to more than zero`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The same figures taken back: a credit note's. */
export function reversed(invoice: Invoice, issued: string): Invoice {
  const { home } = invoice;
  return {
    ...invoice,
    items: invoice.items.map((item) => ({
      ...item,
      price: item.quantity === null ? minus(item.price) : item.price,
      quantity: item.quantity === null ? null : negative(item.quantity),
      amount: minus(item.amount),
    })),
    shares: invoice.shares.map((share) => ({
      ...share,
      net: minus(share.net),
      vat: minus(share.vat),
    })),
    net: minus(invoice.net),
    vat: minus(invoice.vat),
    gross: minus(invoice.gross),
    home: home === null ? null : { ...home, vat: minus(home.vat), gross: minus(home.gross) },
    issued,
  };
}

export function minus({ minor, currency }: Money): Money {
  return { minor: 0 - minor, currency };
}

function negative(quantity: string): string {
  return `-${quantity}`;
}
