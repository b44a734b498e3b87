import { z } from "zod";
import { type JsonObject, textOf } from "../../value/json.ts";
import { amount } from "../../value/locale.ts";
import * as money from "../../value/money.ts";
import type { Action, ActionRequest } from "../contract.ts";
import { line } from "./args.ts";
import type { Book } from "./book.ts";
import { enterAgainst } from "./against.ts";
import { find, invoiceEntry, owed } from "./entry.ts";
import type { Entry } from "./journal.ts";
import { checked, type Office, refused } from "./office.ts";
import * as promised from "./promised.ts";
import { overpaid, refundArgs, result as told } from "./refund.ts";
import { reverse } from "./reverse.ts";

const dayMs = 86_400_000;

/** `of`: the invoice that was paid too much. */
const useArgs = refundArgs.pick({ invoice: true, amount: true }).extend({ of: line(40) });

const output = ["invoice", "amount", "date", "open", "paid", "journal"];

export const keeping = {
  input: refundArgs as unknown as Action["input"], // A type of its own, with the same members.
  output,
};
export const using = {
  input: useArgs as unknown as Action["input"], // The same.
  output,
};

const usual = {
  kinds: { "/amount": "amount" },
  lookup: "authoritative",
  settlesMs: 0,
  deadlineMs: 10_000,
  latenessMs: 30 * dayMs,
} as const;

/**
 * `payment.keep`: what was paid too much on an invoice is kept for the next one. It is owed to the client
 * from then on, and open of no invoice.
 *
 * KP1 No more is kept than was paid too much, and what was used of it stays kept.
 */
export function keepAction(office: Office): Action {
  const parsed = (args: JsonObject) => checked(refundArgs, "keep the money", args);
  return {
    ...keeping,
    ...usual,
    deed: "kept for the next invoice",
    undo: { deed: "no longer kept for the next invoice", note: "by reversing entry" },
    businessKey: (args) => `keep/${parsed(args).line}`,
    amount: (args) => parsed(args).amount,
    preview: (args) => {
      const given = parsed(args);
      const written = amount(money.parse(given.amount), office.locale);
      return {
        line: `Keep ${written}, paid too much on invoice ${given.invoice}, for the next one`,
        details: [`owed to the client until then: ${office.kept}`],
      };
    },
    perform: async (request) =>
      enterAgainst(office, request, result, (book) => {
        const args = parsed(request.args);
        const given = money.parse(args.amount);
        const act = `Cannot keep ${money.format(given)}`;
        const invoice = overpaid(office, book, args.invoice, { given, act });
        const from = { line: args.line };
        const note = "kept for the next invoice";
        return { mark: "kept", note, account: office.kept, given, args, from, invoice };
      }),
    find: async ({ token }) => find(office, token, (entry, book) => result(office, entry, book)),
    compensate: async (request) =>
      takeBack(office, request, "kept", (book, { tags }) => {
        const kept = money.parse(tags["amount"] ?? "");
        const rest = promised.keptOf(book, tags["invoice"] ?? "", kept.currency);
        if (money.compare(rest, kept) >= 0) return;
        throw refused(
          `Cannot take it back: ${money.format(money.subtract(kept, rest))} of it was used for another invoice; take that back first`,
          "semantic",
        );
      }),
    findCompensation: async ({ token }) =>
      find(office, `${token}/undo`, (entry, book) => result(office, entry, book)),
  };
}

/**
 * `payment.use`: what was kept of an invoice pays for another. No money moves.
 *
 * KP2 No more is used than is still kept of that invoice and promised to no third, nor than is open of
 *     the other.
 */
export function useAction(office: Office): Action {
  const parsed = (args: JsonObject) => checked(useArgs, "use what was kept", args);
  return {
    ...using,
    ...usual,
    deed: "used what was kept",
    undo: { deed: "kept it again", note: "by reversing entry" },
    businessKey: (args) => `use/${parsed(args).of}/${parsed(args).invoice}`,
    amount: (args) => parsed(args).amount,
    preview: (args) => {
      const given = parsed(args);
      const written = amount(money.parse(given.amount), office.locale);
      return {
        line: `Use ${written}, kept of invoice ${given.of}, for invoice ${given.invoice}`,
        details: [],
      };
    },
    perform: async (request) =>
      enterAgainst(office, request, result, (book) => {
        const args = parsed(request.args);
        const used = money.parse(args.amount);
        const invoice = usable(office, book, args);
        const given = { ...used, minor: 0 - used.minor };
        const from = { of: args.of };
        const note = "paid by what was kept";
        return { mark: "kept-use", note, account: office.kept, given, args, from, invoice };
      }),
    find: async ({ token }) => find(office, token, (entry, book) => result(office, entry, book)),
    compensate: async (request) => takeBack(office, request, "kept-use"),
    findCompensation: async ({ token }) =>
      find(office, `${token}/undo`, (entry, book) => result(office, entry, book)),
  };
}

/** The entry of the invoice that it is used for (KP2). */
function usable(office: Office, book: Book, args: z.infer<typeof useArgs>): Entry {
  const given = money.parse(args.amount);
  const no = (reason: string) =>
    refused(`Cannot use ${money.format(given)} of what was kept: ${reason}`, "semantic");
  const rest = promised.free(office, book, args.of, given.currency, args.invoice);
  if (money.compare(given, rest) > 0) {
    throw no(
      `${rest.minor > 0 ? `only ${money.format(rest)}` : "nothing"} is kept of "${args.of}"`,
    );
  }
  const invoice = invoiceEntry(office, book, args.invoice);
  const last = book.entries.at(-1);
  if (invoice === null || last === undefined) {
    throw no(`the books hold no invoice "${args.invoice}"`);
  }
  const open = owed(office, book, invoice, last);
  if (open.currency !== given.currency || money.compare(given, open) > 0) {
    throw no(`of "${args.invoice}" ${money.format(open)} are open`);
  }
  return invoice;
}

async function takeBack(
  office: Office,
  request: ActionRequest,
  mark: "kept" | "kept-use",
  may: (book: Book, entry: Entry) => void = () => undefined,
): Promise<JsonObject> {
  const note = mark === "kept" ? "not kept any more" : "kept again";
  const reversed = await reverse(office, request, { mark: `${mark}-reversal`, note, may });
  if (reversed !== null) return result(office, ...reversed);
  throw refused("Cannot take it back: the books hold no entry of it", "semantic");
}

function result(office: Office, entry: Entry, book: Book): JsonObject {
  const found = told(office, entry, book);
  return { ...found, paid: money.parse(textOf(found["open"])).minor <= 0 };
}
