import type { RowOperation } from "../ledger/table.ts";
import type { RecordEvent } from "../memory/record.ts";
import type { Seen } from "./seen.ts";

/**
 * What an answer of hers says of the work before it: that it was right, or in which way it was not. Derived
 * from the events that record her answers anyway; nothing is recorded for its sake.
 *
 * LS1 A lesson is a fact about her answer, never content: what she changed is read where it stands, under
 *     its client's seal, and is gone with it. That she answered stays.
 */
export type Lesson = {
  kind: LessonKind;
  /** Which way: "taken over", "withheld", "corrected". */
  how: string;
  /** A step's path, an act's token, an arrival, a record, or who somebody was found to be. */
  about: string;
  /** What it counts for: "mail.send", "follow-up/ok", "client.stage". */
  action: string;
  run: string | null;
  /** Whom it is about, where the event does not say. */
  subject?: string;
};

export type LessonKind = "agreed" | "edited" | "denied" | "overridden" | "reclassified";

export function lesson(
  event: Pick<Seen, "seq" | "at" | "subject">,
  { kind, how, about, action, run, subject = event.subject ?? undefined }: Lesson,
): RowOperation {
  const { seq, at } = event;
  const row = { seq, at, kind, how, run, about, action, subject: subject ?? null };
  return { op: "put", table: "lesson", row };
}

/** She did otherwise than a job was about to, or had done. */
export function overridden(
  run: string,
  event: Pick<Seen, "seq" | "at" | "subject">,
  about: string,
  how: "taken over" | "withheld" | "undone",
): RowOperation {
  return lesson(event, { kind: "overridden", how, about, action: "", run });
}

/** It was taken for something else. */
export function reclassified(
  event: Pick<Seen, "seq" | "at" | "subject">,
  about: Pick<Lesson, "how" | "about" | "action" | "subject">,
): RowOperation {
  return lesson(event, { kind: "reclassified", run: null, ...about });
}

/** Her word that what stood on record was wrong. */
export function corrected(event: RecordEvent & Seen): RowOperation[] {
  if (event.type !== "record.changed") return [];
  const { kind, id, fields, author, reason } = event.data;
  if (author !== "operator" || (reason !== "correct" && reason !== "retract")) return [];
  const how = reason === "correct" ? "corrected" : "taken back";
  const action = `${kind}.${fields[0] ?? ""}`;
  return [reclassified(event, { how, about: `${kind}/${id}`, action })];
}
