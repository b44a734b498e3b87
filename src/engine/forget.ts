import {
  beginForgetting,
  endForgetting,
  type Naming,
  type SubjectEvent,
} from "../kernel/subject.ts";
import type { Recorded } from "../ledger/event.ts";
import { isStream } from "../ledger/gone.ts";
import type { Journal } from "../ledger/journal.ts";
import type { EventStore } from "../ledger/store.ts";
import type { Counted } from "../memory/removal.ts";
import { cancelRun } from "./answer/step.ts";
import type { Book } from "./book.ts";
import type { Turn } from "./turn.ts";
import { erase } from "./erase.ts";
import { inParts, type Named, nowhere } from "./named.ts";
import { callsOthers, Namings, noteIn } from "./namings.ts";
import type { Office } from "./office.ts";
import type { Meanings } from "./memory/meanings.ts";
import { countsOfHers, receiptFor } from "./retention/hers.ts";
import { receiptOf } from "./retention/receipt.ts";
import { removalStream, runOf, subjectOf } from "./streams.ts";
import { canonical } from "./subject.ts";
import { engine } from "./who.ts";

/**
 * Forgets a client: what was recorded of her can never be read again, and the proof over it stays.
 *
 * FG1 What is decided is recorded first: `subject.forgetting`, for her and for everyone who was found
 *     to be her, in one turn with the end of her jobs. From there nothing leads to her (SU4).
 * FG2 Nothing is destroyed before her jobs have ended, with what they did outside undone.
 * FG3 Her keys go first, synced. Then what stands of her in the ledger's values and files, then
 *     what lies beside it, then all that was derived from it: folded states, rows, the log of the file.
 * FG4 `subject.forgotten` is recorded last. Whatever comes before it may be done again, and is, at the
 *     next start after a crash. Beside it stands the receipt: how much was found of her in each store,
 *     before and after (RV4).
 * FG5 Who was forgotten stays forgotten in a copy that was restored: the list that came with the keys
 *     is applied to a ledger that is older.
 * FG6 What is about nobody and names her is looked for while her content can still be opened, noted
 *     beside her (`subject.named`) and on the list, and goes with hers. Jobs of it end first, too; one
 *     that other clients' jobs are part of is waited for.
 */
export class Forgetting {
  readonly #office: Office;
  readonly #store: EventStore;
  readonly #journal: Journal;
  readonly #dropAside: (gone: readonly string[]) => Promise<void>;
  readonly #meanings: () => Meanings;
  readonly #namings: Namings;
  /** Begun, and the jobs whose end is waited for. */
  readonly #waiting = new Map<string, readonly string[]>();
  #busy: Promise<void> = Promise.resolve();

  constructor(
    office: Office,
    parts: {
      store: EventStore;
      journal: Journal;
      dropAside: (gone: readonly string[]) => Promise<void>;
      meanings: () => Meanings;
    },
  ) {
    this.#office = office;
    this.#store = parts.store;
    this.#journal = parts.journal;
    this.#dropAside = parts.dropAside;
    this.#meanings = parts.meanings;
    this.#namings = new Namings(office, parts.store);
  }

