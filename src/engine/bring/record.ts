import * as record from "../../memory/record.ts";
import { inShape, shapeOf } from "../../memory/shape.ts";
import { isObject, type Json, type JsonObject } from "../../value/json.ts";
import { fromOperator } from "../../value/label.ts";
import type { Turn } from "../turn.ts";
import { type Office, opaque } from "../office.ts";
import { recordOf } from "../streams.ts";

/** Why such facts are on record. */
export const takenOver = "taken over";

/** What came of one line: taken, known before, or the reason why not. */
export type Fate = "taken" | "known" | { reason: string };

/** The fields that the company's own form of such records has a place for, and those it has not. */
export function fitting(
  { active }: Pick<Office, "active">,
  kind: string,
  given: JsonObject,
): { set: JsonObject; dropped: string[] } {
  const schema = active.schemas[kind];
  const known = isObject(schema?.["properties"]) ? schema["properties"] : {};
  const closed = schema?.["additionalProperties"] === false;
  const entries = Object.entries(given);
  const kept = entries.filter(([key]) => !closed || Object.hasOwn(known, key));
  const dropped = entries.filter(([key]) => closed && !Object.hasOwn(known, key));
  return { set: Object.fromEntries(kept), dropped: dropped.map(([key]) => key) };
}

/**
 * Keeps the facts in the operator's name: her own list is her word (ST10). `first` records what must
 * stand before them, once it is sure that they are kept.
 */
export function keep(
  turn: Turn,
  office: Office,
  what: { kind: string; id: string; subject: string; set: JsonObject },
  first: () => void = () => {},
): Fate {
  const { kind, id, subject, set } = what;
  const key = opaque(office, "record", kind, id);
  const stream = recordOf(kind, key);
  const schema = office.active.schemas[kind];
  const before = inShape(turn.get(stream), schema);
  const changed = record.changes(before, fromOperator(set), turn.at);
  const fields = isObject(changed.value) ? Object.keys(changed.value) : [];
  if (fields.length === 0) return "known";
  const wrong = broken(office, kind, record.current(before, turn.at).value, set);
  if (wrong !== null) return { reason: wrong };
  first();
  turn.emit(stream, {
    type: "record.changed",
    data: {
      kind,
      id: key,
      version: before.version + 1,
      fields,
      reason: takenOver,
      author: "operator",
      validFrom: turn.at,
      source: turn.nextSeq,
      ...shapeOf(schema),
    },
    values: { set: changed },
    subject,
  });
  return "taken";
}

function broken(office: Office, kind: string, now: Json, set: JsonObject): string | null {
  const schema = office.active.schemas[kind];
  if (schema === undefined) return null;
  const messages = office.check(schema, { ...(isObject(now) ? now : {}), ...set });
  return messages.length === 0
    ? null
    : `schemas/${kind}.json does not allow it: ${messages.slice(0, 3).join("; ")}`;
}
