import type { EventStore } from "../../ledger/store.ts";
import {
  type Candidate,
  type FactCandidate,
  packContext,
  valueText,
} from "../../memory/context.ts";
import type { Fact } from "../../memory/fact.ts";
import { kindBy } from "../../memory/kind.ts";
import { toldOf } from "../../memory/heuristic.ts";
import { inForce } from "../../memory/record.ts";
import { isObject } from "../../value/json.ts";
import { fromOutside, join, type Label, type Labelled, own, whole } from "../../value/label.ts";
import type { Pack } from "../../value/pack.ts";
import { plainKinds } from "../../value/plain-kinds.ts";
import type { Book } from "../book.ts";
import type { Office } from "../office.ts";
import { recordOf } from "../streams.ts";
import type { Recollection } from "./recollection.ts";

/** What an agent is told beside its input, and what of it is recorded. */
export type Told = { context: Labelled; pack: Pack };

/** Whom work is about, and what it is about. */
export type Wanted = {
  subject: string | null;
  query: string;
  limit: number;
  /** Who is told. */
  agent: string | null;
};

const mostPassages = 40;
const mostQuery = 2_000;
const dayMs = 86_400_000;

/**
 * Puts together what agents are told: what is on record about the client whom the work is about, the
 * company's own words, and what was said with this client.
 *
 * CX4 Nothing of another client is ever looked at: records are found by whose they are, passages within
 *     this client's alone.
 */
export class Contexts {
  readonly #store: EventStore;
  readonly #book: Book;
  readonly #recollection: Recollection;
  readonly #office: Pick<Office, "active" | "clock">;
  readonly #membersOf: (subject: string) => Promise<readonly string[]>;

  constructor(parts: {
    store: EventStore;
    book: Book;
    recollection: Recollection;
    office: Pick<Office, "active" | "clock">;
    membersOf: (subject: string) => Promise<readonly string[]>;
  }) {
    this.#store = parts.store;
    this.#book = parts.book;
    this.#recollection = parts.recollection;
    this.#office = parts.office;
    this.#membersOf = parts.membersOf;
  }

  async put({ subject, query, limit, agent }: Wanted, signal: AbortSignal): Promise<Told> {
    const now = this.#office.clock.now();
    const members = subject === null ? [] : await this.#membersOf(subject);
    const labels: Label[] = [];
    const facts = [
      ...(subject === null ? [] : await this.#facts({ subject: members }, agent, now, labels)),
      ...(await this.#facts({ subject: null, kind: plainKinds }, agent, now, labels)),
    ];
    const asked = query.replaceAll(/\s+/g, " ").trim().slice(0, mostQuery);
    const found = await this.#passages(members, asked, now, signal);
    if (subject !== null && found.passages.length > 0) {
      labels.push(whole(fromOutside(null, subject).labels, ""));
    }
    const { text, pack } = packContext(asked, facts, found.passages, limit);
    const label = labels.reduce(join, own);
    return {
      context: { value: text, labels: { "": label } },
      pack: found.wordsOnly === null ? pack : { ...pack, wordsOnly: found.wordsOnly },
    };
  }

  async #facts(
    where: { subject: readonly string[] | null; kind?: readonly string[] },
    agent: string | null,
    now: number,
    labels: Label[],
  ): Promise<FactCandidate[]> {
    const rows = await this.#store.find({ table: "fact", where });
    const records = new Map(
      rows.map((row) => [`${String(row["kind"])}/${String(row["id"])}`, row] as const),
    );
    const found: FactCandidate[] = [];
    for (const row of records.values()) {
      const [kind, key] = [String(row["kind"]), String(row["id"])];
      const state = await this.#book.read(recordOf(kind, key));
      const traits = kindBy(this.#office.active.schemas[kind]);
      for (const [field, fact] of toldOf(kind, inForce(state, now), agent)) {
        const { value } = fact;
        if (value === null || value === "" || (isObject(value) && Object.keys(value).length === 0))
          continue;
        labels.push(whole(fact.labels, ""));
        const text = `${kind}.${field}: ${valueText(value)}`;
        found.push({
          ref: { kind: "fact", record: kind, key, field, version: state.version },
          text,
          line: `- ${text} (${groundsOf(fact, traits.freshMs(field), now)})`,
          weight: plainKinds.includes(kind) ? 2 : 0,
        });
      }
    }
    return found;
  }

  async #passages(
    members: readonly string[],
    query: string,
    now: number,
    signal: AbortSignal,
  ): Promise<{ passages: Candidate[]; wordsOnly: string | null }> {
    if (members.length === 0 || query === "") return { passages: [], wordsOnly: null };
    const any = await this.#store.count({ table: "passage", where: { client: members } });
    if (any === 0) return { passages: [], wordsOnly: null };
    const question = { query, k: mostPassages, tokens: null, until: now };
    const { passages, wordsOnly } = await this.#recollection.recall(members, question, signal);
    return {
      passages: passages.map(({ key, author, at, text }) => ({
        ref: { kind: "passage", seq: key },
        line: `- ${author === "" ? "somebody" : author}${at === 0 ? "" : `, ${dayOf(at)}`} (entry ${key}): ${valueText(text)}`,
      })),
      wordsOnly,
    };
  }
}

/** "you, 2026-06-01, 30 days ago, entry 1117" */
function groundsOf(fact: Fact, freshMs: number | null, now: number): string {
  const { author, recordedAt, confirmedAt, confidence, source } = fact;
  const days = Math.floor((now - recordedAt) / dayMs);
  return [
    author === "operator" ? "the operator" : author.split(":")[0],
    dayOf(recordedAt),
    `${days} ${days === 1 ? "day" : "days"} ago`,
    ...(confidence === 100 ? [] : [`${confidence} % sure`]),
    ...(freshMs !== null && confirmedAt + freshMs <= now ? ["not said again for long"] : []),
    `entry ${source}`,
  ].join(", ");
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
