import type { JsonObject } from "../../value/json.ts";
import { amount, dayInWords, number } from "../../value/locale.ts";
import * as money from "../../value/money.ts";
import type { Preview } from "../contract.ts";
import type { IssueArgs } from "./args.ts";
import { compute, type Invoice } from "./invoice.ts";
import { anyDay, type Office } from "./office.ts";
import { foreseenKept, wanted } from "./paper.ts";
import * as setOff from "./set-off.ts";
import { charged, inWords } from "./vat/treatment.ts";

/** What an invoice will be like, told before it is issued. */
export function preview(office: Office, args: IssueArgs): Preview {
  const { locale, terms } = office;
  const invoice = compute(args, terms, anyDay);
  const { name, address = [], vatId } = args.client;
  const einvoice = wanted(office, args);
  const used = setOff.used(args, invoice.gross);
  const left = setOff.left(args, invoice.gross);
  return {
    line: `Invoice ${figures(office, invoice)}`,
    details: [
      `to ${[name, ...address].join(", ")}`,
      ...(vatId === undefined ? [] : [`their VAT ID ${vatId}`]),
      ...invoice.items.map((item) => `${item.text}: ${number(item.amount, locale)}`),
      ...(invoice.home === null
        ? []
        : [
            `${amount(invoice.home.gross, locale)} at ${invoice.home.rate} of ${dayInWords(invoice.home.date)}`,
          ]),
      ...(used.minor === 0
        ? []
        : [
            `${amount(used, locale)} were kept for it, ${amount(left, locale)} are left to be paid`,
          ]),
      ...(einvoice === "none" ? [] : [`e-invoice as ${einvoice}`]),
      args.due === undefined
        ? `due ${terms.dueDays} days after it is issued`
        : `due ${dayInWords(args.due)}`,
    ],
  };
}

/** "2,400.00 + 19 % 456.00 = 2,856.00 EUR". */
function figures({ locale }: Office, { shares, net, gross }: Invoice): string {
  const [only, ...more] = shares;
  if (only !== undefined && more.length === 0 && !charged(only)) {
    return `${amount(gross, locale)}, ${inWords(only)}`;
  }
  const vat = shares.filter(charged).map((share) => `${share.rate} % ${number(share.vat, locale)}`);
  return `${[number(net, locale), ...vat].join(" + ")} = ${amount(gross, locale)}`;
}

/** As the result, with the number that nobody has taken yet left open. */
export function foresee(office: Office, args: IssueArgs, at: number): JsonObject {
  const { net, vat, gross, due, issued: date } = compute(args, office.terms, office.today(at));
  return {
    number: "(next number)",
    reference: "(its reference)",
    net: money.format(net),
    vat: money.format(vat),
    gross: money.format(gross),
    ...setOff.figures(gross, setOff.used(args, gross)),
    due,
    issued: date,
    ...foreseenKept(wanted(office, args)),
    journal: office.journalName,
  };
}
