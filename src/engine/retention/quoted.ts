import { setImmediate } from "node:timers/promises";
import { decode } from "../../ledger/codec.ts";
import type { Recorded } from "../../ledger/event.ts";
import type { Sealer } from "../../ledger/seal.ts";
import type { EventStore } from "../../ledger/store.ts";
import { isObject, type Json, textOf, textsIn } from "../../value/json.ts";

/**
 * Where else stands what some entries say.
 *
 * QO1 What agents were told is known by reference: the calls of such a step hold it, however short it is.
 * QO2 Elsewhere it is known by its longest line among the first 400 characters, which is as much as is ever
 *     told of a text; a line that is shorter than 16 characters says nothing about where it came from.
 */
const page = 500;
const told = 400;
const least = 16;
const most = 200;

/** What is looked for: entries, and the one field of a record, if it is about one. */
export type Wanted = {
  entries: ReadonlySet<number>;
  fact: { kind: string; key: string; field: string } | null;
};

/** Entries that hold it as well. */
export async function quotedIn(
  { store, sealer }: { store: EventStore; sealer: Sealer },
  wanted: Wanted,
): Promise<ReadonlySet<number>> {
  const lines = new Set<string>();
  for (const seq of wanted.entries) {
    const [stored] = await store.readFrom(seq, 1);
    if (stored === undefined) continue;
    for (const line of linesIn(decode(stored, sealer), wanted)) lines.add(line);
  }
  const steps = new Set<string>();
  const calls = new Set<string>();
  const found = new Set<number>();
  for (let from = 1; ; from += page) {
    const events = await store.readFrom(from, page);
    await setImmediate();
    for (const stored of events) {
      const event = decode(stored, sealer);
      if (
        !wanted.entries.has(event.seq) &&
        (isTold(event, wanted, steps, calls) || says(event, lines))
      )
        found.add(event.seq);
    }
    if (events.length < page) return found;
  }
}

function linesIn({ type, values }: Recorded, { fact }: Wanted): string[] {
  const texts = Object.values(values).flatMap(({ value }) => textsIn(ofField(type, value, fact)));
  return texts.flatMap((text) => {
    const pieces = text.slice(0, told).split(/["\\\p{Cc}]|\s{2,}/u);
    const longest = pieces.reduce((best, piece) => (piece.length > best.length ? piece : best), "");
    const line = longest.trim().slice(0, most);
    return line.length < least ? [] : [line];
  });
}

/** Other fields that were said together with it are not what is looked for. */
function ofField(type: string, value: Json, fact: Wanted["fact"]): Json {
  if (fact === null || !type.startsWith("record.") || !isObject(value)) return value;
  return value[fact.field] ?? null;
}

/** QO1. */
function isTold(
  { stream, type, data }: Recorded,
  wanted: Wanted,
  steps: Set<string>,
  calls: Set<string>,
): boolean {
  const step = `${stream} ${textOf(data["path"])} ${Number(data["attempt"])}`;
  if (type === "step.claimed") {
    const pack = isObject(data["pack"]) ? data["pack"]["items"] : null;
    if (Array.isArray(pack) && pack.some((ref) => isRef(ref, wanted))) steps.add(step);
    return false;
  }
  const call = textOf(data["call"]);
  if (type === "call.started" && steps.has(step)) calls.add(call);
  return (type === "call.started" || type === "call.ended") && calls.has(call);
}

function isRef(ref: Json, { entries, fact }: Wanted): boolean {
  if (!isObject(ref)) return false;
  if (ref["kind"] === "passage") return entries.has(Number(ref["seq"]));
  const { record, key, field } = ref;
  return fact !== null && record === fact.kind && key === fact.key && field === fact.field;
}

function says({ values }: Recorded, lines: ReadonlySet<string>): boolean {
  if (lines.size === 0) return false;
  const text = JSON.stringify(Object.values(values).map(({ value }) => value));
  for (const line of lines) if (text.includes(line)) return true;
  return false;
}
