import type { RecallQuery } from "../../api/contract/memory.ts";
import type { ClientRow, InvoiceRow, MailRow } from "../../api/contract/bring.ts";
import type { Place, Progress } from "./place.ts";

/** Files of hers, read line by line; nothing is taken over by that. */
export type BringFiles = {
  clients: (file: string) => Promise<Listed<ClientRow>>;
  /** `currency` counts where a line names no other. */
  invoices: (file: string, currency: string) => Promise<Listed<InvoiceRow>>;
  /** Of an .mbox file of any size, in batches. */
  mails: (
    place: Place,
    file: string,
    progress: Progress,
  ) => AsyncIterable<Pick<Listed<MailRow>, "rows" | "refused">>;
};

export type Listed<T> = {
  rows: readonly T[];
  refused: readonly { line: number; reason: string }[];
  /** Headings that mean nothing; and those that would. */
  strange: readonly string[];
  known: readonly string[];
};

export type BringList =
  | ({ what: "clients" } & Listed<ClientRow>)
  | ({ what: "invoices" } & Listed<InvoiceRow>);

/** One question of many; the id is that of its asker. */
export type Asked =
  | { query: RecallQuery & { id: string } }
  | { id: string | null; refused: { line: number; reason: string } };
