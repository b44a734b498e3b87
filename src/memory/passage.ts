import { isObject } from "../value/json.ts";
import type { Labelled } from "../value/label.ts";

/**
 * A passage is a piece of what was said: by whom, when, and in which conversation. It is kept as it was
 * said, and found again by its words and its meaning.
 *
 * PA1 A passage belongs to exactly one client and never moves; who is merged is read with the other.
 * PA2 It is known by the id it came with: kept again it is the same, and another text under the same
 *     id is refused.
 */
export type Passage = {
  /** As its source names it; unique per client. */
  readonly id: string;
  readonly author: string;
  /** When it was said; epoch ms. */
  readonly at: number;
  /** The conversation it is part of, as its source names it; "" where it stands alone. */
  readonly thread: string;
  readonly text: string;
};

export type PassageEvent = {
  type: "passage.kept";
  /** `source` says what it came with: "import", or the name of a connector. */
  data: { at: number; source: string };
  values: { passage: Labelled };
};

export type Kept = { readonly passage: Passage | null };

export const initial: Kept = { passage: null };

export function evolve(_: Kept, event: PassageEvent): Kept {
  return { passage: passageIn(event.values.passage) };
}

/** Null where it was forgotten. */
export function passageIn(content: Labelled | undefined): Passage | null {
  const { value } = content ?? { value: null };
  if (!isObject(value)) return null;
  const { id, author, at, thread, text } = value;
  return {
    id: said(id),
    author: said(author),
    at: Number(at),
    thread: said(thread),
    text: said(text),
  };
}

function said(value: unknown): string {
  return typeof value === "string" ? value : "";
}
