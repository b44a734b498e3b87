import { cp } from "node:fs/promises";
import path from "node:path";
import type { ClientRow } from "../../src/api/contract/bring.ts";
import { type Left, leftIn } from "../tour/left.ts";
import { openStudio } from "./billing-studio.ts";
import type { Work } from "./killed.ts";

/** Clients who are billed each month without being asked about. */
const count = 30;

/**
 * The first of a month: for each client an invoice with its number and PDF, an entry in the books, a
 * record and a mail.
 */
export async function billing(folder: string): Promise<Work<Left>> {
  const before = path.join(folder, "before");
  const { opened, workspace } = await openStudio(before);
  const { desk, owner } = opened;
  const clients = Array.from({ length: count }, (_, n) => client(n));
  await desk.bring({ dryRun: false, what: "clients", rows: clients });
  for (const { line, email } of clients) {
    const input = {
      client: email,
      amount: `${100 + line}.00 EUR`,
      text: "Care of the site",
      alone: true,
    };
    await desk.start({ runbook: "agree-retainer", input, requestId: email });
  }
  await owner.quiet();
  await opened.close();
  return {
    workspace,
    begin: (data) => cp(before, data, { recursive: true }),
    child: (data) => [path.join(import.meta.dirname, "billing-child.ts"), data],
    left: leftIn,
    amiss,
    close: async () => {},
  };
}

function client(n: number): ClientRow {
  const name = `Client ${n}`;
  const email = `client-${n}@billing.example`;
  const address = [`${n} Quay Street`, "20457 Hamburg"];
  return {
    line: n,
    name,
    person: `Ana ${n}`,
    email,
    address,
    vatId: "",
    country: "",
    private: null,
    reference: "",
    einvoice: "",
  };
}

function amiss({ invoices, outbox, books }: Left): string[] {
  const issued = books.filter((entry) => entry.includes("mainstay: invoice"));
  const found = { invoices, mails: outbox, entries: issued };
  return Object.entries(found).flatMap(([what, { length }]) =>
    length === count ? [] : [`${length} ${what} for ${count} clients`],
  );
}
