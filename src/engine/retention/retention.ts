import { inQuarantine } from "../../kernel/control.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Counted } from "../../memory/removal.ts";
import { countTo, type Kind, kinds, type Rule, rulesFrom } from "../../memory/retention.ts";
import type { Office } from "../office.ts";
import { controlStream } from "../streams.ts";
import type { Removal, Removing } from "./removing.ts";
import { type Hold, type Judged, survey } from "./survey.ts";

/** How it stands with one kind of content. */
export type KindPlan = {
  kind: Kind;
  rule: Rule;
  entries: number;
  bytes: number;
  goes: { entries: number; bytes: number };
  /** When the next of it goes; null: none does. */
  nextAt: number | null;
  /** What would go by its age, and why it stays. */
  stays: Readonly<Record<Hold | "sample", number>>;
  /** How many entries of it were removed before. */
  removed: number;
};

export type Plan = {
  /** Up to when ages were counted (RK5). */
  countedTo: number;
  /** By the clock, when they were. */
  now: number;
  kinds: readonly KindPlan[];
  /** Entries that go now, by kind. */
  going: ReadonlyMap<Kind, readonly number[]>;
};

/** Why nothing is removed now; null: it may be. */
export type Hindrance = "quarantine" | "clock" | null;

/** Where the time up to which ages were counted last is kept. */
const countedMeta = "retention-at";

/** Removes by rule what nothing needs any more. */
export class Retention {
  readonly #office: Office;
  readonly #store: EventStore;
  readonly #removing: Removing;

  constructor(office: Office, store: EventStore, removing: Removing) {
    this.#office = office;
    this.#store = store;
    this.#removing = removing;
  }

  async plan(): Promise<Plan> {
    await this.#office.book.committed();
    const rules = rulesFrom(this.#office.settings.retention ?? {});
    const now = this.#office.clock.now();
    const countedTo = countTo(now, (await this.countedAt()) ?? (await this.#store.last()).at);
    const found = Map.groupBy(await survey(this.#store, rules), ({ kind }) => kind);
    const going = new Map<Kind, readonly number[]>();
    const all: KindPlan[] = [];
    for (const kind of kinds) {
      const judged = found.get(kind) ?? [];
      const due = judged.filter((one) => one.hold === null && isDue(one, countedTo));
      if (due.length > 0)
        going.set(
          kind,
          due.map(({ seq }) => seq),
        );
      const removed = await this.#store.count({ table: "removed", where: { kind } });
      all.push({
        kind,
        rule: rules[kind],
        removed,
        ...summary(judged, due, countedTo, rules[kind]),
      });
    }
    return { countedTo, now, kinds: all, going };
  }

  /** Removes what a plan says goes; answers what was found of it afterwards. */
  async run({ going, countedTo }: Plan): Promise<readonly Counted[]> {
    const removals: Removal[] = [...going].map(([kind, entries]) => ({ kind, entries, by: null }));
    const receipt = removals.length === 0 ? [] : await this.#removing.remove(removals);
    await this.#store.setMeta(countedMeta, String(countedTo));
    return receipt;
  }

  async hindrance(): Promise<Hindrance> {
    const control = await this.#office.book.read(controlStream);
    if (inQuarantine(control)) return "quarantine";
    return control.clock === null ? null : "clock";
  }

  /** When ages were counted last; null: never. */
  async countedAt(): Promise<number | null> {
    const kept = await this.#store.getMeta(countedMeta);
    return kept === null ? null : Number(kept);
  }
}

function isDue({ goesAt }: Judged, now: number): boolean {
  return goesAt !== null && goesAt <= now;
}

function summary(
  judged: readonly Judged[],
  now: readonly Judged[],
  countedTo: number,
  { keepMs }: Rule,
): Omit<KindPlan, "kind" | "rule" | "removed"> {
  const stays = { underWay: 0, asked: 0, doubt: 0, sample: 0 };
  let nextAt: number | null = null;
  for (const one of judged) {
    const { hold, goesAt, sampled, at } = one;
    if (isDue(one, countedTo)) {
      if (hold !== null) stays[hold] += 1;
      continue;
    }
    if (sampled && keepMs !== null && at + keepMs <= countedTo) stays.sample += 1;
    if (goesAt !== null) nextAt = Math.min(nextAt ?? Infinity, goesAt);
  }
  return {
    entries: judged.length,
    bytes: sum(judged),
    goes: { entries: now.length, bytes: sum(now) },
    nextAt,
    stays,
  };
}

const sum = (judged: readonly Judged[]): number => judged.reduce((all, { size }) => all + size, 0);
