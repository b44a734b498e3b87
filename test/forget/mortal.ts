import type { Keys } from "../../src/ledger/keys.ts";
import type { EventStore } from "../../src/ledger/store.ts";

/**
 * A process that dies at its n-th durable operation, before or after it: from then on nothing that it
 * asks for happens.
 */
export class Mortal {
  operations = 0;
  dead = false;
  readonly #at: { operation: number; when: "before" | "after" } | null;

  constructor(at: { operation: number; when: "before" | "after" } | null) {
    this.#at = at;
  }

  store(store: EventStore): EventStore {
    const durable = "commit dropValues dropBlob rebuild purge putBlob setMeta";
    return this.#over(store, new Set(durable.split(" ")));
  }

  keys(keys: Keys): Keys {
    return this.#over(keys, new Set(["destroy"]));
  }

  #over<T extends object>(inner: T, durable: ReadonlySet<string>): T {
    return new Proxy(inner, {
      get: (_, name) => {
        const found: unknown = Reflect.get(inner, name, inner);
        if (typeof found !== "function" || typeof name !== "string") return found;
        return (...given: unknown[]): unknown => {
          const act = (): unknown => Reflect.apply(found, inner, given);
          return durable.has(name) ? this.#live(act) : act();
        };
      },
    });
  }

  async #live(act: () => unknown): Promise<unknown> {
    this.operations += 1;
    const dying = this.#at?.operation === this.operations;
    if (this.dead || (dying && this.#at?.when === "before")) throw this.#die();
    const result = await act();
    if (dying) throw this.#die();
    return result;
  }

  #die(): Error {
    this.dead = true;
    return new Error("Cannot go on: this process died");
  }
}
