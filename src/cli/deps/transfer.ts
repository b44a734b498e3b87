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
