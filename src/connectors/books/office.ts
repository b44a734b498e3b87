import path from "node:path";
import { z } from "zod";
import { ConnectorError, type Place } from "../contract.ts";
import { resolve } from "../place.ts";
import { usualVatNote } from "./document.ts";
import type { Terms } from "./invoice.ts";
import { JournalFile } from "./journal-file.ts";
import { type Locale, dayOf, locale } from "../../value/locale.ts";
import { choose, type Template } from "./pdf.ts";
import { type Sender, sender } from "./sender.ts";
import { type Accounts, type Settings, usual } from "./settings.ts";

/** What both actions work with: the settings with everything usual filled in, and the company. */
export type Office = {
  journal: JournalFile;
  /** The journal's path as the settings give it, for results. */
  journalName: string;
  invoices: string;
  accounts: Accounts;
  terms: Terms;
  series: string;
  last: string | null;
  locale: Locale;
  companyName: string;
  template(): Template;
  sender(): Sender;
  vatNote(of: Sender): string;
  today(at: number): string;
  now(): number;
};

const company = z.looseObject({
  name: z.string(),
  locale: z.string().optional(),
  timeZone: z.string().optional(),
});

export function office(settings: Settings, place: Place): Office {
  const { name, locale: tag = "en", timeZone = "UTC" } = company.parse(place.company);
  const written = locale(tag);
  return {
    journal: new JournalFile(resolve(place, settings.journal)),
    journalName: settings.journal,
    invoices: resolve(place, settings.invoices),
    accounts: settings.accounts ?? usual.accounts,
    terms: { rate: settings.vat.rate, dueDays: settings.dueDays ?? usual.dueDays },
    series: settings.series ?? usual.series,
    last: settings.last ?? null,
    locale: written,
    companyName: name,
    template: () => choose(place.workspace, settings.template ?? usual.template),
    sender: () => sender(place.company),
    vatNote: ({ country }) => settings.vat.note ?? usualVatNote(country, written.language),
    today: (at) => dayOf(at, timeZone),
    now: () => place.now(),
  };
}

/** "2026-011.pdf": a number such as "RE/2026/011" must not name a folder. */
export function fileName(number: string): string {
  return `${number.replaceAll(/[^\w.-]/g, "-")}.pdf`;
}

export function fileOf({ invoices }: Office, number: string): string {
  return path.join(invoices, fileName(number));
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
