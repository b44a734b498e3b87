import type { Random } from "./random.ts";

/**
 * Decides what completes next. Everything that anybody waits for is a task here: what the store
 * answers, what comes back from outside, timers, what the operator does.
 *
 * SC1 One task completes at a time, drawn among all that could; what follows from it within the
 *     process has run before the next. Only then, and seldom before, does time go on.
 * SC2 The tasks of a group that has died never complete; those of a frozen one wait until it thaws.
 * SC3 Nothing here reads a clock of the machine or waits for one.
 */
export type Group = { readonly name: string; state: "alive" | "frozen" | "dead" };

type Task = { at: number; order: number; group: Group; run: () => void; minor: boolean };

export class Scheduler {
  /** True time, in epoch milliseconds; clocks may show another. */
  now: number;
  steps = 0;
  readonly #random: Random;
  readonly #haste: number;
  #ready: Task[] = [];
  #later: Task[] = [];
  #frozen: Task[] = [];
  #order = 0;
  /** Instants that are of interest, beside those of tasks. */
  readonly #wanted: (() => number | null)[] = [];

  /** `haste` is how often time goes on although something could complete. */
  constructor(start: number, random: Random, haste: number) {
    this.now = start;
    this.#random = random;
    this.#haste = haste;
  }

  soon(group: Group, run: () => void): void {
    this.#place(this.#task(this.now, group, run, false));
  }

  at(at: number, group: Group, run: () => void): () => void {
    return this.#timer(this.#task(at, group, run, false));
  }

  /** A timer that nobody cares for by itself: time may go on past it in one leap. */
  sleep(ms: number, group: Group, run: () => void): () => void {
    return this.#timer(this.#task(this.now + ms, group, run, true));
  }

  want(instant: () => number | null): void {
    this.#wanted.push(instant);
  }

  thaw(group: Group): void {
    group.state = "alive";
    const thawed = this.#frozen.filter((task) => task.group === group);
    this.#frozen = this.#frozen.filter((task) => task.group !== group);
    for (const task of thawed) this.#place(task);
  }

  /** The next task, if there is one up to `horizon`; false: all is quiet until then. */
  async step(horizon: number): Promise<boolean> {
    this.steps += 1;
    if (this.#ready.length === 0) await drained();
    const hasty = this.#random.chance(this.#haste);
    if ((this.#ready.length === 0 || hasty) && !this.#advance(horizon, hasty)) {
      return this.#ready.length > 0;
    }
    const [task] = this.#ready.splice(this.#random.below(this.#ready.length), 1);
    if (task === undefined) return true;
    if (task.group.state === "frozen") this.#frozen.push(task);
    else if (task.group.state === "alive") task.run();
    await drained();
    return true;
  }

  #task(at: number, group: Group, run: () => void, minor: boolean): Task {
    this.#order += 1;
    return { at, order: this.#order, group, run, minor };
  }

  #timer(task: Task): () => void {
    this.#later.push(task);
    return () => {
      this.#later = this.#later.filter((each) => each !== task);
      this.#ready = this.#ready.filter((each) => each !== task);
      this.#frozen = this.#frozen.filter((each) => each !== task);
    };
  }

  #place(task: Task): void {
    if (task.group.state === "dead") return;
    if (task.at > this.now) this.#later.push(task);
    else if (task.group.state === "frozen") this.#frozen.push(task);
    else this.#ready.push(task);
  }

  /** To the next instant of interest; in haste only as far as what could complete is not yet old. */
  #advance(horizon: number, hasty: boolean): boolean {
    this.#later = this.#later.filter(({ group }) => group.state !== "dead");
    let next = Infinity;
    for (const { at, minor, group } of this.#later) {
      if (!minor && group.state === "alive") next = Math.min(next, at);
    }
    for (const wanted of this.#wanted) next = Math.min(next, wanted() ?? Infinity);
    if (hasty) next = Math.min(next, this.now + this.#random.below(20_000));
    if (next > horizon) return false;
    this.now = Math.max(this.now, next);
    const due = this.#later.filter(({ at }) => at <= this.now);
    this.#later = this.#later.filter(({ at }) => at > this.now);
    due.sort((a, b) => a.at - b.at || a.order - b.order);
    for (const task of due) this.#place(task);
    return true;
  }
}

/** Everything that needs no task has run: promises, and the journal's own turns of the event loop. */
async function drained(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
