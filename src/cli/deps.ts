import type { Deed, Desk, DiffLine, Fate, LastNumber } from "../api/contract/desk.ts";
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
  tour: (options: TourOptions) => AsyncIterable<TourEvent>;
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
