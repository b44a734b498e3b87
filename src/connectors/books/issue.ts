import * as reference from "../../value/creditor-reference.ts";
import { type JsonObject, textOf } from "../../value/json.ts";
import * as money from "../../value/money.ts";
import type { Action, ActionRequest, Files } from "../contract.ts";
import type { IssueArgs } from "./args.ts";
import { done, enter, find, issued, tag, unusable } from "./entry.ts";
import { staleness } from "./exchange.ts";
import { foresee, preview } from "./foretell.ts";
import { compute, currencyOf, type Invoice, minus } from "./invoice.ts";
import type { Draft, Entry } from "./journal.ts";
import { anyDay, dated, fileName, highestIn, type Office, refused } from "./office.ts";
import {
  common,
  input,
  inputOf,
  keep,
  type Kept,
  keptOf,
  keptTags,
  parsed,
  sketch,
} from "./paper.ts";
import { mustBeKept } from "./promised.ts";
import * as series from "./series.ts";
import * as setOff from "./set-off.ts";
import * as inBooks from "./vat/in-books.ts";
import { creditNote, findCreditNote, noteNumber } from "./void.ts";

const dayMs = 86_400_000;

export const issuing = {
  input: input as unknown as Action["input"], // Optional members are absent, never undefined.
  output: [
    "number",
    "reference",
    "net",
    "vat",
    "gross",
    "used",
    "open",
    "due",
    "issued",
    "pdf",
    "einvoice",
    "attachments",
    "journal",
  ],
};

/** `invoice.issue`: an invoice as PDF and as an entry in the books. The entry is the act. */
export function issueAction(office: Office): Action {
  return {
    ...issuing,
    input: inputOf(office) as unknown as Action["input"], // As above.
    kinds: {
      "/amount": "amount",
      "/lines/*/price": "amount",
      "/lines/*/quantity": "amount",
      "/text": "text",
      "/lines/*/text": "text",
      "/note": "text",
    },
    deed: "issued invoice",
    lookup: "authoritative",
    settlesMs: 0,
    deadlineMs: 30_000,
    latenessMs: 3 * dayMs,
    undo: {
      deed: "voided invoice by credit note",
      note: "by credit note only",
      leaves: ({ number }) =>
        `the credit note is yours to send: ${fileName(noteNumber(textOf(number)), "pdf")}, with your invoices`,
    },
    businessKey: (args) => {
      const { kind, engagement } = parsed(args);
      return `${kind}/${engagement}`;
    },
    amount: (args) => money.format(compute(parsed(args), office.terms, anyDay).gross),
    series: {
      name: (args, at) => seriesOf(office, parsed(args), at),
      names: (at) => office.numbers.patterns.map((pattern) => dated(office, pattern, at)),
      text: series.text,
      highest: async (name) => highestIn(office, name),
    },
    aliases: ({ reference: rf }) => (typeof rf === "string" ? [`rf:${rf}`] : []),
    preview: (args) => preview(office, parsed(args)),
    foresee: (args, at) => foresee(office, parsed(args), at),
    draft: async (args, files) => sketch(office, parsed(args), files),
    perform: async (request, files) => issue(office, request, files),
    find: async (request) => find(office, request.token, (entry) => result(office, entry)),
    compensate: async (request, _applied, files) => creditNote(office, request, files),
    findCompensation: async (request) => findCreditNote(office, request),
  };
}

function seriesOf(office: Office, args: IssueArgs, at: number): string {
  return dated(office, office.numbers.invoice(args.kind, currencyOf(args)), at);
}

async function issue(office: Office, request: ActionRequest, files: Files): Promise<JsonObject> {
  return office.journal.exclusive(async (journal) => {
    const book = await journal.read();
    const stands = done(book, request.token, request);
    if (stands !== null) return result(office, stands);
    const allotted = request.number;
    if (allotted === undefined) {
      throw refused(`Cannot issue the invoice: no number was allotted to it`);
    }
    if (unusable(office, book, allotted)) {
      throw refused(
        `Cannot issue invoice "${allotted}": the books already hold that number; check the last entries of ${office.journalName}`,
      );
    }
    const args = parsed(request.args);
    const invoice = figured(office, args, office.today(request.at));
    if (invoice.due < invoice.issued) {
      throw refused(
        `Cannot issue invoice "${allotted}": it would be due ${invoice.due}, before its date ${invoice.issued}; give a later "due"`,
        "semantic",
      );
    }
    const rf = reference.make(allotted);
    const taken = setOff.parts(args, invoice.gross);
    mustBeKept(office, book, taken);
    const facts = {
      ...common(office, args, invoice),
      document: "invoice" as const,
      number: allotted,
      reference: rf,
    };
    const kept = await keep(office, facts, request, files);
    const draft = entryOf(office, request, args, invoice, { number: allotted, rf, kept, taken });
    const [entry] = await enter(office, draft, request.token);
    return result(office, entry);
  });
}

/** The figures; refused for a person where rules or rates do not give them (VR2, XR2). */
function figured(office: Office, args: IssueArgs, today: string): Invoice {
  try {
    const invoice = compute(args, office.terms, today);
    const stale = invoice.home === null ? null : staleness(invoice.home, today);
    if (stale === null) return invoice;
    throw new Error(stale);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refused(`Cannot issue the invoice: ${reason}`, "semantic", cause);
  }
}

function entryOf(
  office: Office,
  request: ActionRequest,
  args: IssueArgs,
  { net, vat, gross, shares, home, issued: date, due, kind }: Invoice,
  papers: { number: string; rf: string; kept: Kept; taken: readonly setOff.Part[] },
): Draft {
  const { accounts } = office;
  const { number, rf, kept, taken } = papers;
  const { rate = "", ...taxes } = inBooks.tags(shares);
  return {
    date,
    code: number,
    payee: args.client.name,
    note: kind === "invoice" ? kind : `${kind} invoice`,
    tags: [
      { mainstay: issued, invoice: number, reference: rf, due },
      { net: money.format(net), rate, vat: money.format(vat), gross: money.format(gross) },
      ...(Object.keys(taxes).length === 0 ? [] : [taxes]),
      ...(home === null
        ? []
        : [
            {
              exchange: `${home.rate} ${home.vat.currency} ${home.date}`,
              "vat-home": money.format(home.vat),
              "gross-home": money.format(home.gross),
            },
          ]),
      ...(taken.length === 0 ? [] : [{ takes: setOff.told(taken) }]),
      keptTags(kept),
      { token: request.token },
      { digest: request.digest },
    ],
    postings: [
      { account: accounts.receivable, amount: gross },
      { account: accounts.income, amount: minus(net) },
      ...(vat.minor === 0 ? [] : [{ account: accounts.vat, amount: minus(vat) }]),
    ],
    ...(home === null
      ? {}
      : {
          price: {
            date: home.date,
            of: net.currency,
            rate: home.rate,
            currency: home.vat.currency,
          },
        }),
  };
}

function result({ journalName }: Office, entry: Entry): JsonObject {
  const number = tag(entry, "invoice");
  const gross = money.parse(tag(entry, "gross"));
  const used = setOff.sum(setOff.read(entry.tags["takes"] ?? ""), gross.currency);
  return {
    number,
    reference: tag(entry, "reference"),
    net: tag(entry, "net"),
    vat: tag(entry, "vat"),
    gross: money.format(gross),
    ...setOff.figures(gross, used),
    due: tag(entry, "due"),
    issued: entry.date,
    ...keptOf(entry, number),
    journal: journalName,
  };
}
