import type { InboxLine } from "./inbox.ts";
import type { Json, JsonObject } from "../../value/json.ts";

/** What one act or change will do, in the order in which it will be done. */
export type Deed = {
  label: string;
  line: string;
  details: string[];
  /** "can be undone", "by credit note only", "final". */
  undo: string;
  /** Path of a file to open before deciding (a draft PDF), where there is one. */
  open: string | null;
};

export type DiffLine = {
  field: string;
  before: string | null;
  after: string | null;
  mark: "same" | "added" | "removed" | "changed" | "unvouched";
};

export type Item = InboxLine & {
  /** What became of it, and when; null while it is open. A settled item takes no answer. */
  settled: { line: string; at: number | null } | null;
  /** Digest of exactly the bytes shown; an answer names it. */
  digest: string;
  /** What is decided on, editable where `editable`. */
  shown: Json;
  editable: boolean;
  deeds: Deed[];
  diff: DiffLine[];
  whyAsked: string[];
  draftedBy: string;
  ifIgnored: string;
  /** Answers that this item takes, with a sentence each: { approve: "approve exactly this" }. */
  answers: Record<string, string>;
  /** JSON Schema of what may be filled in or edited; null where free. */
  schema: JsonObject | null;
};

export type Answer = {
  /** One of the item's `answers`: approve, deny, edit, fill, happened, again, dismiss, retry … */
  answer: string;
  digest: string;
  /** The edited draft or the filled form. */
  value?: Json;
  reason?: string;
};
