import { z } from "zod";
import * as iban from "../../value/iban.ts";
import type { JsonObject } from "../../value/json.ts";

/** Who sends the invoice, as mainstay.yaml says. */
export type Sender = {
  name: string;
  /** Who stands behind the name, where it does not say so itself. */
  owner: string | null;
  lines: readonly string[];
  /** Mail, telephone, web: what stands in the letterhead. */
  contact: readonly string[];
  email: string | null;
  phone: string | null;
  vatId: string | null;
  taxNumber: string | null;
  country: string;
  account: { holder: string; iban: string; bic: string | null };
};

const text = z.string().min(1);
const lines = z.union([text, z.array(text)]);

const company = z.looseObject({
  name: text,
  details: z.looseObject({
    owner: text.optional(),
    address: lines.optional(),
    email: text.optional(),
    phone: text.optional(),
    web: text.optional(),
    vatId: text.optional(),
    taxNumber: text.optional(),
    country: text.optional(),
    accountHolder: text.optional(),
    iban: text.optional(),
    bic: text.optional(),
  }),
});

/** Throws an error that names the missing or mistaken line: no invoice may name a wrong account. */
export function sender(given: JsonObject): Sender {
  const read = company.safeParse(given);
  if (!read.success) {
    const issue = read.error.issues[0];
    throw problem(
      `"${issue?.path.join(".") ?? ""}" is ${issue?.message ?? "not as expected"}`,
      `correct the company's details`,
    );
  }
  const { name, details } = read.data;
  if (details.iban === undefined) {
    throw problem(`no account is named to pay into`, `add "iban" to the company's details`);
  }
  const mistake = iban.problem(details.iban);
  if (mistake !== null) {
    throw problem(`the IBAN "${details.iban}" is mistaken: ${mistake}`, `correct details.iban`);
  }
  const account = iban.normalise(details.iban);
  const bic = details.bic === undefined ? null : iban.normalise(details.bic);
  if (bic !== null && !/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(bic)) {
    throw problem(`the BIC "${bic}" has not the shape of one`, `correct or remove details.bic`);
  }
  const address = details.address ?? [];
  return {
    name,
    owner: details.owner === undefined || name.includes(details.owner) ? null : details.owner,
    lines: typeof address === "string" ? split(address) : address,
    contact: [details.email, details.phone, details.web].filter((line) => line !== undefined),
    email: details.email ?? null,
    phone: details.phone ?? null,
    vatId: details.vatId ?? null,
    taxNumber: details.taxNumber ?? null,
    country: details.country ?? account.slice(0, 2),
    account: { holder: details.accountHolder ?? name, iban: account, bic },
  };
}

function split(address: string): string[] {
  return address
    .split(/\n|,\s/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function problem(reason: string, remedy: string): Error {
  return new Error(`Cannot write an invoice: ${reason}; ${remedy} in mainstay.yaml`);
}
