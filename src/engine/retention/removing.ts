import { entryOf, nameOfEntry, removalsMeta } from "../../ledger/gone.ts";
import type { Journal } from "../../ledger/journal.ts";
import type { EventStore } from "../../ledger/store.ts";
import { type Batch, begin, type Counted, mostInBatch } from "../../memory/removal.ts";
import { fromOperator, type Labelled } from "../../value/label.ts";
import { erase } from "../erase.ts";
import type { Meanings } from "../memory/meanings.ts";
import type { Office } from "../office.ts";
import { removalStream } from "../streams.ts";
import { type Contents, contentsOf } from "./contents.ts";
import { asVectors, countsOf, receiptOf } from "./receipt.ts";
import { engine, operator } from "../who.ts";

/**
 * Removes content from every store there is, while its client stays.
 *
 * RV1 What goes is recorded first, in turns of bounded size (RM1). Then go the files that nothing else
 *     refers to, the vectors, the values; then all that was derived is derived anew, and the log of the
 *     file emptied. The receipt is recorded last.
 * RV2 What a crash left is done again at the next start; so is everything before the receipt.
 * RV3 What she removed by hand is put on the list of those forgotten, by its entry: it is removed again
 *     from a copy that was restored. What a rule removed, the rule removes there again.
 */
export type Removal = {
  kind: Batch["kind"];
  entries: readonly number[];
  /** Why, in her words, and under whose seal: what she removed by hand. */
  by: { why: string; subject: string | null } | null;
};

export class Removing {
  readonly #office: Office;
  readonly #store: EventStore;
  readonly #journal: Journal;
  readonly #meanings: () => Meanings;
  readonly #dropAside: () => Promise<void>;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(
    office: Office,
    parts: {
      store: EventStore;
      journal: Journal;
      meanings: () => Meanings;
      dropAside: () => Promise<void>;
    },
  ) {
    this.#office = office;
    this.#store = parts.store;
    this.#journal = parts.journal;
    this.#meanings = parts.meanings;
    this.#dropAside = parts.dropAside;
  }

  /** RV2, RV3. What hinders it hinders nothing else; the next start tries again. */
  async takeUp(): Promise<void> {
    try {
      await this.#applyList();
      await this.#finish();
    } catch (error) {
      this.#office.fault(error, "removing what is kept no longer");
    }
  }

  /** Answers what was found of it afterwards, store by store. */
  remove(removals: readonly Removal[]): Promise<readonly Counted[]> {
    const done = this.#busy.then(async () => {
      for (const removal of removals) await this.#begin(removal);
      return this.#finish();
    });
    this.#busy = done.catch(() => {});
    return done;
  }

  /** Resolves when nothing is being removed. */
  async settled(): Promise<void> {
    await this.#busy;
  }

  async #begin({ kind, entries, by }: Removal): Promise<void> {
    const { book } = this.#office;
    for (let from = 0; from < entries.length; from += mostInBatch) {
      const named = entries.slice(from, from + mostInBatch);
      await book.turn(by === null ? engine : operator, (turn) => {
        const who = by === null ? "rule" : "operator";
        const what = { kind, by: who, entries: named } as const;
        for (const event of begin(turn.get(removalStream), what, turn.at)) {
          turn.emit(removalStream, { ...event, ...said(by) });
        }
      });
      await book.committed();
    }
  }

  async #finish(): Promise<readonly Counted[]> {
    const { book, sealer } = this.#office;
    const { open } = await book.read(removalStream);
    if (open.length === 0) return [];
    for (const { by, entries, until } of open) {
      if (by !== "operator") continue;
      for (const seq of entries) await sealer.forget(nameOfEntry(seq), until);
    }
    const entries = new Set(open.flatMap((batch) => batch.entries));
    const asked = open.filter(isAsked).flatMap((batch) => batch.entries);
    const contents = await contentsOf({ store: this.#store, sealer }, entries, new Set(asked));
    const look = { store: this.#store, meanings: this.#meanings() };
    const receipt = await receiptOf(
      () => countsOf(look, contents),
      () => this.#wipe(open, contents),
    );
    const batches = open.map(({ batch }) => batch);
    await book.turn(engine, (turn) => {
      turn.emit(removalStream, {
        type: "content.removed",
        data: { batches, receipt: [...receipt] },
      });
    });
    await book.committed();
    return receipt;
  }

  async #wipe(open: readonly Batch[], { files, passages }: Contents): Promise<void> {
    for (const name of files) await this.#store.dropBlob(name);
    if (passages.length > 0) this.#meanings().withdraw(asVectors(passages));
    const gone = open.flatMap(({ entries, until }) =>
      entries.map((seq) => [nameOfEntry(seq), until] as const),
    );
    await erase(this.#store, new Map(gone));
    const { length } = gone;
    const before = Number((await this.#store.getMeta(removalsMeta)) ?? "0");
    await this.#store.setMeta(removalsMeta, String(before + length));
    this.#office.book.clear();
    if (!open.every(isAsked)) {
      await this.#dropAside();
      await this.#journal.rebuild();
    }
    await this.#store.purge();
  }

  /** RV3: what the list holds, and this ledger does not know to be removed. */
  async #applyList(): Promise<void> {
    const { sealer } = this.#office;
    const { seq: last } = await this.#store.last();
    const listed = (await sealer.forgotten()).flatMap(({ subject: name, at }) => {
      const seq = entryOf(name);
      return seq === null || seq > last ? [] : [{ seq, at }];
    });
    if (listed.length === 0) return;
    const where = { seq: listed.map(({ seq }) => seq) };
    const found = await this.#store.find({ table: "removed", where });
    const known = new Set(found.map((row) => Number(row["seq"])));
    const entries: number[] = [];
    for (const { seq, at } of listed) {
      if (known.has(seq)) continue;
      const [event] = await this.#journal.readFrom(seq, 1);
      if (event !== undefined && event.at <= at) entries.push(seq);
    }
    await this.#begin({ kind: "purge", entries, by: { why: "", subject: null } });
  }
}

/** What models were asked and answered refers to no file, and no row is made of it. */
function isAsked({ kind }: Batch): boolean {
  return kind === "prompts";
}

function said(by: Removal["by"]): { values?: Record<string, Labelled>; subject?: string } {
  if (by === null || by.why === "") return {};
  const values = { why: fromOperator(by.why) };
  return by.subject === null ? { values } : { values, subject: by.subject };
}
