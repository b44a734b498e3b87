import type { BothSides, Rested, SecretAsked } from "./facts.ts";

/** What was brought along, and what of it was taken back since. */
export type SourcesView = {
  imports: ImportLine[];
  /** Memory brought back or freed of a source, the newest first. */
  revisions: RevisionLine[];
  now: number;
  timeZone: string;
};

export type ImportLine = {
  number: number;
  what: "passages" | "facts";
  /** As it was called; "" where it was forgotten with a client whom it named. */
  file: string;
  at: number;
  entry: number;
  /** Versions of facts that it recorded. */
  facts: number;
  /** Passages that can be found, and those that were withdrawn. */
  passages: number;
  withdrawn: number;
};

export type RevisionLine = {
  number: number;
  how: "restore" | "rollback";
  /** As a command names it: "import:12", "snapshot:31". */
  of: string;
  because: string;
  at: number;
  facts: number;
  passages: number;
  conflicts: number;
  /** False: it was cut short. */
  ended: boolean;
};

export type RestoreQuery = SecretAsked & {
  /** As `DiffQuery` names places. */
  to: string;
  client?: string;
  kind?: string;
  /** Only what jobs recorded after this agent had worked in them. */
  agent?: string;
  /** "too": also of kinds that the operator alone changes; a kind that is named is meant anyway. */
  strong?: "too";
};

/** A source is "import:12", "mail:<arrival>", "agent:<name>", "job:17", or "revision:41", which undoes it. */
export type RollbackQuery = SecretAsked & {
  source: string;
  /** Only what was recorded from then on; a day as it began. */
  since?: string;
  /** "only": not what was derived from it. */
  direct?: "only";
  /** "too": also of kinds that the operator alone changes. */
  strong?: "too";
};

export type RevisionPreview = {
  of: string;
  /** What an act must name to be what was shown. */
  digest: string;
  facts: RevisedFact[];
  moreFacts: number;
  /** Of kinds that the operator alone changes: left as they are. */
  left: RevisedFact[];
  moreLeft: number;
  passages: RevisedPassage[];
  morePassages: number;
  /** Passages are found again rather than withdrawn. */
  returning: boolean;
  /** Open questions about what contradicts, which it raised: what stands stays. */
  conflicts: number;
  /** Jobs that read it or worked with it, with what they did outside since. */
  jobs: Rested[];
  timeZone: string;
  now: number;
};

export type RevisedFact = BothSides & {
  client: string;
  kind: string;
  key: string;
  title: string;
  field: string;
  strong: boolean;
  /** The job that passed it on; null where it came from the source itself. */
  by: string | null;
};

export type RevisedPassage = {
  client: string;
  entry: number;
  author: string;
  at: number;
  text: string;
};

export type RestoreRequest = Omit<RestoreQuery, "secret"> & { digest: string; because: string };
export type RollbackRequest = Omit<RollbackQuery, "secret"> & { digest: string; because: string };

export const mostShown = 200;
