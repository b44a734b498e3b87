import { isObject, type JsonObject, textOf } from "../value/json.ts";
import type { Forgotten } from "./keys.ts";

/**
 * Whose content is gone for good, by the id of a subject. What is about nobody is named by its stream:
 * a job, an arrival. That is gone up to a time; the same cause may begin the same job after a restore.
 */
export type Gone = ReadonlyMap<string, number>;

type Place = { stream: string; subject: string | null; at: number };

export function isGone({ stream, subject, at }: Place, gone: Gone): boolean {
  if (subject !== null) return gone.has(subject);
  const until = gone.get(stream);
  return until !== undefined && at <= until;
}

/** Whether a name on the forgotten-list is that of a stream; ids of subjects have no slash. */
export function isStream(name: string): boolean {
  return name.includes("/");
}

/**
 * What a ledger itself tells of it, for whoever reads it without folding it, beside the list that came
 * with its keys, if any. Content that is missing may be told of before and after.
 */
export class ToldGone {
  readonly #gone = new Map<string, number>();
  readonly #listed: Gone;
  /** Of each subject the first; of what is about nobody all. */
  readonly #missing = new Map<string, Place & { seq: number; name: string }>();

  constructor(listed: readonly Forgotten[] = []) {
    this.#listed = new Map(listed.map(({ subject, at }) => [subject, at]));
  }

  tell({ type, subject, data }: JsonObject): void {
    if (type === "subject.forgetting" || type === "subject.forgotten") {
      this.#gone.set(textOf(subject), 0);
    }
    const named = type === "subject.named" && isObject(data) ? data["in"] : null;
    if (!Array.isArray(named)) return;
    for (const one of named) {
      const { stream, until } = isObject(one) ? one : {};
      if (typeof until === "number") this.#gone.set(textOf(stream), until);
    }
  }

  miss(seq: number, name: string, told: JsonObject): void {
    const subject = typeof told["subject"] === "string" ? told["subject"] : null;
    const key = subject ?? String(seq);
    if (this.#missing.has(key)) return;
    const at = Number(told["at"]);
    this.#missing.set(key, { seq, name, subject, stream: textOf(told["stream"]), at });
  }

  /** Missing, and nothing told that it is gone: the first of each subject, and of nobody. */
  lost(): Lost[] {
    const first = new Map<string | null, Lost>();
    for (const place of this.#missing.values()) {
      const { seq, stream, name, subject } = place;
      if (this.#isTold(place) || first.has(subject)) continue;
      first.set(subject, { seq, stream, name });
    }
    return [...first.values()];
  }

  /** Whether of anything missing the list alone tells that it is gone: it is ahead of the ledger. */
  get isAhead(): boolean {
    return [...this.#missing.values()].some(
      (place) => !isGone(place, this.#gone) && this.#isTold(place),
    );
  }

  #isTold(place: Place): boolean {
    return isGone(place, this.#gone) || isGone(place, this.#listed);
  }
}

type Lost = { seq: number; stream: string; name: string };
