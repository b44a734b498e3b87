import type { Skill } from "../../agent/skill.ts";
import type { EventStore } from "../../ledger/store.ts";
import { type Candidate, packContext, tokensIn, valueText } from "../../memory/context.ts";
import type { Passage } from "../../memory/passage.ts";
import { fromOutside, type Labelled, own, whole } from "../../value/label.ts";
import type { Pack } from "../../value/pack.ts";
import { plainKinds } from "../../value/plain-kinds.ts";
import { inShort } from "../../views/episode-short.ts";
import type { Book } from "../book.ts";
import type { Office } from "../office.ts";
import type { Episodes } from "./episodes.ts";
import type { Recollection } from "./recollection.ts";
import { dayOf, type Records, toldFacts } from "./told-facts.ts";

/** What an agent is told beside its input, and what of it is recorded. */
export type Told = { context: Labelled; pack: Pack };

/** Whom work is about, what it is about, and how much may be told of it. */
export type Wanted = {
  subject: string | null;
  /** The job that asks, and the agent that is told. */
  run: string;
  agent: string | null;
  query: string;
  /** The mail that is worked on: its conversation, and what it says itself. */
  mail: { thread: string; text: string } | null;
  limit: number;
  /** Told with its prompt, and of the same room. */
  skills: readonly Skill[];
};

const mostPassages = 40;
const mostThread = 30;
const mostJobs = 8;
const mostQuery = 2_000;

/**
 * Puts together what agents are told: what is on record about the client whom the work is about, the
 * company's own words, what was done for them, and what was said with them.
 *
 * CX5 Nothing of another client is ever looked at: records are found by whose they are, passages and jobs
 *     within this client's alone.
 * CX6 What is secret is told to nobody; that there is something is named in the pack.
 */
export class Contexts {
  readonly #store: EventStore;
  readonly #records: Records;
  readonly #recollection: Recollection;
  readonly #episodes: Episodes;
  readonly #office: Pick<Office, "active" | "clock">;
  readonly #membersOf: (subject: string) => Promise<readonly string[]>;

  constructor(parts: {
    store: EventStore;
    book: Book;
    recollection: Recollection;
    episodes: Episodes;
    office: Pick<Office, "active" | "clock">;
    membersOf: (subject: string) => Promise<readonly string[]>;
  }) {
    this.#store = parts.store;
    this.#records = parts;
    this.#recollection = parts.recollection;
    this.#episodes = parts.episodes;
    this.#office = parts.office;
    this.#membersOf = parts.membersOf;
  }

  async put(wanted: Wanted, signal: AbortSignal): Promise<Told> {
    const now = this.#office.clock.now();
    const members = wanted.subject === null ? [] : await this.#membersOf(wanted.subject);
    const query = wanted.query.replaceAll(/\s+/g, " ").trim().slice(0, mostQuery);
    const { agent } = wanted;
    const theirs = await toldFacts(this.#records, { subject: members }, agent, now);
    const ours = await toldFacts(this.#records, { subject: null, kind: plainKinds }, agent, now);
    const thread = await this.#thread(members, wanted);
    const found = await this.#passages(members, { ...wanted, query }, now, signal);
    const told = new Set(thread.map(({ ref }) => (ref.kind === "passage" ? ref.seq : 0)));
    const passages = found.passages.filter(
      ({ ref }) => ref.kind !== "passage" || !told.has(ref.seq),
    );
    const jobs = await this.#jobs(members, wanted.run, now);
    const { limit, skills } = wanted;
    const skilled = skills.reduce((sum, skill) => sum + tokensIn(skill.text), 0);
    const candidates = { facts: [...theirs.facts, ...ours.facts], thread, jobs, passages };
    const { text, label, pack: rest } = packContext(query, candidates, limit - skilled);
    const pack = {
      ...rest,
      limit,
      tokens: rest.tokens + skilled,
      items: [
        ...skills.map(({ name, version }) => ({ kind: "skill", name, version }) as const),
        ...rest.items,
      ],
      dropped: [
        ...[...theirs.secret, ...ours.secret].map((ref) => ({ ref, why: "secret" }) as const),
        ...rest.dropped,
      ],
    };
    return {
      context: { value: text, labels: { "": label } },
      pack: found.wordsOnly === null ? pack : { ...pack, wordsOnly: found.wordsOnly },
    };
  }

  /** What was said in the conversation that is worked on, the newest first. */
  async #thread(members: readonly string[], { mail, subject }: Wanted): Promise<Candidate[]> {
    if (mail === null || mail.thread === "" || members.length === 0) return [];
    const rows = await this.#store.find({
      table: "passage",
      where: { client: members, thread: mail.thread },
      order: [{ column: "at", descending: true }],
      limit: mostThread,
    });
    const found: Candidate[] = [];
    for (const row of rows) {
      const seq = Number(row["seq"]);
      const passage = await this.#recollection.passage(seq);
      if (passage !== null && passage.text !== mail.text)
        found.push(candidate(seq, passage, subject));
    }
    return found;
  }

  async #jobs(members: readonly string[], asking: string, now: number): Promise<Candidate[]> {
    if (members.length === 0) return [];
    const span = { clients: members, process: null, from: 0, until: now + 1 };
    const { rows } = await this.#episodes.find(span, mostJobs + 1);
    const found: Candidate[] = [];
    for (const { id } of rows) {
      const episode = id === asking ? null : await this.#episodes.read(String(id));
      const last = episode?.moments.at(-1);
      if (episode === null || last === undefined) continue;
      const { number, process } = episode;
      found.push({
        ref: { kind: "job", number, seq: last.seq },
        line: `- job ${number}, ${process}, ${inShort(episode)} (${dayOf(last.at)}, entry ${last.seq})`,
        label: own,
      });
    }
    return found;
  }

  async #passages(
    members: readonly string[],
    { query, mail, subject }: Wanted,
    now: number,
    signal: AbortSignal,
  ): Promise<{ passages: Candidate[]; wordsOnly: string | null }> {
    if (members.length === 0 || query === "") return { passages: [], wordsOnly: null };
    const any = await this.#store.count({ table: "passage", where: { client: members } });
    if (any === 0) return { passages: [], wordsOnly: null };
    const question = { query, k: mostPassages, tokens: null, until: now };
    const { passages, wordsOnly } = await this.#recollection.recall(members, question, signal);
    return {
      passages: passages
        .filter(({ text }) => text !== mail?.text)
        .map(({ key, ...passage }) => candidate(key, passage, subject)),
      wordsOnly,
    };
  }
}

function candidate(seq: number, { author, at, text }: Passage, subject: string | null): Candidate {
  const who = author === "" ? "somebody" : author;
  const when = at === 0 ? "" : `, ${dayOf(at)}`;
  return {
    ref: { kind: "passage", seq },
    line: `- ${who}${when} (entry ${seq}): ${valueText(text)}`,
    label: whole(fromOutside(null, subject).labels, ""),
  };
}
