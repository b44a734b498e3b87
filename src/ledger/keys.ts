/**
 * The keys under which personal content is sealed: one per subject, kept apart from the ledger, so
 * that destroying one forgets everything that was sealed under it (LG5).
 *
 * KY1 A key is made once, of chance alone. A subject whose key was destroyed never gets another: who
 *     comes back is a new subject.
 * KY2 What was made is durable when `synced` resolves, which is before the commit of the first event
 *     that was sealed under it.
 * KY3 When `destroy` resolves no byte of the key is left in any file of the keys, nor in this
 *     process's cache, and that the subject was forgotten is durable.
 * KY4 Keys that are lost, or are those of another workspace, are Damaged: never taken for none.
 */
export type SubjectKey = {
  /** 32 bytes: hides content. */
  seal: Uint8Array;
  /** 32 bytes: makes digests of content that can be compared. */
  print: Uint8Array;
};

export interface Keys {
  /** Null: it never had one. The same object as long as it is in memory. */
  get(subject: string): SubjectKey | "destroyed" | null;
  make(subject: string): SubjectKey;
  /** Takes a key that was made elsewhere: from a backup, an export or an older format. */
  adopt(subject: string, key: SubjectKey): void;
  /** Free when nothing new was made. */
  synced(): Promise<void>;
  /** Also for a subject without a key; the first time stands. */
  destroy(subject: string, at: number): Promise<void>;
  /** Who was forgotten and when: travels with backups, and is applied again after a restore. */
  forgotten(): Promise<readonly Forgotten[]>;
  /** Every key there is, for backup and export. */
  all(): Promise<readonly { subject: string; key: SubjectKey }[]>;
  close(): Promise<void>;
}

export type Forgotten = { subject: string; at: number };

/** 64 random bytes as a key. */
export function keyFrom(random: Uint8Array): SubjectKey {
  // Copies: parts of one buffer would live and die together.
  return {
    seal: new Uint8Array(random.subarray(0, 32)),
    print: new Uint8Array(random.subarray(32, 64)),
  };
}
