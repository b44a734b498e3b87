import type { Dispute } from "../../memory/assertion.ts";
import { shapeOf } from "../../memory/shape.ts";
import { type Labelled, nest } from "../../value/label.ts";
import { join } from "../../value/pointer.ts";
import type { Turn } from "../turn.ts";
import type { Office } from "../office.ts";
import { recordOf } from "../streams.ts";
import { canonical, isLeaving, jobsAbout, stageBy } from "../subject.ts";

/** The record that a word is about, and whose it is. */
export type About = {
  /** Null: the company itself. */
  subject: string | null;
  kind: string;
  /** Its opaque name. */
  key: string;
  /** Whether it is the one of its kind about them. */
  own: boolean;
};

export type Change = {
  field: string;
  /** Null: nothing is known of it. */
  value: Labelled | null;
  /** Why, in somebody's own words. */
  why: Labelled | null;
  reason: string;
  author: string;
  validFrom: number;
  validTo: number | null;
  expiresAt: number | null;
  confidence: number;
  source: number;
};

/** On the operator's word: it holds from now on, and there is no surer one. */
export const byHer = (turn: Turn, reason: string) => ({
  reason,
  author: "operator",
  validFrom: turn.at,
  validTo: null,
  expiresAt: null,
  confidence: 100,
  source: turn.nextSeq,
});

export const recordAbout = ({ kind, key }: About) => recordOf(kind, key);

/** Why nothing can be noted there: its client is forgotten, or it is somebody else's. */
export function elsewhere(
  turn: Turn,
  office: Office,
  about: About,
): { code: string; message: string } | null {
  const { subject, kind, key, own } = about;
  if (subject !== null && isLeaving(turn, subject)) {
    return { code: "client_forgotten", message: "the client is forgotten" };
  }
  if (own || turn.get(recordAbout(about)).version === 0) return null;
  if (!office.catalogue.knows(kind)) throw office.catalogue.needed(kind);
  const owner = office.catalogue.subjectOf(kind, key);
  const same = owner === null ? subject === null : canonical(turn, owner) === subject;
  return same
    ? null
    : { code: "fact_elsewhere", message: `this ${kind} is not about whom you named` };
}

/** Records that a fact was said again. */
export function confirm(turn: Turn, about: About, field: string): void {
  const { kind, key } = about;
  turn.emit(recordAbout(about), {
    type: "record.confirmed",
    data: { kind, id: key, fields: [field], source: turn.nextSeq },
    ...whose(about),
  });
}

/** Records a change of one fact, and wakes the jobs that may wait for it. */
export function amend(turn: Turn, office: Office, about: About, change: Change): void {
  const { subject, own } = about;
  const stream = recordAbout(about);
  const version = turn.get(stream).version + 1;
  const { data, values } = said(office, about, change);
  turn.emit(stream, {
    type: "record.changed",
    data: { ...data, version },
    values,
    ...whose(about),
  });
  if (subject === null) return;
  const { validFrom, validTo, field, value } = change;
  const holds = validFrom <= turn.at && (validTo === null || turn.at < validTo);
  if (holds && own && field === "stage") stageBy(turn, subject, value?.value ?? "");
  for (const job of jobsAbout(turn, subject)) office.wake(job);
}

/** Puts before the operator what is said against what stands. */
export function dispute(
  turn: Turn,
  office: Office,
  about: About,
  change: Change,
  because: Dispute,
): void {
  const { data, values } = said(office, about, change);
  turn.emit(recordAbout(about), {
    type: "record.disputed",
    data: { ...data, item: turn.number(), because },
    values,
    ...whose(about),
  });
}

const whose = ({ subject }: About) => (subject === null ? {} : { subject });

function said({ active }: Office, { kind, key }: About, change: Change) {
  const { field, value, why, validTo, expiresAt, confidence } = change;
  const { reason, author, validFrom, source } = change;
  return {
    data: {
      kind,
      id: key,
      fields: [field],
      reason,
      author,
      validFrom,
      source,
      ...(validTo === null ? {} : { validTo }),
      ...(expiresAt === null ? {} : { expiresAt }),
      ...(confidence === 100 ? {} : { confidence }),
      ...shapeOf(active.schemas[kind]),
    },
    values: {
      set:
        value === null
          ? { value: {}, labels: {} }
          : { value: { [field]: value.value }, labels: nest(value.labels, join("", field)) },
      ...(why === null ? {} : { why }),
    },
  };
}
