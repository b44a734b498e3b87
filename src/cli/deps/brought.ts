import type { Desk } from "../../api/contract/desk.ts";
import type { FactRow } from "../../api/contract/facts.ts";
import type { PassageRow } from "../../api/contract/memory.ts";
import type { Place, Progress } from "./place.ts";

/** Something that was not taken, with where it stands: in a line of one file, or a part of one of many. */
export type NotKept = { line: number; reason: string; where?: string };

/** A part of what is brought; rows are told apart by their `line`. */
export type Portion<Row> = {
  rows: readonly Row[];
  refused: readonly NotKept[];
  /** Where the rows stand, where a line says too little. */
  where?: ReadonlyMap<number, string>;
  /** What was passed over by its kind. */
  passed?: readonly string[];
};

export type BroughtOptions = {
  place: Place;
  /** Whose all of it is; null where it says so itself. */
  client: string | null;
  /** Of a time that names none. */
  zone: string;
  /** Of facts, in percent. */
  confidence: number | null;
};

/** Files and folders of hers, as passages and facts; nothing is kept by that. */
export type BroughtFiles = {
  eml: (
    path: string,
    options: BroughtOptions,
    progress: Progress,
  ) => AsyncIterable<Portion<PassageRow>>;
  markdown: (
    path: string,
    options: BroughtOptions,
    progress: Progress,
  ) => AsyncIterable<Portion<PassageRow>>;
  vcard: (path: string, options: BroughtOptions) => AsyncIterable<Portion<FactRow>>;
};

export const exportFormats = ["jsonl", "markdown", "eml", "vcard"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export type ExportedView = {
  folder: string;
  files: number;
  /** Passages or facts. */
  items: number;
  /** Those that this format has no place for. */
  left: number;
};

export type ExportMemory = (
  desk: Desk,
  /** `open`: what is secret, too. */
  options: { client: string; to: string; format: ExportFormat; open: boolean },
) => Promise<ExportedView>;
