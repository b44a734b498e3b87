import { readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Document, isNode, parse, parseDocument } from "yaml";
import { addressLines } from "../value/address.ts";
import { isObject, type Json } from "../value/json.ts";
import { lastWith } from "./last-invoice.ts";
import { seriesOf, vatOf } from "./starter/books.ts";
import type { Founding } from "./starter/founding.ts";
import { mailConnectors } from "./starter/mail.ts";

/** Answers of `init` that are given anew; what is absent stays. */
export type Anew = Partial<
  Pick<
    Founding,
    | "name"
    | "vat"
    | "vatRate"
    | "vatNote"
    | "vatId"
    | "address"
    | "iban"
    | "lastInvoice"
    | "mailbox"
    | "email"
    | "account"
  >
> & {
  /** Why the last invoice is a lower one than before; absent or empty: it must not be. */
  lower?: string;
  /** The git repository that notes are published in, and where they are read. */
  site?: { repository: string; address: string };
};

/**
 * Changes single answers in the company's files, and leaves everything else in them as she wrote it,
 * comments too.
 *
 * CH1 Every file is made whole beside its place before the first takes it; where one cannot be read as
 *     YAML, all are left alone.
 */
export async function change(folder: string, anew: Anew): Promise<string[]> {
  const files = new Files(folder);
  const { name, iban, vat, vatId, address, email } = anew;
  const company = await files.open("mainstay.yaml");
  if (name !== undefined) company.setIn(["company", "name"], name);
  if (iban !== undefined) put(company, ["company", "details", "iban"], iban);
  if (vatId !== undefined) put(company, ["company", "details", "vatId"], vatId);
  if (vat !== undefined) {
    const at = ["company", "details", "chargesVat"];
    if (vat === "registered") company.deleteIn(at);
    else company.setIn(at, false);
  }
  if (address !== undefined) {
    const at = ["company", "details", "address"];
    if (address === "") company.deleteIn(at);
    else company.setIn(at, addressLines(address));
  }
  if (email !== undefined && email !== "") {
    company.setIn(["company", "details", "email"], email);
    company.setIn(["company", "personas", personaIn(company), "address"], email);
  }
  if (anew.site !== undefined) await nameSite(files, company, anew.site);
  await changeBooks(files, anew, countryIn(company));
  const { account = null, mailbox = "" } = anew;
  if (account !== null || mailbox !== "") {
    for (const [file, text] of Object.entries(mailConnectors({ account, mailbox }))) {
      files.whole(file, text);
    }
  }
  return files.write();
}

async function changeBooks(files: Files, anew: Anew, country: string): Promise<void> {
  const { lastInvoice, lower = "" } = anew;
  const lines = [
    ...(anew.vat === undefined
      ? []
      : vatOf(country, { vatRate: "", vatNote: "", ...anew, vat: anew.vat })),
    ...(lastInvoice === undefined ? [] : seriesOf(lastInvoice)),
  ];
  if (lines.length === 0) return;
  const books = await files.open("connectors/books.yaml");
  const last = books.toJS().last as Json | undefined;
  // The lines are those of a new company's file, so that both say it the same way.
  const said = parse(lines.join("\n")) as Record<string, Json>;
  // Rules of her own stand, where VAT is charged still.
  const ruled = anew.vat === "registered" && books.hasIn(["vat", "rules"]);
  for (const [key, value] of Object.entries(said)) {
    if (key === "vat" && ruled && isObject(value)) books.setIn(["vat", "rate"], value["rate"]);
    else books.setIn([key], value);
  }
  if (lastInvoice === undefined || lastInvoice === "") return;
  const { value, before } = lastWith(last ?? null, lastInvoice, lower);
  books.setIn(["last"], value);
  const node = books.get("last", true);
  if (before !== null && isNode(node)) node.comment = ` lowered from ${before}: ${lower}`;
}

/** What she set for notes before stays. */
async function nameSite(
  files: Files,
  company: Document,
  { repository, address }: NonNullable<Anew["site"]>,
): Promise<void> {
  const at = ["company", "details", "notes"];
  const { hostname } = new URL(address);
  const usual = { words: { least: 40, most: 900 }, hosts: [hostname], forbidden: [] };
  for (const [key, value] of Object.entries(usual)) {
    if (!company.hasIn([...at, key])) company.setIn([...at, key], value);
  }
  company.setIn([...at, "address"], address);
  const git = await files.open("connectors/git.yaml");
  git.setIn(["repository"], repository);
}

/** As the books have it: her country, else that of her account. */
function countryIn(company: Document): string {
  const [country, account] = ["country", "iban"].map((key) =>
    company.getIn(["company", "details", key]),
  );
  if (typeof country === "string") return country;
  return typeof account === "string" ? account.slice(0, 2) : "";
}

/** The persona that `init` makes, or the first of her own. */
function personaIn(company: Document): string {
  const personas = company.toJS().company?.personas as Record<string, unknown> | undefined;
  const names = Object.keys(personas ?? {});
  return names.includes("me") ? "me" : (names[0] ?? "me");
}

function put(document: Document, at: readonly string[], text: string): void {
  if (text === "") document.deleteIn(at);
  else document.setIn(at, text);
}

class FileInvalid extends Error {
  override readonly name = "FileInvalid";
}

/** The files of one change. */
class Files {
  readonly #folder: string;
  readonly #open = new Map<string, Document>();
  readonly #texts = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async open(file: string): Promise<Document> {
    const document = parseDocument(await readFile(path.join(this.#folder, file), "utf8"));
    if (document.errors.length > 0) {
      throw new FileInvalid(
        `Cannot change "${file}": it cannot be read as YAML; "mainstay apply --dry-run" names the place`,
      );
    }
    this.#open.set(file, document);
    return document;
  }

  whole(file: string, text: string): void {
    this.#texts.set(file, text);
  }

  async write(): Promise<string[]> {
    for (const [file, document] of this.#open) {
      this.#texts.set(file, document.toString({ lineWidth: 0 }));
    }
    const changed: string[] = [];
    try {
      for (const [file, text] of this.#texts) {
        const place = path.join(this.#folder, file);
        if ((await readFile(place, "utf8").catch(() => null)) === text) continue;
        await writeFile(`${place}~`, text);
        changed.push(file);
      }
      for (const file of changed) {
        await rename(path.join(this.#folder, `${file}~`), path.join(this.#folder, file));
      }
      return changed;
    } finally {
      for (const file of changed) await rm(path.join(this.#folder, `${file}~`), { force: true });
    }
  }
}
