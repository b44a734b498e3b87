import type { JsonObject } from "../../value/json.ts";
import { type ActionRequest, type Attachment, ConnectorError, type Files } from "../contract.ts";
import { issueArgs, type IssueArgs } from "./args.ts";
import { data, type Facts } from "./document.ts";
import * as durable from "./durable.ts";
import { compute, type Invoice, problem } from "./invoice.ts";
import { checked, fileOf, type Office, refused } from "./office.ts";
import { draw } from "./pdf.ts";
import type { Sender } from "./sender.ts";

/** The paper side of an invoice: from arguments to a PDF that is kept. */
export const input = issueArgs.refine(
  (args) => (args.amount === undefined) === (args.lines === undefined) || problem(args) === null,
  // Called only where the check above found a problem with arguments of this shape.
  { error: (issue) => problem(issue.input as IssueArgs) ?? "", path: ["lines"] },
);

export function parsed(args: JsonObject): IssueArgs {
  return checked(input, "issue the invoice", args);
}

/** What every document of an invoice says. */
export function common(office: Office, args: IssueArgs, invoice: Invoice): Common {
  const sender = senderOf(office);
  if (invoice.vat.treatment === "reverse" && sender.vatId === null) {
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
  const bytes = await draw(office.template(), data(facts), at);
  return {
    name: "invoice-draft.pdf",
    mediaType: "application/pdf",
    digest: await files.put(bytes),
  };
}

/** Draws a document and keeps it, as blob and in the folder: before the entry, which names it. */
export async function keep(
  office: Office,
  number: string,
  facts: Facts,
  { at, templates = {} }: Pick<ActionRequest, "at" | "templates">,
  files: Files,
): Promise<string> {
  const template = office.template();
  const source = templates[template.file];
  const pinned = source === undefined ? template : { ...template, source };
  const bytes = await draw(pinned, data(facts), at);
  try {
    const digest = await files.put(bytes);
    await durable.replace(fileOf(office, number), bytes);
    return digest;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConnectorError(`Cannot keep the PDF of "${number}": ${reason}`, {
      happened: "no",
      failure: "transient",
      cause,
    });
  }
}
