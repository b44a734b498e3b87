import { remedy } from "../../src/ledger/codec.ts";
import { Damaged, type StoredBatch, type StoredEvent } from "../../src/ledger/store.ts";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { Cache, type Change } from "./cache.ts";
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

/** What is kept when a process dies: the data folder. */
export class Disk {
  readonly name: string;
  readonly keys: MemoryKeys;
  readonly events: Durable[] = [];
  readonly #random: Random;
  #store = new DiskStore();
  /** Every change, in order: a copy is made by making them again. */
  #changes: Change[] = [];
  readonly #cache = new Cache();

  constructor(name: string, random: Random) {
    this.name = name;
    this.#random = random;
    this.keys = new MemoryKeys(() => random.bytes(64));
  }

  get store(): MemoryStore {
    return this.#store;
  }

  /** Carries a change out; throws what the store refuses, which then changed nothing. */
  async write(method: string, args: readonly unknown[], by: string): Promise<Written> {
    const change = { method, args, by };
    const result = await this.#make(change);
    this.#cache.write(change);
    return { result, sync: () => this.#cache.sync(change) };
  }

  /** A copy holds what the machine knows, synced or not; a part of it, what a backup of that moment does. */
  async copy(name: string, changes: readonly Change[] = this.#changes): Promise<Disk> {
    const copy = new Disk(name, this.#random);
    for (const change of changes) await copy.#make(change);
    for (const { subject, key } of await this.keys.all()) copy.keys.adopt(subject, key);
    for (const { subject, at } of await this.keys.forgotten()) await copy.keys.destroy(subject, at);
    return copy;
  }

  /** What had been changed by now: what a backup of this moment holds. */
  get changes(): readonly Change[] {
    return [...this.#changes];
  }

  /** Answers how much of what was not synced is gone. */
  async powerCut(random: Random): Promise<number> {
    const { lost, torn } = this.#cache.powerCut(random);
    if (lost.size + torn.size === 0) return 0;
    const kept = this.#changes.filter((change) => !lost.has(change));
    this.#store = new DiskStore();
    this.#changes = [];
    this.events.length = 0;
    for (const change of kept) {
      const result = await this.#make(change);
      if (torn.has(change)) this.#store.tear(String(result));
    }
    return lost.size + torn.size;
  }

  async #make(change: Change): Promise<unknown> {
    const { method, args, by } = change;
    const store = this.#store as unknown as Record<string, (...args: unknown[]) => unknown>;
    const result = await store[method]?.(...args);
    this.#changes.push(change);
    // What is written by "commit" is one batch.
    if (method === "commit") this.#note(args[0] as StoredBatch, by);
    return result;
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

/** What came of a write, and what is left to do before it may be answered for. */
export type Written = { result: unknown; sync: () => void };

/** Files may be torn: they are Damaged until they are put again (BL2, BL3). */
class DiskStore extends MemoryStore {
  readonly #torn = new Set<string>();

  tear(digest: string): void {
    this.#torn.add(digest);
  }

  override async putBlob(bytes: Uint8Array): Promise<string> {
    const digest = await super.putBlob(bytes);
    this.#torn.delete(digest);
    return digest;
  }

  override async getBlob(digest: string): Promise<Uint8Array | null> {
    if (!this.#torn.has(digest)) return super.getBlob(digest);
    throw new Damaged(`Cannot read file "${digest}": its bytes have changed; ${remedy}`);
  }
}
