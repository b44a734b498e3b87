import type { Forgotten, Keys, SubjectKey } from "../../src/ledger/keys.ts";
import type { EventStore, StoredBatch, StoredEvent } from "../../src/ledger/store.ts";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import type { Random } from "./random.ts";

/** An event as it became durable, with the process that wrote it: what checks read. */
export type Durable = {
  seq: number;
  stream: string;
  version: number;
  at: number;
  type: string;
  actor: string;
  epoch: number;
  subject: string | null;
  data: { readonly [key: string]: unknown };
  stored: StoredEvent;
  by: string;
};

/** What is kept when a process dies: the data folder. Only what is durable is ever here. */
export class Disk {
  readonly name: string;
  readonly store = new MemoryStore();
  readonly keys: MemoryKeys;
  readonly events: Durable[] = [];
  readonly #random: Random;
  /** Every change, in order: a copy is made by making them again. */
  readonly #changes: { method: string; args: readonly unknown[]; by: string }[] = [];

  constructor(name: string, random: Random) {
    this.name = name;
    this.#random = random;
    this.keys = new MemoryKeys(() => random.bytes(64));
  }

  /** Carries a change out; throws what the store refuses, which then changed nothing. */
  async change(method: string, args: readonly unknown[], by: string): Promise<unknown> {
    const store = this.store as unknown as Record<string, (...args: unknown[]) => unknown>;
    const result = await store[method]?.(...args);
    this.#changes.push({ method, args, by });
    // What is written by "commit" is one batch.
    if (method === "commit") this.#note(args[0] as StoredBatch, by);
    return result;
  }

  async copy(name: string, changes = this.#changes.length): Promise<Disk> {
    const copy = new Disk(name, this.#random);
    for (const { method, args, by } of this.#changes.slice(0, changes)) {
      await copy.change(method, args, by);
    }
    for (const { subject, key } of await this.keys.all()) copy.keys.adopt(subject, key);
    for (const { subject, at } of await this.keys.forgotten()) await copy.keys.destroy(subject, at);
    return copy;
  }

  /** How much had been changed by now: what a backup of this moment holds. */
  get changes(): number {
    return this.#changes.length;
  }

  #note(batch: StoredBatch, by: string): void {
    for (const stored of batch.events) {
      // The bytes were written by this program's own codec.
      const event = JSON.parse(Buffer.from(stored.bytes).toString()) as Omit<
        Durable,
        "stored" | "by"
      >;
      this.events.push({ ...event, stored, by });
    }
  }
}

/** Keys as one process sees them: what it made is lost with it until it is synced. */
export class ProcessKeys implements Keys {
  readonly #disk: Disk;
  readonly #sync: (write: () => void) => Promise<void>;
  readonly #made = new Map<string, SubjectKey>();
  readonly #draw: () => SubjectKey;

  constructor(disk: Disk, draw: () => SubjectKey, sync: (write: () => void) => Promise<void>) {
    this.#disk = disk;
    this.#draw = draw;
    this.#sync = sync;
  }

  get(subject: string): SubjectKey | "destroyed" | null {
    return this.#made.get(subject) ?? this.#disk.keys.get(subject);
  }

  make(subject: string): SubjectKey {
    const key = this.#draw();
    this.#made.set(subject, key);
    return key;
  }

  adopt(subject: string, key: SubjectKey): void {
    this.#made.set(subject, key);
  }

  async synced(): Promise<void> {
    if (this.#made.size === 0) return;
    const made = [...this.#made];
    await this.#sync(() => {
      for (const [subject, key] of made) this.#disk.keys.adopt(subject, key);
    });
    for (const [subject, key] of made) {
      if (this.#made.get(subject) === key) this.#made.delete(subject);
    }
  }

  async destroy(subject: string, at: number): Promise<void> {
    await this.#sync(() => {
      this.#made.delete(subject);
      void this.#disk.keys.destroy(subject, at);
    });
  }

  forgotten(): Promise<readonly Forgotten[]> {
    return this.#disk.keys.forgotten();
  }

  all(): Promise<readonly { subject: string; key: SubjectKey }[]> {
    return this.#disk.keys.all();
  }

  async close(): Promise<void> {}
}

/** Calls that change what is on the disk; each is a place where a process may die. */
const changing: ReadonlySet<string> = new Set([
  "prepare",
  "commit",
  "rebuild",
  "putBlob",
  "setMeta",
  "dropValues",
  "dropBlob",
]);

export type Access = {
  read(method: string, answer: () => unknown): Promise<unknown>;
  write(method: string, args: readonly unknown[]): Promise<unknown>;
};

/** The store as one process sees it: every call is answered when its turn comes. */
export function storeOn(disk: Disk, access: Access): EventStore {
  return new Proxy<EventStore>(disk.store, {
    get(store, name) {
      const method: unknown = Reflect.get(store, name, store);
      if (typeof method !== "function" || typeof name !== "string") return method;
      return (...args: unknown[]) => {
        const answer = (): unknown => Reflect.apply(method, store, args);
        if (name === "blobNames") return answer();
        return changing.has(name) ? access.write(name, args) : access.read(name, answer);
      };
    },
  });
}
