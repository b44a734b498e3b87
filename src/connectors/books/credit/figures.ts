import * as money from "../../../value/money.ts";
import type { Money } from "../../../value/money.ts";
import { split, take } from "../../../value/shares.ts";
import { atHome, type Exchange } from "../exchange.ts";
import { type Invoice, type Item, type Share, sum } from "../invoice.ts";
import type { CreditArgs } from "./args.ts";
import { alike, total } from "./left.ts";

/**
 * What a credit note takes back.
 *
 * CR1 It never takes more than is left, of the whole or of any kind of VAT.
 * CR2 Credit notes that together take the whole take its VAT whole, to the minor unit (SH3).
 * CR3 It is in the invoice's currency and at its exchange rate.
 */
export type Figures = Omit<Invoice, "kind" | "issued" | "due">;

/** Throws, in words that complete "Cannot credit the invoice: ". Amounts are above zero. */
export function figures(
  args: Pick<CreditArgs, "amount" | "lines">,
  left: readonly Share[],
  text: string,
  exchange: (Exchange & { currency: string }) | null,
): Figures {
  const open = total(left);
  if (open.minor <= 0) throw new Error("nothing of it is left");
  const lines = args.lines ?? null;
  const shares =
    args.amount !== undefined
      ? ofAmount(money.parse(args.amount), left, open)
      : lines !== null
        ? ofLines(lines, left)
        : left.filter(({ net, vat }) => net.minor !== 0 || vat.minor !== 0);
  const net = sum(shares.map((share) => share.net));
  const vat = sum(shares.map((share) => share.vat));
  const gross = money.add(net, vat);
  return {
    items:
      lines === null ? shares.map((share) => item(text, share.net, share)) : items(lines, left),
    shares,
    net,
    vat,
    gross,
    home: exchange === null ? null : atHome(vat, gross, exchange, exchange.currency),
  };
}

function ofAmount(amount: Money, left: readonly Share[], open: Money): Share[] {
  sameCurrency(amount, open);
  if (money.compare(amount, open) > 0) {
    throw new Error(
      `only ${money.format(open)} of it is left, which ${money.format(amount)} exceeds`,
    );
  }
  const parts = take(
    amount,
    left.flatMap(({ net, vat }) => [net, vat]),
  );
  return left.flatMap((share, i) => {
    const [net = share.net, vat = share.vat] = parts.slice(2 * i, 2 * i + 2);
    return net.minor === 0 && vat.minor === 0 ? [] : [{ ...share, net, vat }];
  });
}

type Line = NonNullable<CreditArgs["lines"]>[number];

function ofLines(lines: readonly Line[], left: readonly Share[]): Share[] {
  return left.flatMap((share) => {
    const own = lines.filter((line) => alike(shareOf(line, left), share));
    if (own.length === 0) return [];
    const prices = own.map(({ price }) => money.parse(price));
    for (const price of prices) sameCurrency(price, share.net);
    const net = sum(prices);
    if (money.compare(net, share.net) > 0) {
      throw new Error(
        `only ${money.format(share.net)} net of it is left at ${share.rate} %, which ${money.format(net)} exceeds`,
      );
    }
    const rest = share.net.minor - net.minor;
    const [vat = share.vat] = split(share.vat, [net.minor, rest]);
    return [{ ...share, net, vat }];
  });
}

function items(lines: readonly Line[], left: readonly Share[]): Item[] {
  return lines.map((line) => item(line.text, money.parse(line.price), shareOf(line, left)));
}

function item(text: string, amount: Money, { treatment, rate, reason }: Share): Item {
  const tax = { treatment, rate, reason };
  return { text, detail: null, quantity: null, unit: null, price: amount, amount, tax };
}

function shareOf(line: Line, left: readonly Share[]): Share {
  const [first, ...more] = left.filter(
    ({ treatment }) => line.vat === undefined || line.vat === treatment,
  );
  if (first === undefined) throw new Error(`it charged no VAT of the kind "${line.vat}"`);
  if (more.length === 0) return first;
  throw new Error(`it has several kinds of VAT; say with "vat" which one "${line.text}" bore`);
}

function sameCurrency(amount: Money, open: Money): void {
  if (amount.currency !== open.currency) throw new Error(`it is in ${open.currency}`);
}
