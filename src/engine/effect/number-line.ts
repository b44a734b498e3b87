import type { Series } from "../../kernel/series.ts";
import type { Stream } from "../turn.ts";
import type { Office } from "../office.ts";

/**
 * Runs that wait for the next number of a series, in the order in which they came.
 *
 * NL1 When the number before was settled or given back, one run is called up, which costs one look
 *     however many wait.
 * NL2 Where the run that was called up was looked at and the series is still free, the next one is
 *     called up: nobody waits behind a run that is paused, cancelled, late or broken.
 * NL3 Nothing of it is recorded: after a restart every run is looked at.
 */
export class NumberLine {
  readonly #waiting = new Map<string, Set<string>>();
  readonly #called = new Map<string, { run: string; series: Stream<Series> }>();

  wait({ name }: Stream<Series>, run: string): void {
    const runs = this.#waiting.get(name) ?? new Set<string>();
    this.#waiting.set(name, runs.add(run));
  }

  /** The series is free. */
  callUp({ wake }: Pick<Office, "wake">, series: Stream<Series>): void {
    const { name } = series;
    const runs = this.#waiting.get(name);
    const [run] = runs ?? [];
    if (runs === undefined || run === undefined) return;
    runs.delete(run);
    if (runs.size === 0) this.#waiting.delete(name);
    this.#called.set(name, { run, series });
    wake(run);
  }

  /** Told of every run that was looked at, whatever came of it (NL2). */
  lookedAt(office: Pick<Office, "book" | "wake">, run: string): void {
    for (const [name, called] of this.#called) {
      if (called.run !== run) continue;
      this.#called.delete(name);
      const state = office.book.peek(called.series);
      // One that is not in memory counts as free: whoever is called up sees how it is.
      if (state === null || state.open === null) this.callUp(office, called.series);
    }
  }
}
