import path from "node:path";
import { z } from "zod";
import { ConnectorError, type Place } from "../contract.ts";
import { resolve } from "../place.ts";
import { usualVatNote } from "./document.ts";
import type { EInvoice } from "./einvoice/format.ts";
import type { Terms } from "./invoice.ts";
import { JournalFile } from "./journal-file.ts";
import { type Locale, dayOf, locale } from "../../value/locale.ts";
import { highest, type Numbers, numbersOf } from "./numbers.ts";
import { choose, type Template } from "./pdf.ts";
import { type Sender, sender } from "./sender.ts";
import * as series from "./series.ts";
import { type Accounts, type Settings, usual } from "./settings.ts";

/** What both actions work with: the settings with everything usual filled in, and the company. */
export type Office = {
  journal: JournalFile;
  /** The journal's path as the settings give it, for results. */
  journalName: string;
  invoices: string;
  accounts: Accounts;
  /** The account of fees of reminders. */
  fees: string;
  /** The account of what clients paid too much and what was kept of it. */
  kept: string;
  /** The account of what was there before these books. */
  opening: string;
  terms: Terms;
  numbers: Numbers;
  /** What clients are sent as data, unless one wants another. */
  einvoice: EInvoice;
  locale: Locale;
  companyName: string;
  template(): Template;
  sender(): Sender;
  /** Null where the settings say that none is printed. */
  vatNote(of: Sender): string | null;
  today(at: number): string;
  now(): number;
};

const text = z.string().optional();

const company = z.looseObject({
  name: z.string(),
  currency: z.string().optional(),
  locale: z.string().optional(),
  timeZone: z.string().optional(),
  // What is mistaken in them is told by `sender`, with its remedy.
  details: z
    .looseObject({ country: text.catch(undefined), iban: text.catch(undefined) })
    .optional(),
});

export function office(settings: Settings, place: Place): Office {
  const {
    name,
    currency,
    locale: tag = "en",
    timeZone = "UTC",
    details = {},
  } = company.parse(place.company);
  const { rate, reduced, rules } = settings.vat;
  const home = details.country ?? details.iban?.slice(0, 2);
  const written = locale(tag);
  const {
    fees = usual.accounts.fees,
    kept = usual.accounts.kept,
    opening = usual.accounts.opening,
    ...accounts
  } = settings.accounts ?? usual.accounts;
  return {
    journal: new JournalFile(resolve(place, settings.journal)),
    journalName: settings.journal,
    invoices: resolve(place, settings.invoices),
    accounts,
    fees,
    kept,
    opening,
    terms: {
      rate,
      reduced,
      rules,
      home,
      dueDays: settings.dueDays ?? usual.dueDays,
      ...(currency === undefined ? {} : { currency }),
      exchange: settings.exchange,
    },
    numbers: numbersOf(settings),
    einvoice: settings.einvoice ?? "none",
    locale: written,
    companyName: name,
    template: () => choose(place.workspace, settings.template ?? usual.template),
    sender: () => sender(place.company),
    vatNote: ({ country }) => {
      const note = settings.vat.note ?? usualVatNote(country, written.language);
      return note === "" ? null : note;
    },
    today: (at) => dayOf(at, timeZone),
    now: () => place.now(),
  };
}

/** "2026-011.pdf": a number such as "RE/2026/011" must not name a folder. */
export function fileName(number: string, ending: "pdf" | "xml"): string {
  return `${number.replaceAll(/[^\w.-]/g, "-")}.${ending}`;
}

export function fileOf({ invoices }: Office, number: string, ending: "pdf" | "xml"): string {
  return path.join(invoices, fileName(number, ending));
}

/** Figures do not depend on the day; only the dates on a document do. */
export const anyDay = "2000-01-01";

/** The series of a pattern at an instant: that of the year where the company is. */
export function dated(office: Office, pattern: string, at: number): string {
  return series.ofYear(pattern, office.today(at).slice(0, 4));
}

/** The highest number of a series, as the books have it now. */
export async function highestIn({ journal, numbers }: Office, name: string): Promise<number> {
  return journal.exclusive(async () => highest(numbers, (await journal.read()).entries, name));
}

/** Nothing happened, and trying again would change nothing. */
export function refused(
  message: string,
  failure: "deterministic" | "semantic" = "deterministic",
  cause?: unknown,
): ConnectorError {
  return new ConnectorError(message, { happened: "no", failure, cause });
}

/** The arguments as the schema reads them; the engine has checked them before, elsewhere perhaps not. */
export function checked<T>(schema: z.ZodType<T>, act: string, args: unknown): T {
  const read = schema.safeParse(args);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw refused(
    `Cannot ${act}: "${issue?.path.join("/") ?? ""}" is not as expected: ${issue?.message ?? ""}`,
  );
}
