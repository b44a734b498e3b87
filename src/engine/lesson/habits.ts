import type { Row } from "../../ledger/table.ts";
import { type Answered, evidenceOf, type Habit, habitsIn } from "../../memory/habit.ts";
import { type Heuristic, heuristicKind, isOutweighed } from "../../memory/heuristic.ts";
import { inForce } from "../../memory/record.ts";
import { covers, type Rule, textsOf } from "../../memory/habit-rule.ts";
import { names, type Words, wordsOf } from "../../value/mention.ts";
import { doubt, heuristicKey, type Learnt, propose } from "../memory/heuristics.ts";
import { heuristicOf, recordOf } from "../streams.ts";
import { type LessonRead, type Parts, readLesson } from "./read.ts";
import { engine } from "../who.ts";

/**
 * Looks through her answers at one place for what she always changes, and for what speaks against a
 * heuristic by now.
 *
 * HT1 She is asked of one thing at a time, whatever there is to ask.
 * HT2 It is put before her only where an agent whose model can be told stands behind that part of the draft.
 * HT3 What is told of all clients names none of them: a piece that does is asked about with nobody.
 * HT4 It looks after her answer is recorded; where that fails nothing of it is lost, and the next answer
 *     is another try.
 */
export class Habits {
  readonly #parts: Parts;
  #busy: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** After an answer about a step or an act of a job. */
  async answered(run: string, about: string): Promise<void> {
    this.#busy = this.#busy
      .then(() => this.#look(run, about))
      .catch((error: unknown) => {
        this.#parts.office.fault(error, "looking for what you always change");
      });
    return this.#busy;
  }

  /** What bears a heuristic out by now, and what does not; since an entry. */
  async evidence({ rule, action, subject }: Heuristic, since = 0): Promise<Habit["evidence"]> {
    if (rule === null) return { for: [], against: [] };
    const lessons = await this.#lessons(action);
    return evidenceOf(rule, subject, answeredIn(lessons.filter(({ seq }) => seq > since)));
  }

  async #look(run: string, about: string): Promise<void> {
    const { store, office } = this.#parts;
    // HT1
    const open = await store.count({ table: "item", where: { kind: "heuristic", status: "open" } });
    if (open > 0) return;
    const order = [{ column: "seq", descending: true }];
    const [row] = await store.find({ table: "lesson", where: { run, about }, order, limit: 1 });
    const action = String(row?.["action"] ?? "");
    if (action === "") return;
    const known = await this.#known(action);
    const doubted = await this.#outweighed(known);
    const learnt = doubted === null ? await this.#learnt(action, known) : null;
    if (doubted === null && learnt === null) return;
    await office.book.turn(engine, (turn) => {
      if (doubted !== null) doubt(turn, doubted.key, doubted.rule, doubted.evidence);
      if (learnt !== null) propose(turn, office, learnt);
    });
    await office.book.committed();
  }

  async #outweighed(
    known: readonly Known[],
  ): Promise<{ key: string; rule: Rule; evidence: Habit["evidence"] } | null> {
    const { office } = this.#parts;
    for (const { key, state } of known) {
      if (state.status !== "consented" || state.rule === null) continue;
      const record = await office.book.read(recordOf(heuristicKind, key));
      if (!inForce(record, office.clock.now()).has("text")) continue;
      const evidence = await this.evidence(state, state.settledSeq);
      const since = { for: evidence.for.length, against: evidence.against.length };
      if (isOutweighed(since)) return { key, rule: state.rule, evidence };
    }
    return null;
  }

  async #learnt(action: string, known: readonly Known[]): Promise<Learnt | null> {
    const lessons = await this.#lessons(action);
    const process = lessons[0]?.process ?? "";
    const habits = habitsIn(answeredIn(lessons));
    const parties = habits.length === 0 ? null : await this.#parties();
    for (const habit of habits) {
      const { rule, subject } = habit;
      const learnt = { habit, action, process, agents: this.#agentsBehind(rule, lessons) };
      if (learnt.agents.length === 0) continue;
      if (known.some(({ state }) => state.rule !== null && covers(state.rule, rule))) continue;
      if (known.some(({ key }) => key === heuristicKey(this.#parts.office, learnt))) continue;
      if (subject === null && parties !== null && names(textsOf(rule), parties)) continue;
      return learnt;
    }
    return null;
  }

  /** HT2, by who works today. */
  #agentsBehind({ field }: Rule, lessons: readonly LessonRead[]): string[] {
    const { agents } = this.#parts.office.active;
    const [newest] = lessons.toReversed();
    const found = newest?.behind(field).map(({ agent }) => agent) ?? [];
    return [...new Set(found)].filter(
      (agent) => agents[agent]?.ladder.some(({ kind }) => kind === "model") === true,
    );
  }

  async #lessons(action: string): Promise<LessonRead[]> {
    const rows = await this.#parts.store.find({
      table: "lesson",
      where: { action, kind: ["agreed", "edited"] },
      order: [{ column: "seq", descending: true }],
      limit: mostLooked,
    });
    const lessons: LessonRead[] = [];
    for (const row of rows.toReversed()) lessons.push(await readLesson(this.#parts, row));
    return lessons;
  }

  async #known(action: string): Promise<Known[]> {
    const rows = await this.#parts.store.find({ table: "heuristic", where: { action } });
    const known: Known[] = [];
    for (const row of rows) known.push(await this.#knownIn(row));
    return known;
  }

  async #knownIn(row: Row): Promise<Known> {
    const key = String(row["key"]);
    return { key, state: await this.#parts.office.book.read(heuristicOf(key)) };
  }

  /** HT3: what every client of hers is called. */
  async #parties(): Promise<Words> {
    const rows = await this.#parts.store.find({ table: "party" });
    const called = rows.flatMap(({ name, sender, address }) => [name, sender, address]);
    return wordsOf(called.filter((word) => typeof word === "string"));
  }
}

type Known = { key: string; state: Heuristic };

/** Of so many of her newest answers at a place. */
const mostLooked = 50;

/** What was forgotten bears nothing out. */
function answeredIn(lessons: readonly LessonRead[]): Answered[] {
  return lessons.flatMap(({ seq, subject, before, after }) =>
    before === null || after === null ? [] : [{ seq, subject, before, after }],
  );
}
