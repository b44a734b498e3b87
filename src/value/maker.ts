import type { Pack } from "./pack.ts";

/** An agent that stands behind a piece of work, as it was then. */
export type Maker = {
  agent: string;
  version: string;
  /** What of it did the step: a model, a template, code. */
  rung: string;
  model: string | null;
  step: string;
  /** The entry of what it gave. */
  entry: number;
  /** What it was told beside its input, by reference. */
  pack: Pack | null;
};
