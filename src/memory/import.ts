import type { Labelled } from "../value/label.ts";

/**
 * What was brought along in one go, such as a file of passages or of what others say. All of it has this
 * event at the root of its chain, by which it is found again.
 */
export type ImportEvent = {
  type: "import.begun";
  data: { number: number; what: "passages" | "facts" };
  /** What it was called where it came from. */
  values: { file: Labelled };
};

/** `entry` is that of its event; null before. */
export type Import = { readonly entry: number | null };

export const initial: Import = { entry: null };

export function evolve(_: Import, { seq }: ImportEvent & { seq: number }): Import {
  return { entry: seq };
}
