/**
 * What she brings along when she begins: clients, open invoices, and whom she wrote with. Each line is
 * taken once, however often it is brought.
 */
export type Bring = { dryRun: boolean } & (
  | { what: "clients"; rows: readonly ClientRow[] }
  | { what: "invoices"; rows: readonly InvoiceRow[] }
  | { what: "mails"; rows: readonly MailRow[] }
);

/** Empty texts: not said. `line` is that of her file. */
export type ClientRow = {
  line: number;
  name: string;
  person: string;
  email: string;
  address: readonly string[];
  vatId: string;
  /** ISO 3166-1, where the column names one. */
  country: string;
  /** True for a private person, false for a business; null: not said. */
  private: boolean | null;
  /** What she wants named on invoices. */
  reference: string;
  /** "factur-x", "xrechnung" or "none". */
  einvoice: string;
};

export type InvoiceRow = {
  line: number;
  number: string;
  /** Her client by name or mail address. */
  client: string;
  /** "1190.00 EUR"; what of it is still to be paid stands in `open`. */
  gross: string;
  open: string;
  /** "2026-06-01". */
  due: string;
  reference: string;
};

/** A mail's head, without its text. `line` counts the mails of the file. */
export type MailRow = {
  line: number;
  /** Its Message-ID, or the digest of its head. */
  id: string;
  /** Epoch ms. */
  at: number;
  /** Hers: what counts is to whom she wrote. */
  own: boolean;
  from: Person;
  to: readonly Person[];
  title: string;
  /** Message-IDs that it answers. */
  answers: readonly string[];
  /** Whether a person wrote it, as its head says. */
  personal: boolean;
};

export type Person = { name: string; address: string };

export type Brought = {
  taken: number;
  /** Those that were here before, as they are. */
  known: number;
  refused: { line: number; reason: string }[];
  /** Columns that her own form of such records has no place for. */
  dropped: string[];
  /** Clients under whose name passages were kept before, which are theirs now. */
  joined: string[];
  /** The highest number of invoices by these, and what comes next; null where they change nothing about it. */
  series: { last: string; next: string } | null;
};
