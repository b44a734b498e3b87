import type { EventStore } from "../ledger/store.ts";
import type { RowOperation } from "../ledger/table.ts";
import type { Clock } from "./clock.ts";

/**
 * Knows what falls due next and wakes it. Due times are rows that commit with their events (LG3);
 * in memory stands only the near future.
 *
 * AG1 What is due is decided by the run that is woken, from its own state: waking early or twice is
 *     harmless.
 * AG2 One timer is armed, at most a minute ahead (TM3); without due work none is.
 */
export class Agenda {
  readonly #store: EventStore;
  readonly #clock: Clock;
  readonly #wake: (run: string) => void;
  readonly #near = new Map<string, { run: string; at: number }>();
  /** Everything due up to this is in memory; while the rest is read, whatever comes is kept. */
  #horizon = Number.MAX_SAFE_INTEGER;
  /** Everything due up to this was woken for; what still stands there is history. */
  #woken: number;
  #armed: { at: number; disarm: () => void } | null = null;
  #closed = false;

  constructor(store: EventStore, clock: Clock, wake: (run: string) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#wake = wake;
    this.#woken = clock.now();
  }

  /** Runs under way are all looked at when the owner starts: only what falls due later is read. */
  async open(): Promise<void> {
    await this.#fill();
    this.#arm();
  }

  /** Told of every row operation as it is staged. */
  note(operations: readonly RowOperation[]): void {
    let changed = false;
    for (const operation of operations) {
      if (operation.table !== "due") continue;
      changed = true;
      if (operation.op === "put") {
        const { run, key, at } = operation.row;
        if (typeof run !== "string" || typeof at !== "number") continue;
        if (at <= this.#horizon) this.#near.set(`${run} ${key}`, { run, at });
      } else if (operation.op === "remove") {
        this.#near.delete(`${operation.key["run"]} ${operation.key["key"]}`);
      } else if (operation.op === "removeWhere") {
        const prefix = `${operation.where["run"]} `;
        for (const key of this.#near.keys()) if (key.startsWith(prefix)) this.#near.delete(key);
      }
    }
    if (changed) this.#arm();
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

  /** The nearest thousand, and how far ahead that reaches. */
  async #fill(): Promise<void> {
    const limit = 1_000;
    this.#horizon = Number.MAX_SAFE_INTEGER;
    const above = { at: this.#woken };
    const rows = await this.#store.find({ table: "due", above, order: [{ column: "at" }], limit });
    for (const { run, key, at } of rows) {
      if (typeof run === "string" && typeof at === "number")
        this.#near.set(`${run} ${key}`, { run, at });
    }
    const last = rows.at(-1)?.["at"];
    this.#horizon =
      rows.length < limit || typeof last !== "number" ? Number.MAX_SAFE_INTEGER : last;
  }

  #arm(): void {
    const next = this.next();
    if (this.#closed || next === this.#armed?.at) return;
    this.#armed?.disarm();
    this.#armed =
      next === null ? null : { at: next, disarm: this.#clock.after(next, () => this.#fire()) };
  }

  #fire(): void {
    this.#armed = null;
    const now = this.#clock.now();
    this.#woken = Math.max(this.#woken, Math.min(now, this.#horizon));
    for (const [key, { run, at }] of this.#near) {
      if (at > now) continue;
      this.#near.delete(key);
      this.#wake(run);
    }
    if (this.#near.size === 0 && this.#horizon < Number.MAX_SAFE_INTEGER) {
      this.#fill().then(
        () => this.#arm(),
        // The ledger cannot be read: whoever writes it next ends this process.
        () => {},
      );
    } else {
      this.#arm();
    }
  }
}
