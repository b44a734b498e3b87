import type { Desk } from "../api/contract/desk.ts";
import { connect as dial, type RemoteDesk } from "../api/contract/client.ts";
import { OwnerGone } from "../api/contract/line.ts";
import { Refused } from "../api/contract/refused.ts";
import { routes } from "../api/contract/routes.ts";
import type { Connection } from "../cli/deps/deps.ts";
import { type Opened, open } from "./open.ts";
import type { Places } from "./places.ts";
import { socketPath } from "../engine/socket-path.ts";
import { systemClock } from "./system-clock.ts";

/** What only reads: needs no lock, and changes nothing (OW1). */
const reading: ReadonlySet<string> = new Set(
  Object.keys(routes).filter((name) => routes[name as keyof typeof routes].method === "GET"),
);

/** How long an owner may be silent before others go on without it, and a lock be held by another command. */
export type Patience = { helloMs: number; lockMs: number };

/** An owner that is stopped takes calls and never answers; one with much to do answers late. */
const patient: Patience = { helloMs: 5_000, lockMs: 2_000 };

/**
 * The desk of the owner, or null where nobody answers. One that is silent still owns: who reads can do
 * without it, and who wants to write is told by the lock who it is.
 */
export async function reach(
  data: string,
  { helloMs }: Patience = patient,
): Promise<RemoteDesk | null> {
  try {
    return await dial(socketPath(data), { timeoutMs: 60_000, helloMs });
  } catch (error) {
    if (error instanceof OwnerGone) return null;
    throw error;
  }
}

/**
 * The desk for one command: the owner's over its socket; without an owner, opened in this process,
 * to read with `query_only`, or, for the first command that writes, as owner that records and leaves.
 */
export async function connect(
  places: Places,
  onFault: (error: unknown, doing: string) => void,
  patience: Patience = patient,
): Promise<Connection> {
  const remote = await reach(places.data, patience);
  if (remote !== null) return { desk: remote, owner: true, close: async () => remote.close() };
  const local = new Local(places, onFault, patience);
  return { desk: local.desk(), owner: false, close: () => local.close() };
}

class Local {
  readonly #places: Places;
  readonly #onFault: (error: unknown, doing: string) => void;
  readonly #patience: Patience;
  #opened: Opened | null = null;
  #failed = false;

  constructor(
    places: Places,
    onFault: (error: unknown, doing: string) => void,
    patience: Patience,
  ) {
    this.#places = places;
    this.#onFault = onFault;
    this.#patience = patience;
  }

  desk(): Desk {
    const handler: ProxyHandler<object> = {
      get: (_, name) => {
        if (typeof name !== "string" || name === "then") return undefined;
        return async (...args: unknown[]) => {
          const desk = await this.#deskFor(reading.has(name) ? "read" : "record", name);
          const operation: unknown = Reflect.get(desk, name);
          if (typeof operation !== "function")
            throw new Error(`The desk has no operation "${name}"`);
          return Reflect.apply(operation, desk, args) as unknown;
        };
      },
    };
    // Every operation of the interface is answered by the handler above.
    return new Proxy({}, handler) as Desk;
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    try {
      await opened?.close();
    } catch (error) {
      // What failed was told when it failed.
      if (!this.#failed) throw error;
    }
  }

  async #deskFor(mode: "read" | "record", operation: string): Promise<Desk> {
    const desk = await this.#openFor(mode);
    // A question that another computer is asked is recorded and paid; where that cannot be, words answer.
    const paid = operation === "recall" && this.#opened?.owner.memory.meanings.maker.sendsTo;
    if (typeof paid !== "string") return desk;
    return this.#openFor("record").catch(async (error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      return this.#openFor("read");
    });
  }

  async #openFor(mode: "read" | "record"): Promise<Desk> {
    if (this.#opened !== null && (mode === "read" || this.#opened.owner.mode === mode)) {
      return this.#opened.desk;
    }
    await this.close();
    this.#opened = await open({
      places: this.#places,
      mode,
      clock: systemClock(),
      lockMs: this.#patience.lockMs,
      // Whoever waits for the commit is told; what follows from its failure is no news.
      onFault: (error, doing) => {
        if (!this.#failed) this.#onFault(error, doing);
      },
      onFailure: () => {
        this.#failed = true;
      },
    });
    return this.#opened.desk;
  }
}
