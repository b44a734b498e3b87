import type { Deed, Desk, DiffLine, Fate } from "../api/contract/desk.ts";
import type { Prompts } from "./prompts.ts";
import type { Terminal } from "./terminal.ts";

/** What the command line needs of the world; only `main.ts` knows the real ones. */
export type Deps = {
  /** To the owner's socket, or, without an owner, opened in process to read and record only. */
  connect: (place: Place) => Promise<Connection>;
  up: (options: UpOptions) => Promise<number>;
  tryMails: (file: string, place: Place) => Promise<TryView>;
  init: (options: InitOptions) => Promise<InitView>;
  tour: (options: TourOptions) => AsyncIterable<TourEvent>;
  rebuild: (place: Place) => Promise<RebuildView>;
  /** Writes the published schemas into the folder and names the files. */
  schemas: (folder: string) => Promise<string[]>;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** True if both ends are a terminal, so that keys and questions work. */
  isTTY: boolean;
  /** Width of the terminal in cells; undefined where there is none. */
  columns: number | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** Made when keys are read; it gives the keyboard back when closed. */
  terminal: () => Terminal;
  prompts: Prompts;
  openEditor: (text: string, suffix: string) => Promise<string>;
  /** Shows a file to her with whatever program opens such files. */
  openFile: (path: string) => Promise<void>;
  readFile: (path: string) => Promise<string>;
  /** An id nobody used before, for a request that she makes once. */
  newId: () => string;
  version: string;
};

/** What was said about where things lie; null where nothing was said. */
export type Place = { data: string | null; workspace: string | null };

export type Connection = { desk: Desk; owner: boolean; close(): Promise<void> };

export type UpOptions = { place: Place; json: boolean; example: boolean };

export type TryView = {
  mails: { from: string; title: string; fate: Fate; because: string }[];
  proposals: {
    client: string;
    deeds: Deed[];
    diff: DiffLine[];
    letters: { to: string; subject: string; text: string }[];
    questions: string[];
  }[];
};

export type VatStatus = "registered" | "small-business" | "none";

export type InitOptions = {
  folder: string;
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** ISO 4217. */
  currency: string;
  vat: VatStatus;
  /** Without spaces; empty where it is not known yet. */
  iban: string;
  /** Number of the last invoice written before; empty for none. */
  lastInvoice: string;
  /** Folder in which her mails lie; empty where it is not known yet. */
  mailbox: string;
  /** Under which she writes; empty where it is not known yet. */
  email: string;
};

export type InitView = { folder: string; files: string[] };

export type TourOptions = { place: Place };

/** The tour as it happens. Times are those of its virtual clock. */
export type TourEvent =
  | {
      kind: "opened";
      company: string;
      timeZone: string;
      locale: string;
      folder: string;
      /** True if an interrupted tour goes on. */
      resumed: boolean;
      /** True if it was played to its end before: only what it left is told. */
      finished: boolean;
    }
  /** `verb`: came, drafted, asked, you, did, sent, held, waiting, undid, stays, unsure, failed. */
  | { kind: "entry"; at: number; verb: string; client: string; line: string }
  | {
      kind: "ended";
      at: number;
      /** What she can open: { label: "invoice 2026-011", path }. */
      artifacts: { label: string; path: string }[];
      waiting: number;
      spentMicros: number;
      currency: string;
    };

export type RebuildView = {
  events: number;
  /** Each table derived anew from the history, and whether it is what stood there before. */
  tables: { name: string; equal: boolean }[];
};
