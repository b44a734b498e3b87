import { beginForgetting, endForgetting, type SubjectEvent } from "../kernel/subject.ts";
import type { Recorded } from "../ledger/event.ts";
import type { Journal } from "../ledger/journal.ts";
import type { EventStore } from "../ledger/store.ts";
import { cancelRun } from "./answer/step.ts";
import type { Book, Turn } from "./book.ts";
import { erase } from "./erase.ts";
import type { Office } from "./office.ts";
import { runOf, subjectOf } from "./streams.ts";
import { canonical } from "./subject.ts";

/**
 * Forgets a client: what was recorded of her can never be read again, and the proof over it stays.
 *
 * FG1 What is decided is recorded first: `subject.forgetting`, for her and for everyone who was found
 *     to be her, in one turn with the end of her jobs. From there nothing leads to her (SU4).
 * FG2 Nothing is destroyed before her jobs have ended, with what they did outside undone.
 * FG3 Her keys go first, synced. Then what stands of her in the ledger's values and files, then
 *     what lies beside it, then all that was derived from it: folded states, rows, the log of the file.
 * FG4 `subject.forgotten` is recorded last. Whatever comes before it may be done again, and is, at the
 *     next start after a crash.
 * FG5 Who was forgotten stays forgotten in a copy that was restored: the list that came with the keys
 *     is applied to a ledger that is older.
 */
export class Forgetting {
  readonly #office: Office;
  readonly #store: EventStore;
  readonly #journal: Journal;
  readonly #dropAside: () => Promise<void>;
  #busy: Promise<void> = Promise.resolve();

  constructor(
    office: Office,
    parts: { store: EventStore; journal: Journal; dropAside: () => Promise<void> },
  ) {
    this.#office = office;
    this.#store = parts.store;
    this.#journal = parts.journal;
    this.#dropAside = parts.dropAside;
  }

  /**
   * After a start: applies the list (FG5), and finishes what a crash or an open job left. What hinders
   * it, such as a program that reads the file, hinders nothing else; the next start tries again.
   */
  async takeUp(): Promise<void> {
    this.#book.listen((events) => this.#notice(events));
    try {
      await this.#applyList();
      const where = { forgotten: null, into: null };
      const begun = await this.#store.find({ table: "party", where, above: { leaving: -1 } });
      for (const { subject } of begun) await this.finish(String(subject));
    } catch (error) {
      this.#fault(error);
    }
  }

  /** She, and everyone who was found to be her, whichever of them is named. */
  async membersOf(subject: string): Promise<readonly string[]> {
    await this.#book.committed();
    const { result } = await this.#book.turn(engine, (turn) => canonical(turn, subject));
    const members = [result];
    for (const member of members) {
      for (const row of await this.#store.find({ table: "party", where: { into: member } })) {
        members.push(String(row["subject"]));
      }
    }
    return members;
  }

  /** Jobs about her that have not ended, those that they called included. */
  async openJobs(members: readonly string[]): Promise<readonly string[]> {
    await this.#book.committed();
    const where = { subject: members, status: ["open", "cancelling"] };
    const rows = await this.#store.find({ table: "run", where, order: [{ column: "number" }] });
    return rows.map((row) => String(row["id"]));
  }

  /** FG1, inside a turn that has judged that it may be. */
  begin(turn: Turn, members: readonly string[]): void {
    for (const member of members) {
      const state = turn.get(subjectOf(member));
      note(turn, member, beginForgetting(state, turn.at));
      for (const { run } of state.open) {
        if (turn.get(runOf(run)).run.status !== "open") continue;
        cancelRun(turn, this.#office, run, "the client is forgotten");
      }
    }
  }

  /** Everything that can be done now; true once she is forgotten. One after the other. */
  finish(subject: string): Promise<boolean> {
    const done = this.#busy.then(() => this.#finish(subject));
    this.#busy = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  /** Resolves when nothing is being destroyed. */
  settled(): Promise<void> {
    return this.#busy;
  }

  async #finish(subject: string): Promise<boolean> {
    const { leaving } = await this.#book.read(subjectOf(subject));
    if (leaving === null) return false;
    const members = await this.membersOf(subject);
    if ((await this.openJobs(members)).length > 0) return false;
    for (const member of members) await this.#office.sealer.forget(member, leaving.since);
    if (leaving.at !== null) return true;
    await this.#wipe(members);
    await this.#book.turn(engine, (turn) => {
      for (const member of members) {
        const decision = endForgetting(turn.get(subjectOf(member)), turn.at);
        if (decision.ok) note(turn, member, decision.events);
      }
    });
    await this.#book.committed();
    return true;
  }

  /** What is left of them once their keys are gone. */
  async #wipe(members: readonly string[]): Promise<void> {
    await erase(this.#store, new Set(members));
    await this.#dropAside();
    this.#book.clear();
    await this.#journal.rebuild();
    await this.#store.purge();
  }

  /**
   * FG5: who is on the list, but of whose end this ledger does not know. Jobs that this ledger still
   * holds open end as they can; nothing of hers is shown until then.
   */
  async #applyList(): Promise<void> {
    const gone: string[] = [];
    for (const { subject } of await this.#office.sealer.forgotten()) {
      if ((await this.#book.read(subjectOf(subject))).leaving !== null) continue;
      const members = await this.membersOf(subject);
      await this.#book.turn(engine, (turn) => this.begin(turn, members));
      gone.push(subject);
    }
    await this.#book.committed();
    if (gone.length > 0) await this.#wipe(gone);
  }

  /** The last of her jobs may have ended just now. */
  #notice(events: readonly Recorded[]): void {
    for (const { type, stream } of events) {
      if (type !== "subject.released") continue;
      const id = stream.slice("subject/".length);
      const leaving = this.#book.peek(subjectOf(id))?.leaving ?? null;
      if (leaving === null || leaving.at !== null) continue;
      this.finish(id).catch((error: unknown) => this.#fault(error));
    }
  }

  #fault(error: unknown): void {
    this.#office.fault(error, "forgetting a client");
  }

  get #book(): Book {
    return this.#office.book;
  }
}

/** Named in the envelope: whoever checks the ledger without reading it knows whose content is gone. */
function note(turn: Turn, subject: string, events: readonly SubjectEvent[]): void {
  if (events.length === 0) return;
  turn.emit(subjectOf(subject), ...events.map((event) => ({ ...event, subject })));
}

const engine = { actor: "engine", cause: null, intent: null };
