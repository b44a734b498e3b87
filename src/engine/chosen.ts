import type { Chosen } from "../kernel/plan.ts";
import * as record from "../memory/record.ts";
import { inShape } from "../memory/shape.ts";
import { compile, truth } from "../value/cel.ts";
import { type Label, type Labelled, own } from "../value/label.ts";
import type { Turn } from "./turn.ts";
import type { Office } from "./office.ts";
import { recordOf } from "./streams.ts";
import { canonical, isLeaving } from "./subject.ts";
import { together } from "./together.ts";

/** Most records of one kind that are looked through at once. */
export const mostRecords = 10_000;

export type Found = { key: string; subject: string; value: Labelled };

/**
 * Every record of a kind for which `where` holds, whoever it is about, with whose it is (ST4: what
 * comes of it is recorded by whoever asks). Records about nobody, or about somebody who is forgotten,
 * are passed over. Null: there are too many.
 *
 * All labels of what is read name the client: it may be hers alone (D4).
 */
export function chosen(
  turn: Turn,
  office: Office,
  { record: kind, where }: Chosen,
  scope: Readonly<Record<string, Labelled>>,
): Found[] | null {
  const listed = office.catalogue.of(kind);
  if (listed === null) throw office.catalogue.needed(kind);
  if (listed.length > mostRecords) return null;
  together(
    turn,
    listed.map(([key]) => recordOf(kind, key)),
  );
  return listed.flatMap(([key, about]) => {
    if (about === null || isLeaving(turn, about)) return [];
    const subject = canonical(turn, about);
    const state = inShape(turn.get(recordOf(kind, key)), office.active.schemas[kind]);
    const value = record.current(state, turn.at);
    if (!holds(where, { ...scope, record: value })) return [];
    return [{ key, subject, value: ofClient(value, subject) }];
  });
}

function holds(where: string | null, scope: Readonly<Record<string, Labelled>>): boolean {
  if (where === null) return true;
  try {
    return truth(compile(where), scope);
  } catch {
    // A record that lacks what is asked about is not the one that is looked for.
    return false;
  }
}

function ofClient({ value, labels }: Labelled, client: string): Labelled {
  const hers = (label: Label): Label => ({
    ...label,
    clients: [...new Set([...label.clients, client])].toSorted(),
  });
  const marked = Object.entries({ "": own, ...labels }).map(([at, label]) => [at, hers(label)]);
  return { value, labels: Object.fromEntries(marked) };
}
