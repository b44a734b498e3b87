import type { JsonObject } from "../../value/json.ts";
import { type ActionRequest, type Attachment, ConnectorError, type Files } from "../contract.ts";
import { issueArgs, type IssueArgs } from "./args.ts";
import { data, type Facts } from "./document.ts";
import * as durable from "./durable.ts";
import { missing } from "./einvoice/demand.ts";
import type { EInvoice } from "./einvoice/format.ts";
import type { Issued } from "./einvoice/ubl.ts";
import { write } from "./einvoice/write.ts";
import { tag } from "./entry.ts";
import { compute, exchangeFor, type Invoice, problem } from "./invoice.ts";
import type { Entry } from "./journal.ts";
import { backwards, unsaid } from "./lacks.ts";
import { anyDay, checked, fileName, fileOf, type Office, refused } from "./office.ts";
import { draw } from "./pdf.ts";
import type { Sender } from "./sender.ts";

/** The paper side of an invoice: from arguments to a PDF that is kept. */
export const input = issueArgs.refine(
  (args) => (args.amount === undefined) === (args.lines === undefined) || problem(args) === null,
  // Called only where the check above found a problem with arguments of this shape.
  { error: (issue) => problem(issue.input as IssueArgs) ?? "", path: ["lines"] },
);

/** The same, where it is known by which rules VAT is charged and what an e-invoice must say. */
export function inputOf(office: Office): typeof input {
  return input.superRefine((args, context) => {
    const flaw = unfit(office, args);
    if (flaw !== null) context.addIssue({ code: "custom", ...flaw });
  });
}

export function parsed(args: JsonObject): IssueArgs {
  return checked(input, "issue the invoice", args);
}

/** Why these arguments make no invoice here, and where; null if they do. */
function unfit(office: Office, args: IssueArgs): { path: string[]; message: string } | null {
  let at = "exchange";
  try {
    exchangeFor(args, office.terms);
    at = "vat";
    const invoice = compute(args, office.terms, anyDay);
    at = "client";
    const demand = missing(wanted(office, args), args, invoice, office.sender());
    if (demand !== null) return { path: [at], message: demand };
    const lacking = backwards(args) ?? unsaid(args, office.terms.home);
    return lacking === null ? null : { path: ["service"], message: lacking };
  } catch (error) {
    return { path: [at], message: error instanceof Error ? error.message : String(error) };
  }
}

/** What the client is sent as data: its own wish, or what is usual here. */
export function wanted({ einvoice }: Office, { client }: Pick<IssueArgs, "client">): EInvoice {
  return client.einvoice ?? einvoice;
}

/** What every document of an invoice says. */
export function common(office: Office, args: IssueArgs, invoice: Invoice): Common {
  const sender = senderOf(office);
  const reverse = invoice.shares.some(({ treatment }) => treatment === "reverse");
  if (reverse && sender.vatId === null) {
    throw refused(
      `Cannot issue the invoice: reverse charge needs your own VAT ID; add "vatId" to the company's details in mainstay.yaml`,
    );
  }
  return { args, invoice, sender, vatNote: office.vatNote(sender), locale: office.locale };
}

export type Common = Pick<Facts, "args" | "invoice" | "sender" | "vatNote" | "locale">;

function senderOf(office: Office): Sender {
  try {
    return office.sender();
  } catch (cause) {
    throw refused(cause instanceof Error ? cause.message : String(cause), "deterministic", cause);
  }
}

/** What she can open before she approves: today's date, no number, and nothing to pay by. */
export async function sketch(office: Office, args: IssueArgs, files: Files): Promise<Attachment> {
  const at = office.now();
  const invoice = compute(args, office.terms, office.today(at));
  const facts = { ...common(office, args, invoice), document: "draft" } as const;
  return sketched(office, "invoice-draft.pdf", facts, at, files);
}

export async function sketched(
  office: Office,
  name: string,
  facts: Facts,
  at: number,
  files: Files,
): Promise<Attachment> {
  const bytes = await draw(office.template(), data(facts), at);
  return { name, mediaType: "application/pdf", digest: await files.put(bytes) };
}

/** References of what is kept of a document. */
export type Kept = { pdf: string; xml: string | null; einvoice: EInvoice };

/** Draws a document and keeps it, as blob and in the folder: before the entry, which names it. */
export async function keep(
  office: Office,
  facts: Issued,
  { at, templates = {} }: Pick<ActionRequest, "at" | "templates">,
  files: Files,
): Promise<Kept> {
  const template = office.template();
  const source = templates[template.file];
  const pinned = source === undefined ? template : { ...template, source };
  const einvoice = wanted(office, facts.args);
  const xml = einvoice === "none" ? null : await write(einvoice, facts);
  const pdf = await draw(pinned, data(facts), at, einvoice === "factur-x" ? xml : null);
  try {
    const beside = einvoice === "xrechnung" && xml !== null ? Buffer.from(xml) : null;
    const kept = {
      pdf: await files.put(pdf),
      xml: beside === null ? null : await files.put(beside),
      einvoice,
    };
    await durable.replace(fileOf(office, facts.number, "pdf"), pdf);
    if (beside !== null) await durable.replace(fileOf(office, facts.number, "xml"), beside);
    return kept;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConnectorError(`Cannot keep the PDF of "${facts.number}": ${reason}`, {
      happened: "no",
      failure: "transient",
      cause,
    });
  }
}

/** What is kept, as tags of the entry. */
export function keptTags({ pdf, xml, einvoice }: Kept): Record<string, string> {
  return { pdf, ...(xml === null ? {} : { xml }), ...(einvoice === "none" ? {} : { einvoice }) };
}

/** What is kept of an entry's document, for results: `attachments` is what the client is sent. */
export function keptOf(entry: Entry, number: string): JsonObject & { pdf: JsonObject } {
  const pdf = {
    name: fileName(number, "pdf"),
    mediaType: "application/pdf",
    digest: tag(entry, "pdf"),
  };
  const digest = entry.tags["xml"];
  const xml =
    digest === undefined
      ? null
      : { name: fileName(number, "xml"), mediaType: "application/xml", digest };
  return {
    pdf,
    einvoice: entry.tags["einvoice"] ?? "none",
    attachments: xml === null ? [pdf] : [pdf, xml],
  };
}

/** As `keptOf`, before there is anything to keep, and before it has a number. */
export function foreseenKept(
  einvoice: EInvoice,
  name: "invoice" | "credit-note" = "invoice",
): JsonObject {
  const digest = "0".repeat(64);
  const pdf = { name: `${name}.pdf`, mediaType: "application/pdf", digest };
  const xml = { name: `${name}.xml`, mediaType: "application/xml", digest };
  return { pdf, einvoice, attachments: einvoice === "xrechnung" ? [pdf, xml] : [pdf] };
}
