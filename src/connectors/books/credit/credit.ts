import * as iban from "../../../value/iban.ts";
import type { JsonObject } from "../../../value/json.ts";
import { amount } from "../../../value/locale.ts";
import * as money from "../../../value/money.ts";
import type { Action, ActionRequest, Attachment, Files, Preview } from "../../contract.ts";
import type { Facts } from "../document.ts";
import type { Book } from "../book.ts";
import { done, enter, find, invoiceEntry, owed, tag, unusable } from "../entry.ts";
import type { Entry } from "../journal.ts";
import { minus } from "../invoice.ts";
import { checked, dated, highestIn, type Office, refused } from "../office.ts";
import { foreseenKept, keep, keptOf, sketched, wanted } from "../paper.ts";
import * as series from "../series.ts";
import { creditArgs, type CreditArgs } from "./args.ts";
import { creditEntry, prepare } from "./note.ts";

const dayMs = 86_400_000;

export const crediting = {
  input: creditArgs as unknown as Action["input"], // Optional members are absent, never undefined.
  output: [
    "number",
    "invoice",
    "net",
    "vat",
    "gross",
    "left",
    "open",
    "refund",
    "issued",
    "pdf",
    "einvoice",
    "attachments",
    "journal",
  ],
};

/** `invoice.credit`: takes back an invoice or a part of it, by a document with a number of its own. */
export function creditAction(office: Office): Action {
  return {
    ...crediting,
    input: creditArgs.refine(({ refund }) => mistake(refund) === null, {
      error: (issue) => mistake((issue.input as CreditArgs).refund) ?? "",
      path: ["refund", "iban"],
    }) as unknown as Action["input"], // As above.
    kinds: {
      "/amount": "amount",
      "/lines/*/price": "amount",
      "/lines/*/text": "text",
      "/reason": "text",
      "/refund/iban": "account",
    },
    deed: "issued credit note",
    lookup: "authoritative",
    settlesMs: 0,
    deadlineMs: 30_000,
    latenessMs: 3 * dayMs,
    // What it takes back can be charged again by another invoice only.
    undo: null,
    businessKey: (args) => {
      const { invoice, occasion } = parsed(args);
      return `credit/${invoice}/${occasion}`;
    },
    amount: (args) => parsed(args).amount ?? null,
    series: {
      name: (_args, at) => dated(office, office.numbers.credit, at),
      names: (at) => [dated(office, office.numbers.credit, at)],
      text: series.text,
      highest: async (name) => highestIn(office, name),
    },
    preview: (args) => preview(office, parsed(args)),
    foresee: (args, at) => foresee(office, parsed(args), at),
    compare: async (args) => against(office, parsed(args)),
    draft: async (args, files) => sketch(office, parsed(args), files),
    perform: async (request, files) => credit(office, request, files),
    find: async ({ token }) => find(office, token, (entry, book) => result(office, entry, book)),
  };
}

function parsed(args: JsonObject): CreditArgs {
  return checked(creditArgs, "issue the credit note", args);
}

function mistake(refund: CreditArgs["refund"]): string | null {
  const reason = refund === undefined ? null : iban.problem(refund.iban);
  return reason === null ? null : `the IBAN to pay back to is mistaken: ${reason}`;
}

function preview({ locale }: Office, args: CreditArgs): Preview {
  const what =
    args.amount !== undefined
      ? amount(money.parse(args.amount), locale)
      : args.lines !== undefined
        ? `${args.lines.map(({ price }) => amount(money.parse(price), locale)).join(" + ")} net`
        : "all that is left of it";
  const { refund, reason } = args;
  return {
    line: `Credit note for invoice ${args.invoice}: ${what}`,
    details: [
      `to ${[args.client.name, ...(args.client.address ?? [])].join(", ")}`,
      ...(args.lines ?? []).map(({ text }) => text),
      ...(reason === undefined ? [] : [reason]),
      ...(refund === undefined ? [] : [`what was paid goes back to ${iban.groups(refund.iban)}`]),
    ],
  };
}

/** As `result`; what only the books know stays open. */
function foresee(office: Office, args: CreditArgs, at: number): JsonObject {
  return {
    number: "(next number)",
    invoice: args.invoice,
    net: "(as credited)",
    vat: "(as credited)",
    gross: args.amount ?? "(as credited)",
    left: "(what is left)",
    open: "(what is still to be paid)",
    refund: "(what was paid too much)",
    issued: office.today(at),
    ...foreseenKept(wanted(office, args), "credit-note"),
    journal: office.journalName,
  };
}

/** What of the invoice stays, and what was paid too much then. */
async function against(office: Office, args: CreditArgs): Promise<string[]> {
  return office.journal.exclusive(async (journal) => {
    const { left, refund } = prepare(
      office,
      await journal.read(),
      args,
      office.today(office.now()),
    );
    const written = (given: money.Money) => amount(given, office.locale);
    return [
      left.minor === 0 ? "all that is left of it" : `a part: ${written(left)} of it stay`,
      ...(refund.minor === 0 ? [] : [`${written(refund)} were paid too much then`]),
    ];
  });
}

async function sketch(office: Office, args: CreditArgs, files: Files): Promise<Attachment> {
  const at = office.now();
  const facts = await office.journal.exclusive(async (journal): Promise<Facts> => {
    const { facts } = prepare(office, await journal.read(), args, office.today(at));
    return { ...facts, number: null };
  });
  return sketched(office, "credit-note-draft.pdf", facts, at, files);
}

async function credit(office: Office, request: ActionRequest, files: Files): Promise<JsonObject> {
  return office.journal.exclusive(async (journal) => {
    const book = await journal.read();
    const stands = done(book, request.token, request);
    if (stands !== null) return result(office, stands, book);
    const { number } = request;
    if (number === undefined || unusable(office, book, number)) {
      throw refused(
        number === undefined
          ? `Cannot issue the credit note: no number was allotted to it`
          : `Cannot issue credit note "${number}": the books already hold that number; check the last entries of ${office.journalName}`,
      );
    }
    const prepared = prepare(office, book, parsed(request.args), office.today(request.at));
    const kept = await keep(office, { ...prepared.facts, number }, request, files);
    const draft = creditEntry(office, prepared, { number, kept, request, token: request.token });
    return result(office, ...(await enter(office, draft, request.token)));
  });
}

function result(office: Office, entry: Entry, book: Book): JsonObject {
  const number = tag(entry, "credit");
  const invoice = invoiceEntry(office, book, tag(entry, "invoice")) ?? entry;
  const credited = (name: string) => money.format(minus(money.parse(tag(entry, name))));
  return {
    number,
    invoice: tag(entry, "invoice"),
    net: credited("net"),
    vat: credited("vat"),
    gross: credited("gross"),
    left: tag(entry, "left"),
    open: money.format(owed(office, book, invoice, entry)),
    refund: tag(entry, "refund"),
    issued: entry.date,
    ...keptOf(entry, number),
    journal: office.journalName,
  };
}
