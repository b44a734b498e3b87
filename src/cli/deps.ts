import type { Deed, DiffLine } from "../api/contract/item.ts";
import type { Desk } from "../api/contract/desk.ts";
import type { Fate } from "../api/contract/arrivals.ts";
import type { LastNumber } from "../api/contract/status.ts";
import type { MonthReport } from "../api/contract/report.ts";
import type { ClientRow, InvoiceRow, MailRow } from "../api/contract/bring.ts";
import type { MailServer } from "../value/mail-server.ts";
import type { Prompts } from "./prompts.ts";
import type { Proofs } from "./proofs.ts";
import type { Terminal } from "./terminal.ts";

/** What the command line needs of the world; only `main.ts` knows the real ones. */
export type Deps = {
  /** To the owner's socket, or, without an owner, opened in process to read and record only. */
  connect: (place: Place) => Promise<Connection>;
  up: (options: UpOptions) => Promise<number>;
  tryMails: (file: string, place: Place) => Promise<TryView>;
  init: (options: InitOptions) => Promise<InitView>;
  founding: Founding;
  bring: BringFiles;
  service: {
    install: (place: Place, asked: { print: boolean; asRoot: boolean }) => Promise<ServiceView>;
    status: (place: Place) => Promise<ServiceView>;
    uninstall: (place: Place) => Promise<ServiceView>;
  };
  tour: (options: TourOptions) => AsyncIterable<TourEvent>;
  scenarios: (options: TestOptions) => AsyncIterable<TestEvent>;
  rebuild: (place: Place) => Promise<RebuildView>;
  proofs: Proofs;
  migrate: (place: Place, how: MigrateHow, progress: Progress) => Promise<MigrateView>;
  exportAll: (place: Place, to: string, progress: Progress) => Promise<ExportView>;
  importAll: (place: Place, options: ImportOptions, progress: Progress) => Promise<ImportView>;
  backup: BackupDeps;
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

/** A mailbox at a provider. */
export type MailAccount = { user: string; imap: MailServer; smtp: MailServer };

/** What is asked of the outside while a company is set up. */
export type Founding = {
  /** Where the mail of an address probably lies; `hint`: what she has to know of her provider. */
  servers: (address: string) => Promise<{ account: MailAccount; sure: boolean; hint: string }>;
  /** Logs in once to fetch and to send; nothing is read or sent. Each line is for her. */
  tryMailbox: (
    account: MailAccount,
    password: string,
  ) => Promise<{ in: { ok: boolean; line: string }; out: { ok: boolean; line: string } }>;
  /** Changes answers in the files of a company that is there, keeping everything else in them. */
  change: (place: Place, answers: ChangedAnswers) => Promise<{ files: string[] }>;
  /** The country that this machine seems to be in. */
  country: string;
};

/** What was said anew; what is absent stays. */
export type ChangedAnswers = Partial<
  Pick<InitOptions, "name" | "vat" | "vatId" | "iban" | "lastInvoice" | "mailbox" | "email">
> & { account?: MailAccount; password?: string };

/** What keeps a company running, and what was done about it. */
export type ServiceView = {
  act: "install" | "print" | "status" | "uninstall";
  name: string;
  /** Of the system's, that says how. */
  file: string;
  /** Where the company may write. */
  writes: string[];
  text: string;
  written: boolean;
  /** False where the file was written for other places than today's. */
  current: boolean;
  running: boolean;
  ran: { words: readonly string[]; ok: boolean; said: string }[];
  /** Commands that she has to type herself. */
  left: string[][];
};

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

export type InitOptions = {
  folder: string;
  /** Where the company's data will lie; null: beside its files. */
  data: string | null;
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** ISO 4217. */
  currency: string;
  vat: VatStatus;
  /** Empty where she has none, or it is not known yet. */
  vatId: string;
  /** Without spaces; empty where it is not known yet. */
  iban: string;
  /** Number of the last invoice written before; empty for none. */
  lastInvoice: string;
  /** Folder in which her mails lie; empty where it is not known yet. */
  mailbox: string;
  /** Under which she writes; empty where it is not known yet. */
  email: string;
  /** Her mailbox at a provider; null where mails lie in a folder, or it is not known yet. */
  account: MailAccount | null;
  /** The app password of the account; empty where it is kept elsewhere. */
  password: string;
  /** For how many days it only looks. */
  lookDays: number;
  /** When the morning note comes; empty for none. */
  morning: string;
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
      /** Of the month in which the tour began. */
      report: MonthReport;
      waiting: number;
      spentMicros: number;
      currency: string;
    };

/** `names`: none for all. `only`: a part of the name; null for any. */
export type TestOptions = { place: Place; names: string[]; only: string | null; verbose: boolean };

/** Scenarios as they are run. Times in stories are those of their virtual clock. */
export type TestEvent =
  | { kind: "none"; folder: string }
  | { kind: "begun"; scenarios: number; of: number; timeZone: string; locale: string }
  | {
      kind: "scenario";
      name: string;
      purpose: string;
      file: string;
      tookMs: number;
      /** What is not as expected, with the line of the file that says so; empty where it passed. */
      problems: { line: number; message: string; expected: string; found: string }[];
      /** What happened; told of one that failed, or when asked for. */
      story: { at: number; verb: string; client: string; line: string }[];
    }
  | { kind: "ended"; passed: number; failed: number; tookMs: number };

export type RebuildView = {
  events: number;
  /** Each table derived anew from the history, and whether it is what stood there before. */
  tables: { name: string; equal: boolean }[];
};

/** How far long work has come. */
export type Progress = (doing: string, done: number, total: number) => void;

/** `run` goes on to the newest format, `back` to the kept file; `drop` deletes what is kept. */
export type MigrateHow = "plan" | "run" | "back" | "drop";

export type MigrateView = {
  did: "nothing" | "migrated" | "back" | "dropped";
  /** Formats of the ledger's file: as it was, and as this program writes it. */
  from: number;
  to: number;
  events: number;
  bytes: number;
  neededBytes: number;
  availableBytes: number;
  expectedMs: number;
  changes: string[];
  /** What cannot be undone. */
  final: string[];
  kept: { format: number; path: string; bytes: number }[];
  dropped: string[];
  /** Tables that came out otherwise than they stood, and were put right. */
  corrected: string[];
};

export type ExportView = {
  folder: string;
  /** Every kind of item with how many there are, and in how many files. */
  items: { kind: string; count: number; files: number; bytes: number }[];
  /** What is not in it, and why that is right. */
  leftOut: { what: string; why: string }[];
  /** What could not be exported: the export is not whole. */
  failed: { what: string; why: string }[];
  events: number;
  root: string;
};

/** `files`: the company's own files are put where the workspace was named. */
export type ImportOptions = { from: string; dryRun: boolean; files: boolean };

export type ImportView = {
  /** False where nothing was written because of `problems`. */
  ok: boolean;
  folder: string;
  items: { kind: string; count: number; files: number; bytes: number }[];
  problems: string[];
  events: number;
  root: string;
  dryRun: boolean;
  /** Where the company's own files were put; null where they are left in the export. */
  workspace: string | null;
};

export type BackupDeps = {
  init: (
    place: Place,
    how: { to: string | null; recipient: string | null },
  ) => Promise<BackupInitView>;
  now: (place: Place, how: { to: string | null }, progress: Progress) => Promise<BackupView>;
  list: (place: Place, how: { from: string | null }) => Promise<BackupList>;
  verify: (
    place: Place,
    how: Pick<RestoreOptions, "from" | "snapshot" | "identity">,
    progress: Progress,
  ) => Promise<VerifyBackupView>;
  prune: (place: Place, how: { from: string | null; plan: boolean }) => Promise<PruneView>;
  restore: (place: Place, how: RestoreOptions, progress: Progress) => Promise<RestoreView>;
};

export type BackupInitView = {
  folder: string;
  recipient: string;
  /** Key by which a restore knows that a backup is hers. */
  signer: string;
  /** Text of the identity file, told this once; null where she brought her own recipient. */
  identity: string | null;
  /** Time of the daily backup. */
  at: string;
};

export type BackupView = {
  id: string;
  at: number;
  folder: string;
  events: number;
  values: number;
  blobs: number;
  /** What connectors keep in the data folder: books, letters. */
  files: number;
  keys: number;
  /** What was not in an earlier backup. */
  writtenBytes: number;
  /** Older backups that were thinned out, and files that nobody needs any more. */
  dropped: number;
  swept: number;
  tookMs: number;
};

export type BackupLine = { id: string; at: number; events: number; epoch: number; bytes: number };

export type BackupList = {
  folder: string;
  snapshots: BackupLine[];
  /** Those that cannot be used, and why. */
  spoilt: { id: string; message: string }[];
  /** When each copy of the keys was made. */
  keys: { at: number; keptUntil: number }[];
};

export type VerifyBackupView = {
  id: string;
  at: number;
  folder: string;
  objects: number;
  bytes: number;
  /** What was found wrong; empty when it is sound. */
  amiss: string[];
  /** Null where no identity was given: then only that all is there and unchanged was checked. */
  restored: RestoredItems | null;
};

export type Compared = "equal" | "another version" | "none kept" | "forgotten since";

export type RestoredItems = {
  events: number;
  values: number;
  forgottenValues: number;
  blobs: number;
  keys: number;
  /** What connectors kept in the data folder: books, letters. */
  files: number;
  /** What is derived from the history: compared with what stood there, or why that cannot be. */
  projections: Compared;
};

export type PruneView = {
  folder: string;
  plan: boolean;
  keep: string[];
  drop: string[];
  dropKeys: string[];
  swept: number;
};

export type RestoreOptions = {
  from: string | null;
  snapshot: string | null;
  /** Path of the identity file; null: MAINSTAY_BACKUP_IDENTITY. */
  identity: string | null;
  forgotten: string | null;
  /** Moves what stands in the data folder out of the way. */
  aside: boolean;
};

export type RestoreView = {
  data: string;
  id: string;
  /** When the backup was taken. */
  at: number;
  epoch: number;
  items: RestoredItems;
  /** Clients on the forgotten-list, all of them without a key now. */
  forgotten: number;
  /** Series whose numbers may come again. */
  numbers: LastNumber[];
  /** Where what stood in the data folder lies now. */
  aside: string | null;
};
