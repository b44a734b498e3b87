import type { Fate } from "../../api/contract/arrivals.ts";
import type { Desk } from "../../api/contract/desk.ts";
import type { Deed, DiffLine } from "../../api/contract/item.ts";
import type { FactRow } from "../../api/contract/facts.ts";
import type { PassageRow } from "../../api/contract/memory.ts";
import type { BackupDeps } from "./backup.ts";
import type { Asked, BringFiles, Listed } from "./bring.ts";
import type { BroughtFiles, ExportMemory } from "./brought.ts";
import type { EvalOptions, EvalView } from "./eval.ts";
import type { MigrateHow, MigrateView, RebuildView } from "./format.ts";
import type { Founding, InitOptions, InitView } from "./founding.ts";
import type { Place, Progress } from "./place.ts";
import type { TestEvent, TestOptions } from "./scenarios.ts";
import type { ServiceView } from "./service.ts";
import type { TourEvent, TourOptions } from "./tour.ts";
import type { ExportView, ImportOptions, ImportView } from "./transfer.ts";
import type { Prompts } from "../prompts.ts";
import type { Proofs } from "./proofs.ts";
import type { Terminal } from "../terminal.ts";

/** What the command line needs of the world; only `main.ts` knows the real ones. */
export type Deps = {
  /** To the owner's socket, or, without an owner, opened in process to read and record only. */
  connect: (place: Place) => Promise<Connection>;
  up: (options: UpOptions) => Promise<number>;
  tryMails: (file: string, place: Place) => Promise<TryView>;
  init: (options: InitOptions) => Promise<InitView>;
  founding: Founding;
  bring: BringFiles;
  /** Of an NDJSON file of any size, in batches; "-" is standard input. `zone` is that of times that name none. */
  passages: (
    file: string,
    zone: string,
    progress: Progress,
  ) => AsyncIterable<Pick<Listed<PassageRow>, "rows" | "refused">>;
  /** The same of facts. */
  facts: (
    file: string,
    zone: string,
    progress: Progress,
  ) => AsyncIterable<Pick<Listed<FactRow>, "rows" | "refused">>;
  /** Mails, notes and contacts as passages and facts. */
  brought: BroughtFiles;
  /** What is remembered of a client, into a new folder. */
  exportMemory: ExportMemory;
  /** Questions of an NDJSON file, or of standard input as they come. */
  questions: (file: string, usualK: number) => AsyncIterable<Asked>;
  /** Measures how well a set of passages is found, in a company of its own. */
  evaluate: (options: EvalOptions, progress: Progress) => Promise<EvalView>;
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
