import { equal, type Json } from "../value/json.ts";
import { type Labelled, vouched, whole } from "../value/label.ts";
import { coveringAt, type Fact, heldAt, isExpired } from "./fact.ts";

/**
 * What somebody else than the operator says of a field, weighed against what stands.
 *
 * AS1 Only the same field of the same record is compared. One that may have many values takes another
 *     beside them.
 * AS2 What is said again is confirmed: nothing is recorded anew, and nothing is removed.
 * AS3 Something is superseded only by what holds from later on, comes from no worse a source, is no less
 *     sure, and is of a kind that others may change.
 * AS4 What held before what stands ends where that begins, and changes nothing about now.
 * AS5 Everything else is a conflict, which the operator decides.
 */
export type Said = {
  value: Labelled;
  /** From when to when it is said to hold; epoch ms, null for as far as is known. */
  validFrom: number;
  validTo: number | null;
  /** In percent. */
  confidence: number;
};

export type Ways = {
  /** It may have many values at a time. */
  many: boolean;
  /** The operator alone changes what stands. */
  strong: boolean;
};

export type Verdict =
  | { verdict: "confirms" }
  | { verdict: "records"; value: Json; validTo: number | null }
  | { verdict: "disputes"; because: Dispute };

export type Dispute =
  | "strong"
  | "worse source"
  | "less sure"
  | "same time"
  | "overlaps"
  | "taken back";

export function weigh(versions: readonly Fact[], said: Said, { many, strong }: Ways): Verdict {
  const standing = coveringAt(versions, said.validFrom);
  const held = heldAt(versions, said.validFrom);
  const value = many ? beside(held, said.value.value) : said.value.value;
  if (held !== null && equal(held.value, value)) return { verdict: "confirms" };
  const next = nextAfter(versions, said, value);
  if (next !== null && said.validTo !== null && said.validTo > next) return disputes("overlaps");
  const records = { verdict: "records", value, validTo: said.validTo ?? next } as const;
  if (standing === null || isExpired(standing, said.validFrom)) return records;
  if (trust(said.value) < trust(standing))
    return disputes(standing.known ? "worse source" : "taken back");
  if (many || !standing.known) return records;
  if (strong) return disputes("strong");
  if (standing.validFrom >= said.validFrom) return disputes("same time");
  return said.confidence < standing.confidence ? disputes("less sure") : records;
}

/** From when something else is known to hold. */
function nextAfter(versions: readonly Fact[], { validFrom }: Said, value: Json): number | null {
  const starts = versions
    .map((fact) => fact.validFrom)
    .filter((start) => start > validFrom)
    .toSorted((a, b) => a - b);
  const next = starts.find((start) => {
    const held = coveringAt(versions, start);
    return held !== null && !(held.known && equal(held.value, value));
  });
  return next ?? null;
}

/** A value beside those that are held already; itself where it is among them. */
export function beside(held: Fact | null, value: Json): Json {
  const there = held !== null && Array.isArray(held.value) ? held.value : [];
  return there.some((each) => equal(each, value)) ? there : [...there, value];
}

const operators = 2;
const vouchedFor = 1;

/** The operator's own word is worth most, then what is vouched for, then what came from outside. */
function trust({ labels }: Pick<Labelled, "labels">): number {
  const label = whole(labels, "");
  if (label.origins.every((origin) => origin === "operator")) return operators;
  return vouched(label) ? vouchedFor : 0;
}

function disputes(because: Dispute): Verdict {
  return { verdict: "disputes", because };
}
