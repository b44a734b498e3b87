import type { CallEnd, CallFailed } from "../agent/contract.ts";

/**
 * What turns texts into vectors, so that texts of like meaning lie near each other.
 *
 * EM1 The same text gives the same vector, whatever it is asked together with. Vectors have length 1.
 * EM2 Vectors of different `id`s are never compared.
 * EM3 A call ends at its signal or deadline, with an error that says why; the next call starts afresh.
 * EM4 One that sends texts away has each request recorded and paid, or makes none.
 */
export type Embedder = {
  /** Names the model and how it is used: "local/minilm-l6-v2". */
  readonly id: string;
  readonly dimensions: number;
  /** The host that is told the texts; absent where they stay on this computer. */
  readonly sendsTo?: string;
  /** How long somebody waits for the vector of a question; absent where that is as long as a call may take. */
  readonly questionMs?: number;
  /** Why it can be asked nothing, with what helps, where that is known before it is asked. */
  readonly unable?: string;
  embed(
    texts: readonly string[],
    signal: AbortSignal,
    requests?: Requests,
  ): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
};

/** How requests that tell somebody else are recorded, one after another (ST7). */
export type Requests = {
  /** Durable when it resolves, with the bound reserved; throws EmbedderFailed where it must not be made. */
  started(boundMicros: number): Promise<{ stopped: AbortSignal }>;
  /** Before anything is made of its answer. One that nothing is heard of has no end to tell. */
  ended(end: Omit<CallEnd, "text">, failed: CallFailed | null): Promise<void>;
  /** Of each. */
  readonly patienceMs: number;
};

export class EmbedderFailed extends Error {
  override readonly name = "EmbedderFailed";
  /** False where the same again fails again until somebody mends it. */
  readonly passes: boolean;
  constructor(message: string, passes = true) {
    super(message);
    this.passes = passes;
  }
}

/** The packed vector of the passage under `key`, which is one client's alone; null where it is to have none. */
export type VectorRow = { key: number; client: string; vector: Int8Array | null };

/**
 * Vectors of one model, kept apart from the ledger: a cache, which is made anew where it is lost, is
 * damaged, or was another model's.
 *
 * VS1 Those of a client are read by exactly that client; what is dropped leaves no bytes behind.
 * VS2 What was put may be lost in a power cut, from the newest back: `reached` tells no lie then.
 */
export interface VectorStore {
  /** Up to which key passages have been looked at. */
  reached(): number;
  /** In one transaction. */
  put(rows: readonly VectorRow[], reached: number): void;
  /** Those with a later key, rising; null for what is to have none. */
  of(client: string, after: number): Iterable<Omit<VectorRow, "client">>;
  count(clients: readonly string[]): number;
  /** Of how many passages of all clients it is known that they are to have none. */
  withheld(): number;
  drop(clients: readonly string[]): void;
  /** How many of these there are. */
  held(rows: readonly Pick<VectorRow, "client" | "key">[]): number;
  /** Single ones, by client and key. */
  remove(rows: readonly Pick<VectorRow, "client" | "key">[]): void;
  close(): void;
}
