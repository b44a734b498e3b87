import * as money from "../../value/money.ts";
import type { Money } from "../../value/money.ts";
import type { IssueArgs } from "./args.ts";
import { daysAfter } from "../../value/locale.ts";

/**
 * What an invoice says in figures.
 *
 * IN1 A line's amount is quantity times price, rounded to the minor unit, half away from zero.
 * IN2 Net is the exact sum of the lines. An invoice has one rate; VAT is computed once, on the net,
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
};

export type Vat =
  | { treatment: "standard"; rate: number; amount: Money }
  | { treatment: "reverse" | "none" };

export type Invoice = {
  kind: string;
  items: readonly Item[];
  net: Money;
  vat: Vat;
  gross: Money;
  issued: string;
  due: string;
};

/** `rate` in percent; 0 where the company charges no VAT at all. */
export type Terms = { rate: number; dueDays: number };

export function compute(args: IssueArgs, terms: Terms, issued: string): Invoice {
  const found = items(args);
  const net = sum(found.map((item) => item.amount));
  const vat = vatOn(net, args.vat ?? "standard", terms.rate);
  return {
    kind: args.kind,
    items: found,
    net,
    vat,
    gross: vat.treatment === "standard" ? money.add(net, vat.amount) : net,
    issued,
    due: args.due ?? daysAfter(issued, terms.dueDays),
  };
}

function items(args: Pick<IssueArgs, "kind" | "text" | "amount" | "lines">): Item[] {
  if (args.amount !== undefined) {
    const amount = money.parse(args.amount);
    const text = args.text ?? `${args.kind.charAt(0).toUpperCase()}${args.kind.slice(1)}`;
    return [{ text, detail: null, quantity: null, unit: null, price: amount, amount }];
  }
  return (args.lines ?? []).map((line) => {
    const price = money.parse(line.price);
    const quantity = line.quantity === undefined ? null : String(line.quantity);
    const amount = quantity === null ? price : times(price, quantity);
    const { text, detail = null, unit = null } = line;
    return { text, detail, quantity, unit, price, amount };
  });
}

/** A quantity as percent is the decimal point moved in its text: no floating product is formed. */
function times(price: Money, quantity: string): Money {
  return money.percent(price, Number(`${quantity}e2`));
}

function sum(amounts: readonly Money[]): Money {
  const [first, ...rest] = amounts;
  if (first === undefined) throw new Error("Cannot write an invoice: it has no lines");
  return rest.reduce(money.add, first);
}

function vatOn(net: Money, treatment: "standard" | "reverse" | "none", rate: number): Vat {
  if (treatment !== "standard") return { treatment };
  if (rate === 0) return { treatment: "none" };
  return { treatment, rate, amount: money.percent(net, rate) };
}

/** What is wrong with the arguments taken together (IN3); null if nothing is. */
export function problem(args: Pick<IssueArgs, "kind" | "amount" | "lines">): string | null {
  try {
    const net = sum(items(args).map((item) => item.amount));
    return net.minor > 0 ? null : `the lines add up to ${money.format(net)}, not to more than zero`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The same figures taken back: a credit note's. */
export function reversed(invoice: Invoice, issued: string): Invoice {
  const { vat } = invoice;
  return {
    ...invoice,
    items: invoice.items.map((item) => ({
      ...item,
      price: item.quantity === null ? minus(item.price) : item.price,
      quantity: item.quantity === null ? null : negative(item.quantity),
      amount: minus(item.amount),
    })),
    net: minus(invoice.net),
    vat: vat.treatment === "standard" ? { ...vat, amount: minus(vat.amount) } : vat,
    gross: minus(invoice.gross),
    issued,
  };
}

export function minus({ minor, currency }: Money): Money {
  return { minor: 0 - minor, currency };
}

function negative(quantity: string): string {
  return `-${quantity}`;
}
