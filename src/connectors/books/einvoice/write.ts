import type { ValidateFunction } from "ajv";
import type { FormatFactoryService, Invoice } from "@e-invoice-eu/core";
import type { JsonObject } from "../../../value/json.ts";
import { refused } from "../office.ts";
import { amended } from "./amend.ts";
import type { EInvoice } from "./format.ts";
import { sellerId } from "./party.ts";
import { isOutside, type Issued, ubl } from "./ubl.ts";

/**
 * Writes the data of an invoice as XML (CII), by a library that knows the standard's spelling.
 *
 * EW1 The same facts give the same bytes.
 * EW2 It is loaded when the first e-invoice is asked for (65 MB), and its schema is compiled once: it
 *     would compile it for every invoice.
 * EW3 The reference to a cancelled invoice stands in it: the library reads it from another place than
 *     its own schema puts it. What else it lacks is put right by `amended`.
 */
type Format = ReturnType<FormatFactoryService["createFormatService"]>;
type Writer = { format: Format; valid: ValidateFunction; name: string };

const names = { "factur-x": "CII", xrechnung: "XRECHNUNG-CII" } as const;

const writers = new Map<string, Promise<Writer>>();

export async function write(as: Exclude<EInvoice, "none">, facts: Issued): Promise<string> {
  const { format, valid, name } = await writerFor(names[as]);
  const given = said(facts);
  if (!valid(given)) {
    const [first] = valid.errors ?? [];
    throw refused(
      `Cannot write the e-invoice of "${facts.number}": "${first?.instancePath ?? ""}" ${first?.message ?? "is not as expected"}`,
      "semantic",
    );
  }
  // What was just checked against the library's own schema has its type.
  const invoice = given as unknown as Invoice;
  format.fillInvoiceDefaults(invoice);
  referenceMoved(given);
  const options = { format: name, lang: "en", noWarnings: true };
  const written = await format.generate(invoice, options);
  return amended(String(written), sellerId(facts.sender, isOutside(facts.invoice)));
}

function said(facts: Issued): JsonObject {
  try {
    return ubl(facts);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refused(`Cannot write the e-invoice of "${facts.number}": ${reason}`, "semantic", cause);
  }
}

async function writerFor(name: string): Promise<Writer> {
  const known = writers.get(name) ?? make(name);
  writers.set(name, known);
  return known;
}

async function make(name: string): Promise<Writer> {
  const [{ FormatFactoryService, invoiceSchema }, { Ajv2019 }] = await Promise.all([
    import("@e-invoice-eu/core"),
    import("ajv/dist/2019.js"),
  ]);
  const quiet = { log() {}, warn() {}, error() {} }; // It would print the client's data.
  const format = new FormatFactoryService().createFormatService(name, quiet);
  const schema = structuredClone(invoiceSchema);
  format.patchSchema(schema);
  const ajv = new Ajv2019({ strict: true, allErrors: true, useDefaults: true });
  return { format, valid: ajv.compile(schema), name };
}

/** EW3: the schema wants the reference one level below where the writer of CII reads it. */
function referenceMoved(given: JsonObject): void {
  // As `ubl` makes it.
  const invoice = given["ubl:Invoice"] as Record<string, JsonObject[] | undefined>;
  const references = invoice["cac:BillingReference"];
  if (references === undefined) return;
  invoice["cac:BillingReference"] = references.map(
    (of) => of["cac:InvoiceDocumentReference"] as JsonObject,
  );
}
