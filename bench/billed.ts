import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { errorCode } from "../src/value/error-code.ts";
import { emailOf, netOf } from "./billing-company.ts";

/** What stands outside after all were billed, read from the files alone. */
export type Billed = {
  invoices: Counted;
  letters: Counted;
  /** Cents by which what clients owe by the journal differs from what was agreed. */
  offCents: number;
  /** What hledger says against the journal; null where it is not installed. */
  hledger: string | null;
};

export type Counted = { missing: number; twice: number; unasked: number };

/** The first number behind the last that the example's books name. */
const first = 11;
const vat = 19;

export async function billedIn(data: string, retainers: number): Promise<Billed> {
  const file = join(data, "books", "main.journal");
  const journal = await readFile(file, "utf8");
  const each = Array.from({ length: retainers }, (_, n) => n);
  const numbers = each.map((n) => `2026-${String(first + n).padStart(3, "0")}`);
  const owed = each.reduce((sum, n) => sum + netOf(n) * (100 + vat), 0);
  const hledger = await hledgerOf(file, owed);
  return {
    invoices: counted(numbers, numbersIn(journal)),
    letters: counted(each.map(emailOf), await recipientsIn(join(data, "outbox", "new"))),
    offCents: owedIn(journal) - owed,
    hledger,
  };
}

/** How what is there differs from what should be, each of it once. */
export function counted(wanted: readonly string[], found: readonly string[]): Counted {
  const there = new Set(found);
  const known = new Set(wanted);
  return {
    missing: wanted.filter((each) => !there.has(each)).length,
    twice: found.length - there.size,
    unasked: [...there].filter((each) => !known.has(each)).length,
  };
}

export function numbersIn(journal: string): string[] {
  return Array.from(journal.matchAll(/mainstay: invoice, invoice: (\S+),/g), ([, n = ""]) => n);
}

/** Every posting on what clients owe, in cents. */
export function owedIn(journal: string): number {
  const postings = journal.matchAll(/^ +assets:receivable\b.*? {2,}.*?(-?)([\d,]+)\.(\d\d)\b/gm);
  return Array.from(postings, ([, sign = "", whole = "", cents = ""]) =>
    Number(`${sign}${whole.replaceAll(",", "")}${cents}`),
  ).reduce((sum, each) => sum + each, 0);
}

/** Whom letters with an invoice went to; notes to herself carry none. */
async function recipientsIn(outbox: string): Promise<string[]> {
  const to: string[] = [];
  for (const name of await readdir(outbox)) {
    const mail = await readFile(join(outbox, name), "utf8");
    if (!mail.includes("application/pdf")) continue;
    to.push(/^To: (?:.*<)?([^\s>]+)/m.exec(mail)?.[1] ?? "");
  }
  return to;
}

async function hledgerOf(file: string, owed: number): Promise<string | null> {
  const hledger = (...args: string[]) => promisify(execFile)("hledger", ["-f", file, ...args]);
  try {
    await hledger("check", "--strict");
    const { stdout } = await hledger("balance", "-N", "--output-format=csv", "assets:receivable");
    const cents = Number(stdout.replaceAll(/[^\d.-]/g, "").replace(".", ""));
    return cents === owed ? "" : `what clients owe is ${stdout.trim()}`;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    return error instanceof Error ? error.message : String(error);
  }
}
