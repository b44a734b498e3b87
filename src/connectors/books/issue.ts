import * as reference from "../../value/creditor-reference.ts";
import type { JsonObject } from "../../value/json.ts";
import * as money from "../../value/money.ts";
import type { Action, ActionRequest, Files, Preview } from "../contract.ts";
import type { IssueArgs } from "./args.ts";
import type { Facts } from "./document.ts";
import { done, enter, find, invoiceEntry, issued, tag } from "./entry.ts";
import { compute, type Invoice, minus } from "./invoice.ts";
import type { Draft, Entry } from "./journal.ts";
import { amount, day, number } from "../../value/locale.ts";
import { fileName, type Office, refused } from "./office.ts";
import { common, input, keep, parsed, sketch } from "./paper.ts";
import * as series from "./series.ts";
import { creditNote, findCreditNote } from "./void.ts";

const dayMs = 86_400_000;
/** Figures do not depend on the day; only the dates on the document do. */
const anyDay = "2000-01-01";

export const issuing = {
  input: input as unknown as Action["input"], // Optional members are absent, never undefined.
  output: ["number", "reference", "net", "vat", "gross", "due", "issued", "pdf", "journal"],
};

/** `invoice.issue`: an invoice as PDF and as an entry in the books. The entry is the act. */
export function issueAction(office: Office): Action {
  return {
    ...issuing,
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
    undo: { deed: "voided invoice by credit note", note: "by credit note only" },
    businessKey: (args) => {
      const { kind, engagement } = parsed(args);
      return `${kind}/${engagement}`;
    },
    amount: (args) => money.format(compute(parsed(args), office.terms, anyDay).gross),
    series: {
      name: (_args, at) => series.ofYear(office.series, office.today(at).slice(0, 4)),
      text: series.text,
      highest: (name) => highest(office, name),
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

async function highest({ journal, last }: Office, name: string): Promise<number> {
  return journal.exclusive(async () => {
    const { entries } = await journal.read();
    const numbers = [...entries.map(({ code, tags }) => tags["invoice"] ?? code), last ?? ""];
    return Math.max(0, ...numbers.map((text) => series.position(name, text) ?? 0));
  });
}

function preview({ locale, terms }: Office, args: IssueArgs): Preview {
  const invoice = compute(args, terms, anyDay);
  const { net, vat, gross } = invoice;
  const line =
    vat.treatment === "standard"
      ? `Invoice ${number(net, locale)} + ${vat.rate} % ${number(vat.amount, locale)} = ${amount(gross, locale)}`
      : `Invoice ${amount(gross, locale)}, ${vat.treatment === "reverse" ? "reverse charge" : "no VAT"}`;
  const { name, address = [], vatId } = args.client;
  return {
    line,
    details: [
      `to ${[name, ...address].join(", ")}`,
      ...(vatId === undefined ? [] : [`their VAT ID ${vatId}`]),
      ...invoice.items.map((item) => `${item.text}: ${number(item.amount, locale)}`),
      args.due === undefined
        ? `due ${terms.dueDays} days after it is issued`
        : `due ${day(args.due, locale)}`,
    ],
  };
}

/** As `result`, with the number that nobody has taken yet left open. */
function foresee(office: Office, args: IssueArgs, at: number): JsonObject {
  const { net, vat, gross, due, issued: date } = compute(args, office.terms, office.today(at));
  return {
    number: "(next number)",
    reference: "(its reference)",
    net: money.format(net),
    vat: money.format(
      vat.treatment === "standard" ? vat.amount : { minor: 0, currency: net.currency },
    ),
    gross: money.format(gross),
    due,
    issued: date,
    pdf: { name: "invoice.pdf", mediaType: "application/pdf", digest: "0".repeat(64) },
    journal: office.journalName,
  };
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
    if (invoiceEntry(office, book, allotted) !== null) {
      throw refused(
        `Cannot issue invoice "${allotted}": the books already hold that number; check the last entries of ${office.journalName}`,
      );
    }
    const args = parsed(request.args);
    const invoice = compute(args, office.terms, office.today(request.at));
    if (invoice.due < invoice.issued) {
      throw refused(
        `Cannot issue invoice "${allotted}": it would be due ${invoice.due}, before its date ${invoice.issued}; give a later "due"`,
        "semantic",
      );
    }
    const rf = reference.make(allotted);
    const facts: Facts = {
      ...common(office, args, invoice),
      document: "invoice",
      number: allotted,
      reference: rf,
    };
    const pdf = await keep(office, allotted, facts, request, files);
    const draft = entryOf(office, request, args, invoice, { number: allotted, rf, pdf });
    const [entry] = await enter(office, draft, request.token);
    return result(office, entry);
  });
}

function entryOf(
  office: Office,
  request: ActionRequest,
  args: IssueArgs,
  { net, vat, gross, issued: date, due, kind }: Invoice,
  { number, rf, pdf }: { number: string; rf: string; pdf: string },
): Draft {
  const { accounts } = office;
  const tax = vat.treatment === "standard" ? vat.amount : { minor: 0, currency: net.currency };
  return {
    date,
    code: number,
    payee: args.client.name,
    note: `${kind} invoice`,
    tags: [
      { mainstay: issued, invoice: number, reference: rf, due },
      {
        net: money.format(net),
        rate: vat.treatment === "standard" ? String(vat.rate) : vat.treatment,
        vat: money.format(tax),
        gross: money.format(gross),
      },
      { pdf },
      { token: request.token },
      { digest: request.digest },
    ],
    postings: [
      { account: accounts.receivable, amount: gross },
      { account: accounts.income, amount: minus(net) },
      ...(tax.minor === 0 ? [] : [{ account: accounts.vat, amount: minus(tax) }]),
    ],
  };
}

function result({ journalName }: Office, entry: Entry): JsonObject {
  const number = tag(entry, "invoice");
  return {
    number,
    reference: tag(entry, "reference"),
    net: tag(entry, "net"),
    vat: tag(entry, "vat"),
    gross: tag(entry, "gross"),
    due: tag(entry, "due"),
    issued: entry.date,
    pdf: {
      name: fileName(number),
      mediaType: "application/pdf",
      digest: tag(entry, "pdf"),
    },
    journal: journalName,
  };
}
