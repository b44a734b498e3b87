import { nameIn, type Naming } from "../kernel/subject.ts";
import { entryOf, isStream } from "../ledger/gone.ts";
import type { EventStore } from "../ledger/store.ts";
import type { Words } from "../value/mention.ts";
import type { Turn } from "./turn.ts";
import { inParts, type Named, namedIn, type Search, wordsFor } from "./named.ts";
import type { Office } from "./office.ts";
import { runOf, subjectOf } from "./streams.ts";
import { engine } from "./who.ts";

/** Finds and notes what is about nobody and names somebody who is to be forgotten (FG6). */
export class Namings {
  readonly #office: Office;
  readonly #store: EventStore;

  constructor(office: Office, store: EventStore) {
    this.#office = office;
    this.#store = store;
  }

  words(members: readonly string[]): Promise<Words> {
    return wordsFor(this.#search, members);
  }

  /** From event `from` on, of what is committed. */
  async find(words: Words, from: number): ReturnType<typeof namedIn> {
    await this.#office.book.committed();
    return namedIn(this.#search, words, from);
  }

  async of(members: readonly string[]): Promise<Named> {
    await this.#office.book.committed();
    const { streams } = await this.find(await this.words(members), 1);
    return inParts(streams);
  }

  async note(members: readonly string[], streams: readonly string[]): Promise<void> {
    const [first] = members;
    if (first === undefined || streams.length === 0) return;
    await this.#office.book.turn(engine, (turn) =>
      noteIn(
        turn,
        first,
        streams.map((stream) => ({ stream, until: turn.at })),
      ),
    );
    await this.#office.book.committed();
  }

  async noted(members: readonly string[]): Promise<readonly Naming[]> {
    const noted: Naming[] = [];
    for (const member of members) {
      const { leaving } = await this.#office.book.read(subjectOf(member));
      noted.push(...(leaving?.named ?? []));
    }
    return noted;
  }

  /** What the list holds and this ledger does not know of: it was restored. */
  async unknown(): Promise<readonly Naming[]> {
    const listed = await this.#office.sealer.forgotten();
    const subjects = listed.map(({ subject }) => subject).filter((name) => !isStream(name));
    const known = new Set((await this.noted(subjects)).map(({ stream }) => stream));
    return listed
      .filter(({ subject: name }) => isStream(name) && entryOf(name) === null && !known.has(name))
      .map(({ subject, at }) => ({ stream: subject, until: at }));
  }

  get #search(): Search {
    const { sealer, files } = this.#office;
    return { store: this.#store, sealer, files };
  }
}

/** Beside her: named in the envelope like all that tells of her end. */
export function noteIn(turn: Turn, subject: string, found: readonly Naming[]): void {
  const stream = subjectOf(subject);
  for (const event of nameIn(turn.get(stream), found)) turn.emit(stream, { ...event, subject });
}

/** Whether jobs about others are part of one that is about nobody: its end would undo theirs. */
export function callsOthers(turn: Turn, id: string, members: readonly string[]): boolean {
  const { subject, called, steps } = turn.get(runOf(id)).run;
  if (subject !== null) return !members.includes(subject);
  const calling = Object.values(steps).flatMap((step) =>
    step.status === "calling" ? [step.run] : [],
  );
  return [...called.map(({ run }) => run), ...calling].some((run) =>
    callsOthers(turn, run, members),
  );
}
