import type { Fault } from "./case.ts";
import type { Trace } from "./trace.ts";

type KindAt<S extends Fault["site"]> = Extract<Fault, { site: S }>["kind"];

/** Hands out the faults of a case, each at the n-th opportunity of its kind. */
export class Mishaps {
  readonly #planned = new Map<string, Fault["kind"]>();
  readonly #seen = new Map<Fault["site"], number>();
  readonly #trace: Trace;
  readonly #calm: () => boolean;

  constructor(faults: readonly Fault[], trace: Trace, calm: () => boolean) {
    for (const fault of faults) this.#planned.set(`${fault.site} ${fault.nth}`, fault.kind);
    this.#trace = trace;
    this.#calm = calm;
  }

  next<S extends Fault["site"]>(site: S): KindAt<S> | null {
    const nth = (this.#seen.get(site) ?? 0) + 1;
    this.#seen.set(site, nth);
    const kind = this.#planned.get(`${site} ${nth}`);
    if (kind === undefined || this.#calm()) return null;
    this.#trace.count(`fault ${site} ${kind}`);
    this.#trace.mark(`fault ${site} ${kind}\n`);
    // Planned under its own site.
    return kind as KindAt<S> | null;
  }
}

/** What a simulated part throws: a fault that was meant. */
export class Meant extends Error {
  override readonly name = "Meant";
}
