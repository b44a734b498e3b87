import type { Source } from "../../connectors/contract.ts";
import type { Office } from "../office.ts";
import { inboundOf } from "../streams.ts";
import { inboundId, receive, type Received } from "./receive.ts";

/** Tells of changes in folders; the answer ends it. */
export type Watchers = { watch(folder: string, changed: () => void): () => void };

const firstPauseMs = 60_000;
const longestPauseMs = 3_600_000;
const growingMs = 2_000;

/**
 * Reads every inbound source at start, at wake and when its folder changes; one reading per source
 * at a time (TM3).
 *
 * IK1 An arrival is recorded before the next is read, and known again by its identity: a crash in
 *     between reads it once more and records it once.
 * IK2 A source that could not be read whole (a full disk, a folder that is away) is read again by
 *     itself, after a minute, then ever later: nothing else may ever change there.
 * IK3 A source that left something which was still being written is read again by itself, soon.
 */
export class Intake {
  readonly #office: Office;
  readonly #watchers: Watchers | undefined;
  readonly #pace: () => Promise<void>;
  readonly #reading = new Map<string, { again: boolean; done: Promise<void> }>();
  readonly #failed = new Map<string, { pauseMs: number; disarm: () => void }>();
  readonly #growing = new Map<string, () => void>();
  #ends: (() => void)[] = [];
  #listeners: ((received: Received & { source: string; title: string }) => void)[] = [];
  #open = false;

  /** `pace` is awaited behind each arrival, before the next is read. */
  constructor(office: Office, watchers: Watchers | undefined, pace: () => Promise<void>) {
    this.#office = office;
    this.#watchers = watchers;
    this.#pace = pace;
  }

  listen(listener: (received: Received & { source: string; title: string }) => void): void {
    this.#listeners.push(listener);
  }

  async open(): Promise<void> {
    this.#open = true;
    await this.reopen();
  }

  /** After the connectors changed. */
  async reopen(): Promise<void> {
    if (!this.#open) return;
    for (const end of this.#ends) end();
    this.#ends = [];
    for (const [name, connector] of this.#office.connectors) {
      for (const folder of connector.source?.watches ?? []) {
        const end = this.#watchers?.watch(folder, () => void this.scan(name));
        if (end !== undefined) this.#ends.push(end);
      }
      if (this.#watchers === undefined) continue;
      const end = connector.source?.listen?.(() => void this.scan(name));
      if (end !== undefined) this.#ends.push(end);
    }
    await this.scanAll();
  }

  async scanAll(): Promise<void> {
    await Promise.all([...this.#office.connectors.keys()].map((name) => this.scan(name)));
  }

  get reading(): boolean {
    return this.#reading.size > 0;
  }

  /** Resolves when what is being read now was read. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#reading.values(), ({ done }) => done));
  }

  async scan(name: string): Promise<void> {
    const under = this.#reading.get(name);
    if (under !== undefined) {
      under.again = true;
      return under.done;
    }
    const state = { again: false, done: Promise.resolve() };
    this.#reading.set(name, state);
    state.done = this.#scan(name, state).finally(() => this.#reading.delete(name));
    return state.done;
  }

  /** She has put away what this source could not read: it may tell more by now. */
  putAway(name: string): void {
    if (this.#open) void this.scan(name);
  }

  close(): void {
    this.#open = false;
    for (const { disarm } of this.#failed.values()) disarm();
    this.#failed.clear();
    for (const disarm of this.#growing.values()) disarm();
    this.#growing.clear();
    for (const end of this.#ends) end();
    this.#ends = [];
  }

  async #scan(name: string, state: { again: boolean }): Promise<void> {
    do {
      state.again = false;
      const source = this.#office.connectors.get(name)?.source;
      if (source === undefined) return;
      try {
        await this.#read(name, source);
        this.#failed.get(name)?.disarm();
        this.#failed.delete(name);
        if (source.pending?.() === true) this.#readSoon(name);
      } catch (error) {
        this.#office.fault(error, `reading "${name}"`);
        this.#readLater(name);
      }
    } while (state.again && this.#open);
  }

  #readSoon(name: string): void {
    if (!this.#open) return;
    this.#growing.get(name)?.();
    const { clock } = this.#office;
    const disarm = clock.after(clock.now() + growingMs, () => {
      this.#growing.delete(name);
      void this.scan(name);
    });
    this.#growing.set(name, disarm);
  }

  #readLater(name: string): void {
    if (!this.#open) return;
    const before = this.#failed.get(name);
    before?.disarm();
    const pauseMs =
      before === undefined ? firstPauseMs : Math.min(2 * before.pauseMs, longestPauseMs);
    const { clock } = this.#office;
    const disarm = clock.after(clock.now() + pauseMs, () => void this.scan(name));
    this.#failed.set(name, { pauseMs, disarm });
  }

  async #read(name: string, source: Source): Promise<void> {
    const { book, files } = this.#office;
    const seen = async (externalId: string): Promise<boolean> => {
      const stream = inboundOf(inboundId(this.#office, name, externalId));
      const { received } = await book.read(stream);
      book.drop(stream);
      return received;
    };
    const putAway = async (externalId: string): Promise<boolean> => {
      const stream = inboundOf(inboundId(this.#office, name, externalId));
      const { fate } = await book.read(stream);
      book.drop(stream);
      return fate === "dismissed";
    };
    for await (const arrival of source.scan(seen, files, putAway)) {
      const received = await receive(this.#office, name, arrival);
      await book.committed();
      const title = arrival.content["title"];
      const told = {
        ...received,
        source: name,
        title: typeof title === "string" ? title : arrival.type,
      };
      for (const listener of this.#listeners) listener(told);
      await this.#pace();
    }
  }
}
