import type { Json } from "../value/json.ts";
import { type Labelled, part, whole } from "../value/label.ts";
import { join } from "../value/pointer.ts";

/**
 * One version of a fact: what is held to be so about one thing, from when to when in the world, and since
 * when the company knows it.
 *
 * FA1 What held at a time, as it was known by then, is the version recorded last of those that cover the
 *     time. What is recorded later about another time changes nothing about this one.
 * FA2 A version that says that nothing is known hides the older ones for the time that it covers. One
 *     whose time to be believed is over does the same: what it had replaced does not come back.
 */
export type Fact = Labelled & {
  /** False where it is said that nothing is known: taken back, or undone. */
  readonly known: boolean;
  readonly value: Json;
  /** Version of the record in which this was recorded. */
  readonly version: number;
  /** `seq` of the event that recorded it, and of the one at the root of its chain. */
  readonly entry: number;
  readonly intent: number;
  readonly recordedAt: number;
  /** From when it holds in the world; epoch ms. */
  readonly validFrom: number;
  /** Until then, without it; null for as far as is known. */
  readonly validTo: number | null;
  /** From then on it is no longer believed, unless it is said again; null for never. */
  readonly expiresAt: number | null;
  /** How sure its author is, in percent. */
  readonly confidence: number;
  readonly reason: string;
  /** `seq` of the event that it rests on. */
  readonly source: number;
  readonly author: string;
  /** When it was said last, and how often since it was recorded. */
  readonly confirmedAt: number;
  readonly confirmed: number;
  /** The version of its kind's schema under which it was said. */
  readonly shape: number;
  /** As it was said, where it reads otherwise by now (SH1). */
  readonly said?: { readonly field: string; readonly value: Json };
};

/** What a fact's event says of it beside its value. What is not said: for ever, and sure. */
export type Grounds = {
  reason: string;
  author: string;
  validFrom: number;
  validTo?: number;
  expiresAt?: number;
  confidence?: number;
  source: number;
  /** Missing: the first. */
  shape?: number;
};

export function factFrom(
  set: Labelled,
  field: string,
  value: Json | undefined,
  said: Grounds & { version: number; entry: number; intent: number; recordedAt: number },
): Fact {
  return {
    known: value !== undefined,
    value: value ?? null,
    labels: part(set.labels, join("", field)),
    version: said.version,
    entry: said.entry,
    intent: said.intent,
    recordedAt: said.recordedAt,
    validFrom: said.validFrom,
    validTo: said.validTo ?? null,
    expiresAt: said.expiresAt ?? null,
    confidence: said.confidence ?? 100,
    reason: said.reason,
    source: said.source,
    author: said.author,
    confirmedAt: said.recordedAt,
    confirmed: 0,
    shape: said.shape ?? 1,
  };
}

/** The version that says what held at a time (FA1); also one that says that nothing is known. */
export function coveringAt(versions: readonly Fact[], at: number): Fact | null {
  return versions.findLast((fact) => covers(fact, at)) ?? null;
}

/** What held at a time; null where nothing is known of it (FA2). */
export function heldAt(versions: readonly Fact[], at: number): Fact | null {
  const fact = coveringAt(versions, at);
  return fact?.known === true && !isExpired(fact, at) ? fact : null;
}

export function isExpired({ expiresAt }: Fact, at: number): boolean {
  return expiresAt !== null && at >= expiresAt;
}

function covers({ validFrom, validTo }: Fact, at: number): boolean {
  return validFrom <= at && (validTo === null || at < validTo);
}

/** True of what no model is told, and no list shows unless that is asked for. */
export function isSecret({ labels }: Fact): boolean {
  return whole(labels, "").sensitivity === "secret";
}
