import type { JsonObject } from "../../value/json.ts";
import { amount } from "../../value/locale.ts";
import * as money from "../../value/money.ts";
import type { Action, ActionRequest } from "../contract.ts";
import { enterAgainst } from "./against.ts";
import { find } from "./entry.ts";
import { checked, type Office, refused } from "./office.ts";
import { overpaid, refundArgs, result } from "./refund.ts";
import { reverse } from "./reverse.ts";

const dayMs = 86_400_000;

export const feeing = {
  input: refundArgs as unknown as Action["input"], // A type of its own, with the same members.
  output: ["invoice", "amount", "date", "open", "journal"],
};

/**
 * `payment.fee`: what was paid beyond an invoice is the fee of a reminder. It is income without VAT
 * from when it is paid: what was only asked for stands in no books.
 *
 * FE1 No more is a fee than was paid too much.
 */
export function feeAction(office: Office): Action {
  return {
    ...feeing,
    kinds: { "/amount": "amount" },
    deed: "entered fee",
    lookup: "authoritative",
    settlesMs: 0,
    deadlineMs: 10_000,
    latenessMs: 30 * dayMs,
    undo: { deed: "took the fee out of the books", note: "by reversing entry" },
    businessKey: (args) => `fee/${parsed(args).line}`,
    amount: (args) => parsed(args).amount,
    preview: (args) => {
      const given = parsed(args);
      const written = amount(money.parse(given.amount), office.locale);
      return {
        line: `Fee ${written} that was paid with invoice ${given.invoice}`,
        details: [`income without VAT: ${office.fees}`],
      };
    },
    perform: async (request) => enterFee(office, request),
    find: async ({ token }) => find(office, token, (entry, book) => result(office, entry, book)),
    compensate: async (request) => takeBack(office, request),
    findCompensation: async ({ token }) =>
      find(office, `${token}/undo`, (entry, book) => result(office, entry, book)),
  };
}

function parsed(args: JsonObject) {
  return checked(refundArgs, "enter the fee", args);
}

function enterFee(office: Office, request: ActionRequest): Promise<JsonObject> {
  return enterAgainst(office, request, result, (book) => {
    const args = parsed(request.args);
    const given = money.parse(args.amount);
    const act = `Cannot enter ${money.format(given)} as a fee`;
    const invoice = overpaid(office, book, args.invoice, { given, act });
    const from = { line: args.line };
    const note = "fee of a reminder";
    return { mark: "fee", note, account: office.fees, given, args, from, invoice };
  });
}

async function takeBack(office: Office, request: ActionRequest): Promise<JsonObject> {
  const reversed = await reverse(office, request, { mark: "fee-reversal", note: "fee taken back" });
  if (reversed !== null) return result(office, ...reversed);
  throw refused("Cannot take the fee back: the books hold no entry of it", "semantic");
}