  /**
   * After a start: applies the list (FG5), and finishes what a crash or an open job left. What hinders
   * it, such as a program that reads the file, hinders nothing else; the next start tries again.
   */
  async takeUp(): Promise<void> {
    this.#book.listen((events) => this.#notice(events));
    try {
      await this.#applyList();
      // Of those who are forgotten too: keys of before, put back by hand, would bring them back.
      const where = { into: null };
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

  /** Jobs about nobody in which she is named, and how many arrivals about nobody name her. */
  namedIn(members: readonly string[]): Promise<Named> {
    return this.#namings.of(members);
  }

  /** Jobs that her forgetting waits for, as far as this process knows. */
  awaited(subject: string): readonly string[] {
    return this.#waiting.get(subject) ?? [];
  }

  /** Jobs that have not ended: about her, those that they called included, and of `named`. */
  async openJobs(members: readonly string[], named: Named): Promise<readonly string[]> {
    await this.#book.committed();
    const status = ["open", "cancelling"];
    const order = [{ column: "number" }];
    const rows = await this.#store.find({ table: "run", where: { status }, order });
    return rows
      .filter(({ id, subject }) =>
        subject === null ? named.jobs.includes(String(id)) : members.includes(String(subject)),
      )
      .map(({ id }) => String(id));
  }

  /** FG1, inside a turn that has judged that it may be. */
  begin(turn: Turn, members: readonly string[], named: Named = nowhere): void {
    const jobs = new Set(named.jobs);
    for (const member of members) {
      const state = turn.get(subjectOf(member));
      note(turn, member, beginForgetting(state, turn.at));
      for (const { run } of state.open) jobs.add(run);
    }
    for (const run of jobs) {
      if (turn.get(runOf(run)).run.status !== "open" || callsOthers(turn, run, members)) continue;
      cancelRun(turn, this.#office, run, "the client is forgotten");
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

  /** What was found of her in each store, before and after; null where it is not known. */
  async receipt(subject: string): Promise<readonly Counted[] | null> {
    return receiptFor(this.#journal, await this.membersOf(subject));
  }

  /** Resolves when nothing is being destroyed. */
  settled(): Promise<void> {
    return this.#busy;
  }

  async #finish(subject: string): Promise<boolean> {
    const { leaving } = await this.#book.read(subjectOf(subject));
    if (leaving === null) return false;
    const members = await this.membersOf(subject);
    while (leaving.at === null) {
      const jobs = await this.#notEnded(members);
      this.#waiting.set(subject, jobs);
      if (jobs.length === 0) break;
      // What ended while it looked was not yet waited for, and is noticed by nobody else.
      if (!(await this.#someEnded(jobs))) return false;
    }
    const named = await this.#namings.noted(members);
    this.#waiting.delete(subject);
    const destroy = async (): Promise<void> => {
      for (const member of members) await this.#office.sealer.forget(member, leaving.since);
      for (const { stream, until } of named) await this.#office.sealer.forget(stream, until);
    };
    if (leaving.at !== null) {
      await destroy();
      return true;
    }
    const { sealer } = this.#office;
    const look = { store: this.#store, sealer, meanings: this.#meanings() };
    const receipt = await receiptOf(
      () => countsOfHers(look, members, named),
      async () => {
        await destroy();
        await this.#wipe([...members.map(alone), ...named]);
      },
    );
    await this.#book.turn(engine, (turn) => {
      for (const member of members) {
        const decision = endForgetting(turn.get(subjectOf(member)), turn.at);
        if (decision.ok) note(turn, member, decision.events);
      }
      turn.emit(removalStream, {
        type: "content.removed",
        data: { batches: [], receipt },
        subject,
      });
    });
    await this.#book.committed();
    return true;
  }

  async #someEnded(jobs: readonly string[]): Promise<boolean> {
    for (const job of jobs) {
      const { run } = await this.#book.read(runOf(job));
      if (run.status !== "open" && run.status !== "cancelling") return true;
    }
    return false;
  }

  /** FG6. Jobs that are waited for; once there are none, everything that names her is noted. */
  async #notEnded(members: readonly string[]): Promise<readonly string[]> {
    const words = await this.#namings.words(members);
    for (let from = 1; ;) {
      const { streams, last } = await this.#namings.find(words, from);
      const named = inParts(streams);
      const open = await this.openJobs(members, named);
      if (open.length > 0) {
        await this.#book.turn(engine, (turn) => this.begin(turn, members, named));
        return open;
      }
      if (from > 1 && streams.length === 0) return [];
      await this.#namings.note(members, streams);
      // What came while it looked.
      from = last + 1;
    }
  }

  /** What is left of it once the keys are gone. */
  async #wipe(gone: readonly Naming[]): Promise<void> {
    await erase(this.#store, new Map(gone.map(({ stream, until }) => [stream, until])));
    await this.#dropAside(gone.map(({ stream }) => stream));
    this.#book.clear();
    await this.#journal.rebuild();
    await this.#store.purge();
  }

  /**
   * FG5: who is on the list, but of whose end this ledger does not know. Jobs that this ledger still
   * holds open end as they can; nothing of hers is shown until then.
   */
  async #applyList(): Promise<void> {
    const listed = await this.#office.sealer.forgotten();
    const subjects = listed.map(({ subject }) => subject).filter((name) => !isStream(name));
    const fresh: string[] = [];
    for (const subject of subjects) {
      if ((await this.#book.read(subjectOf(subject))).leaving !== null) continue;
      const members = await this.membersOf(subject);
      await this.#book.turn(engine, (turn) => this.begin(turn, members));
      fresh.push(subject);
    }
    const named = await this.#namings.unknown();
    await this.#book.turn(engine, (turn) => {
      // Whose name stood there, the list does not tell: one of them stands for it.
      for (const first of subjects.slice(0, 1)) noteIn(turn, first, named);
      this.begin(turn, [], inParts(named.map(({ stream }) => stream)));
    });
    await this.#book.committed();
    if (fresh.length + named.length > 0) await this.#wipe([...fresh.map(alone), ...named]);
  }

  /** The last job that was waited for may have ended just now. */
  #notice(events: readonly Recorded[]): void {
    if (this.#waiting.size === 0) return;
    const ended = events.filter(({ type }) => ends.has(type)).map(({ stream }) => stream);
    for (const [id, jobs] of this.#waiting) {
      if (!jobs.some((job) => ended.includes(runOf(job).name))) continue;
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

const ends = new Set(["run.completed", "run.cancelled"]);

function alone(subject: string): Naming {
  return { stream: subject, until: 0 };
}
