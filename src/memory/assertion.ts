import { equal, type Json } from "../value/json.ts";
import { type Labelled, vouched, whole } from "../value/label.ts";
import { coveringAt, type Fact, heldAt, isExpired } from "./fact.ts";

/**
 * What somebody else than the operator says of a field, weighed against what stands.
 *
 * AS1 Only the same field of the same record is compared. One that may have many values takes another
 *     beside them.
 * AS2 What is said again is confirmed: nothing is recorded anew, and nothing is removed.
 * AS3 Something is superseded only by what is said to hold from later on, comes from no worse a source, is
 *     no less sure, and is of a kind that others may change.
 * AS4 What is recorded so ends where another version begins to say what holds, also one that says the
 *     same: it has its own source, and one that was below it may come up again.
 * AS5 Everything else is a conflict, which the operator decides.
 */
export type Said = {
  value: Labelled;
  /** From when to when it is said to hold; epoch ms, null for as far as is known. */
  validFrom: number;
  validTo: number | null;
  /** False where nobody says since when it holds: that it came later does not make it newer. */
  dated: boolean;
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
  | "undated"
  | "overlaps"
  | "taken back";

export function weigh(versions: readonly Fact[], said: Said, { many, strong }: Ways): Verdict {
  const standing = coveringAt(versions, said.validFrom);
  const held = heldAt(versions, said.validFrom);
  const value = many ? beside(held, said.value.value) : said.value.value;
  if (held !== null && equal(held.value, value)) return { verdict: "confirms" };
  const others = laterPages(versions, said.validFrom, standing);
  const against = others.find(({ fact }) => !saysSo(fact, said.value.value, many));
  if (against !== undefined && said.validTo !== null && said.validTo > against.from)
    return disputes("overlaps");
  const next = others[0]?.from ?? null;
  const validTo = next === null ? said.validTo : Math.min(said.validTo ?? next, next);
  const records = { verdict: "records", value, validTo } as const;
  if (standing === null || isExpired(standing, said.validFrom)) return records;
  if (trust(said.value) < trust(standing))
    return disputes(standing.known ? "worse source" : "taken back");
  if (many || !standing.known) return records;
  if (strong) return disputes("strong");
  if (!said.dated) return disputes("undated");
  if (standing.validFrom >= said.validFrom) return disputes("same time");
  return said.confidence < standing.confidence ? disputes("less sure") : records;
}

/** From when on each other version says what holds than the one that stands, in order of time. */
function laterPages(
  versions: readonly Fact[],
  after: number,
  standing: Fact | null,
): { from: number; fact: Fact }[] {
  // One that ends gives way to what is below it.
  const turns = versions.flatMap(({ validFrom, validTo }) => [validFrom, validTo ?? validFrom]);
  return [...new Set(turns)]
    .filter((time) => time > after)
    .toSorted((a, b) => a - b)
    .flatMap((from) => {
      const fact = coveringAt(versions, from);
      return fact === null || fact === standing ? [] : [{ from, fact }];
    });
}

function saysSo(fact: Fact, value: Json, many: boolean): boolean {
  if (!fact.known) return false;
  return many && Array.isArray(fact.value)
    ? fact.value.some((each) => equal(each, value))
    : equal(fact.value, value);
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
