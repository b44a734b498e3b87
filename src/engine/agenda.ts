import type { EventStore } from "../ledger/store.ts";
import type { Row, RowOperation } from "../ledger/table.ts";
import type { Clock } from "./clock.ts";

/** How many are read at a time. */
const pageSize = 1_000;

/**
 * Knows what falls due next and wakes it. Due times are rows that commit with their events (LG3);
 * in memory stands only the near future.
 *
 * AG1 What is due is decided by the run that is woken, from its own state: waking early or twice is
 *     harmless.
 * AG2 One timer is armed, at most a minute ahead (TM3); without due work none is.
 * AG3 Everything due up to the horizon is in memory or was woken for; what lies beyond is read, from
 *     what is committed, once nothing of that is left.
 */
export class Agenda {
  readonly #store: EventStore;
  readonly #clock: Clock;
  readonly #wake: (run: string) => void;
  readonly #committed: () => Promise<void>;
  readonly #near = new Map<string, { run: string; at: number }>();
  #horizon: number;
  /** Also until it is opened: nothing fires before. */
  #filling = true;
  /** What is armed may not be what falls due first any more. */
  #moved = false;
  #armed: { at: number; disarm: () => void } | null = null;
  #closed = false;

  /** `committed` resolves once every row that was noted so far can be read. */
  constructor(
    store: EventStore,
    clock: Clock,
    wake: (run: string) => void,
    committed: () => Promise<void>,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#wake = wake;
    this.#committed = committed;
    // Runs under way are all looked at when the owner starts: only what falls due later is read.
    this.#horizon = clock.now();
  }

  async open(): Promise<void> {
    await this.#fill();
    this.#arm();
  }

  /** Told of every row operation as it is staged. */
  note(operations: readonly RowOperation[]): void {
    for (const operation of operations) {
      if (operation.table !== "due") continue;
      if (operation.op === "put") {
        this.#keep(operation.row, this.#filling ? Number.MAX_SAFE_INTEGER : this.#horizon);
      } else if (operation.op === "remove") {
        this.#drop(`${operation.key["run"]} ${operation.key["key"]}`);
      } else if (operation.op === "removeWhere") {
        const prefix = `${operation.where["run"]} `;
        for (const key of this.#near.keys()) if (key.startsWith(prefix)) this.#drop(key);
      }
    }
    if (this.#moved) this.#arm();
  }

  next(): number | null {
    let next: number | null = null;
    for (const { at } of this.#near.values()) next = next === null ? at : Math.min(next, at);
    return next;
  }

  close(): void {
    this.#closed = true;
    this.#armed?.disarm();
    this.#armed = null;
  }

  #keep({ run, key, at }: Row, until: number): void {
    if (typeof run !== "string" || typeof at !== "number" || at > until) return;
    this.#drop(`${run} ${key}`);
    this.#near.set(`${run} ${key}`, { run, at });
    if (this.#armed === null || at < this.#armed.at) this.#moved = true;
  }

  #drop(key: string): void {
    if (this.#near.get(key)?.at === this.#armed?.at) this.#moved = true;
    this.#near.delete(key);
  }

  /** The next page, and how far ahead it reaches: never between two of the same instant. */
  async #fill(): Promise<void> {
    this.#filling = true;
    try {
      await this.#committed();
      const above = { at: this.#horizon };
      const order = [{ column: "at" }];
      const rows = await this.#store.find({ table: "due", above, order, limit: pageSize });
      const last = rows.length < pageSize ? null : Number(rows.at(-1)?.["at"]);
      const same =
        last === null ? [] : await this.#store.find({ table: "due", where: { at: last } });
      this.#horizon = last ?? Number.MAX_SAFE_INTEGER;
      for (const row of [...rows, ...same]) this.#keep(row, this.#horizon);
      for (const [key, { at }] of this.#near) if (at > this.#horizon) this.#near.delete(key);
    } finally {
      this.#filling = false;
    }
  }

  #arm(): void {
    if (this.#closed || this.#filling) return;
    this.#moved = false;
    const next = this.next();
    if (next === null && this.#horizon < Number.MAX_SAFE_INTEGER) return this.#goOn();
    if (next === this.#armed?.at) return;
    this.#armed?.disarm();
    this.#armed =
      next === null ? null : { at: next, disarm: this.#clock.after(next, () => this.#fire()) };
  }

  #goOn(): void {
    this.#fill().then(
      () => this.#arm(),
      // The ledger cannot be read: whoever writes it next ends this process.
      () => {},
    );
  }

  #fire(): void {
    this.#armed = null;
    const now = this.#clock.now();
    for (const [key, { run, at }] of this.#near) {
      if (at > now) continue;
      this.#near.delete(key);
      this.#wake(run);
    }
    this.#arm();
  }
}
