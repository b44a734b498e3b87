import { isObject, type JsonObject, textOf } from "../value/json.ts";
import type { Forgotten } from "./keys.ts";

/**
 * Whose content is gone for good, by the id of a subject. What is about nobody is named by its stream:
 * a job, an arrival. That is gone up to a time; the same cause may begin the same job after a restore.
 * What was removed by itself is named by its entry, up to a time as well: after a restore another event
 * may have its number.
 */
export type Gone = ReadonlyMap<string, number>;

type Place = { seq: number; stream: string; subject: string | null; at: number };

export function isGone({ seq, stream, subject, at }: Place, gone: Gone): boolean {
  if (at <= (gone.get(nameOfEntry(seq)) ?? Number.NEGATIVE_INFINITY)) return true;
  if (subject !== null) return gone.has(subject);
  const until = gone.get(stream);
  return until !== undefined && at <= until;
}

/** Whether a name on the forgotten-list is no subject's: ids of subjects have no slash. */
export function isStream(name: string): boolean {
  return name.includes("/");
}

/** The setting that counts entries that lost their content: backups then look again at what they hold (SG2). */
export const removalsMeta = "removals";

export const nameOfEntry = (seq: number): string => `event/${seq}`;

/** The entry that a name on the forgotten-list is of; null where it is a subject's or a stream's. */
export function entryOf(name: string): number | null {
  const [, digits] = /^event\/(\d{1,15})$/.exec(name) ?? [];
  return digits === undefined ? null : Number(digits);
}

/**
 * What a ledger itself tells of it, for whoever reads it without folding it, beside the list that came
 * with its keys, if any. Content that is missing may be told of before and after.
 */
export class ToldGone {
  readonly #gone = new Map<string, number>();
  /** Entries that were removed by themselves: many, and never more than numbers. */
  readonly #entries = new Set<number>();
  readonly #listed: Gone;
  /** By subject; what is about nobody by its stream. */
  readonly #missing = new Map<string, { first: Missing; more: Found[] }>();

  constructor(listed: readonly Forgotten[] = []) {
    this.#listed = new Map(listed.map(({ subject, at }) => [subject, at]));
  }

  /** Whether a stream's events tell of it. */
  static isTeller(stream: string): boolean {
    return stream.startsWith("subject/") || stream === "removal";
  }

  tell({ type, subject, data }: JsonObject): void {
    if (type === "subject.forgetting" || type === "subject.forgotten") {
      this.#gone.set(textOf(subject), 0);
    }
    const members = isObject(data) ? data : {};
    if (type === "content.removing" && Array.isArray(members["entries"])) {
      for (const seq of members["entries"]) if (typeof seq === "number") this.#entries.add(seq);
    }
    const named = type === "subject.named" ? members["in"] : null;
    if (!Array.isArray(named)) return;
    for (const one of named) {
      const { stream, until } = isObject(one) ? one : {};
      if (typeof until === "number") this.#gone.set(textOf(stream), until);
    }
  }

  miss(seq: number, name: string, told: JsonObject): void {
    if (this.#entries.has(seq)) return;
    const subject = typeof told["subject"] === "string" ? told["subject"] : null;
    const stream = textOf(told["stream"]);
    const at = Number(told["at"]);
    const known = this.#missing.get(subject ?? stream);
    if (known !== undefined) known.more.push({ seq, name, at });
    else
      this.#missing.set(subject ?? stream, { first: { seq, name, subject, stream, at }, more: [] });
  }

  /** Missing, and nothing told that it is gone: the first of each subject, and of nobody. */
  lost(): Lost[] {
    const first = new Map<string | null, Lost>();
    for (const place of this.#places()) {
      const { seq, stream, name, subject } = place;
      if (first.has(subject) || this.#isTold(place) || isGone(place, this.#listed)) continue;
      first.set(subject, { seq, stream, name });
    }
    return [...first.values()];
  }

  /** Whether of anything missing the list alone tells that it is gone: it is ahead of the ledger. */
  get isAhead(): boolean {
    for (const place of this.#places()) {
      if (!this.#isTold(place) && isGone(place, this.#listed)) return true;
    }
    return false;
  }

  *#places(): Generator<Missing> {
    for (const { first, more } of this.#missing.values()) {
      yield first;
      for (const place of more) yield { ...first, ...place };
    }
  }

  #isTold(place: Missing): boolean {
    return this.#entries.has(place.seq) || isGone(place, this.#gone);
  }
}

type Missing = Place & { name: string };

type Found = Pick<Missing, "seq" | "name" | "at">;

type Lost = { seq: number; stream: string; name: string };
