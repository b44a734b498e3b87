import { setImmediate } from "node:timers/promises";
import { decode } from "../../ledger/codec.ts";
import type { Recorded } from "../../ledger/event.ts";
import type { Sealer } from "../../ledger/seal.ts";
import type { EventStore } from "../../ledger/store.ts";
import { isObject, type Json, textOf, textsIn } from "../../value/json.ts";
import { asText, linesIn, type OwnWords, textIn, wordsOf } from "./own-words.ts";

/**
 * Where else stands what some entries say.
 *
 * QO1 What agents were told is known by reference: the calls of such a step hold it, however short it is.
 * QO2 Elsewhere it is known by one line among the first 400 characters, which is as much as is ever told of
 *     a text: that which its author says least elsewhere, and the longest of those. A line that is shorter
 *     than 16 characters says nothing about where it came from.
 * QO3 Nor does what its author says again and again: an address, how they end their letters. Whom a mail is
 *     from, to and in answer of is no part of what it says.
 */
const page = 500;

/** What is looked for: entries, and the one field of a record, if it is about one. */
export type Wanted = {
  entries: ReadonlySet<number>;
  fact: { kind: string; key: string; field: string } | null;
  /** Jobs that it came to. */
  runs: ReadonlySet<string>;
};

/** Entries that hold it as well, and jobs in which somebody was told of it. */
export type Quoted = { entries: ReadonlySet<number>; runs: ReadonlySet<string> };

export async function quotedIn(
  { store, sealer }: { store: EventStore; sealer: Sealer },
  wanted: Wanted,
): Promise<Quoted> {
  const sought: Sought[] = [];
  for (const seq of wanted.entries) {
    const [stored] = await store.readFrom(seq, 1);
    if (stored !== undefined) sought.push(...soughtIn(decode(stored, sealer), wanted));
  }
  const told: Told = { steps: new Set(), calls: new Set(), runs: new Set() };
  const found = new Set<number>();
  for (let from = 1; ; from += page) {
    const events = await store.readFrom(from, page);
    await setImmediate();
    for (const stored of events) {
      const event = decode(stored, sealer);
      if (wanted.entries.has(event.seq)) continue;
      if (isTold(event, wanted, told)) found.add(event.seq);
      else if (look(event, sought) && isOf(event, wanted, told)) found.add(event.seq);
    }
    if (events.length < page) break;
  }
  for (const { words, usual, held } of sought) {
    for (const seq of held.get(tellingIn(words.lines, usual) ?? "") ?? []) found.add(seq);
  }
  return { entries: found, runs: told.runs };
}

type Sought = {
  words: OwnWords;
  /** How often its author says each line elsewhere. */
  usual: Map<string, number>;
  /** The entries that hold each line. */
  held: Map<string, number[]>;
};

/** What is said more often is usual with its author. */
const mostSaid = 2;

/** QO2, QO3. */
function tellingIn(
  lines: readonly string[],
  usual: ReadonlyMap<string, number>,
): string | undefined {
  const said = (line: string) => usual.get(line) ?? 0;
  const [first] = lines.toSorted((a, b) => said(a) - said(b));
  return first === undefined || said(first) > mostSaid ? undefined : first;
}

function soughtIn(event: Recorded, { fact }: Wanted): Sought[] {
  if (fact === null) {
    const words = wordsOf(event);
    return words === null ? [] : [{ words, usual: new Map(), held: new Map() }];
  }
  const texts = Object.values(event.values).flatMap(({ value }) =>
    textsIn(ofField(event.type, value, fact)),
  );
  return texts.map((text) => ({
    words: { author: "", lines: linesIn(text).slice(0, 1) },
    usual: new Map(),
    held: new Map(),
  }));
}

/** Other fields that were said together with it are not what is looked for. */
function ofField(type: string, value: Json, fact: NonNullable<Wanted["fact"]>): Json {
  if (!type.startsWith("record.") || !isObject(value)) return value;
  return value[fact.field] ?? null;
}

/** Notes where lines stand; whether any does. */
function look(event: Recorded, sought: readonly Sought[]): boolean {
  if (sought.length === 0) return false;
  let holds = false;
  const text = asText(event);
  for (const { words, usual, held } of sought) {
    const lines = words.lines.filter((line) => text.includes(line));
    for (const line of lines) held.set(line, [...(held.get(line) ?? []), event.seq]);
    holds ||= lines.length > 0;
    if (lines.length === 0 || lines.length === words.lines.length) continue;
    const said = textIn(event);
    // QO3. The same again in whole is a copy of it.
    if (said === null || said.author !== words.author) continue;
    for (const line of lines)
      if (said.text.includes(line)) usual.set(line, (usual.get(line) ?? 0) + 1);
  }
  return holds;
}

/** Where it came, or somebody was told of it, any line of it is of it. */
function isOf({ stream }: Recorded, { runs }: Wanted, told: Told): boolean {
  const run = stream.startsWith("run/") ? stream.slice("run/".length) : "";
  return runs.has(run) || told.runs.has(run);
}

type Told = { steps: Set<string>; calls: Set<string>; runs: Set<string> };

/** QO1. */
function isTold({ stream, type, data }: Recorded, wanted: Wanted, told: Told): boolean {
  const { steps, calls, runs } = told;
  const step = `${stream} ${textOf(data["path"])} ${Number(data["attempt"])}`;
  if (type === "step.claimed") {
    const pack = isObject(data["pack"]) ? data["pack"]["items"] : null;
    if (Array.isArray(pack) && pack.some((ref) => isRef(ref, wanted))) {
      steps.add(step);
      runs.add(stream.slice("run/".length));
    }
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
