import path from "node:path";
import { readFile } from "node:fs/promises";
import type { Flaw } from "../contract.ts";
import type { IssueArgs } from "./args.ts";
import { data, type Facts } from "./document.ts";
import { compute } from "./invoice.ts";
import type { Office } from "./office.ts";
import { builtIn, draw, type Template, TemplateError } from "./pdf.ts";
import type { Sender } from "./sender.ts";

const sample: IssueArgs = {
  kind: "deposit",
  engagement: "sample",
  client: { name: "A Client", address: ["1 Sample Street", "12345 Sampleton"] },
  lines: [
    { text: "Work", detail: "as agreed", quantity: "1.5", unit: "h", price: "100.00 EUR" },
    { text: "Deposit paid", price: "-50.00 EUR" },
  ],
  service: { from: "2026-06-01", to: "2026-06-02" },
  note: "Thank you.",
};
const severalRates: IssueArgs["lines"] = [
  { text: "Work", price: "100.00 EUR" },
  { text: "Books", price: "20.00 EUR", vat: "reduced" },
  { text: "Abroad", price: "10.00 EUR", vat: "outside" },
];
/** A document of hers must be able to carry an e-invoice, whoever asks for one first. */
const anyXml = "<Sample/>";
const at = Date.UTC(2026, 5, 2);

/** Draws each kind of document once from sample data: what is wrong is told before it matters. */
export async function checkTemplate(office: Office): Promise<readonly Flaw[]> {
  const template = office.template();
  if (await shipped(template)) return [];
  for (const facts of samples(office)) {
    try {
      await draw(template, data(facts), at, facts.document === "draft" ? null : anyXml);
    } catch (error) {
      return [flaw(template, error)];
    }
  }
  return [];
}

async function shipped({ folder, file }: Template): Promise<boolean> {
  if (folder === builtIn.folder) return true;
  const [own, ours] = await Promise.all(
    [folder, builtIn.folder].map((place) =>
      readFile(path.join(place, file), "utf8").catch(() => null),
    ),
  );
  return own !== null && own === ours;
}

function samples(office: Office): Facts[] {
  const { locale } = office;
  // By no rules of hers: what they say of a sample is not the template's fault.
  const terms = { rate: 19, reduced: 7, dueDays: 14 };
  const invoice = compute(sample, terms, "2026-06-02");
  const mixed = compute({ ...sample, lines: severalRates }, terms, "2026-06-02");
  const own = senderOf(office);
  const common = { args: sample, invoice, sender: own, vatNote: office.vatNote(own), locale };
  const number = "2026-001";
  return [
    { ...common, document: "draft" },
    { ...common, invoice: mixed, document: "invoice", number, reference: "RF09 2026 001" },
    {
      ...common,
      document: "credit-note",
      number,
      cancels: { number, issued: "2026-06-02" },
      whole: false,
      reason: "As agreed.",
      refund: { amount: invoice.gross, iban: own.account.iban },
    },
  ];
}

/** What is still missing of the company's details is no mistake of the template's. */
function senderOf(office: Office): Sender {
  try {
    return office.sender();
  } catch {
    const account = { holder: "Sample", iban: "DE89370400440532013000", bic: null };
    const nothing = {
      lines: [],
      contact: [],
      email: null,
      phone: null,
      vatId: null,
      taxNumber: null,
    };
    return { name: office.companyName, owner: null, ...nothing, country: "DE", account };
  }
}

function flaw(template: Template, error: unknown): Flaw {
  const known = error instanceof TemplateError ? error : null;
  const reason = known?.reason ?? (error instanceof Error ? error.message : String(error));
  const file = `templates/${path.basename(known?.file ?? template.file)}`;
  return {
    file,
    line: known?.line ?? null,
    message: `Cannot draw an invoice from this template: it ${reason}`,
    remedy:
      reason === "cannot be read"
        ? "add the file, or name another template in the connector's file"
        : "correct it at this place, or delete the file to use the built-in invoice",
  };
}
