import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { type Forgotten, keyFrom, type Keys, type SubjectKey } from "../../ledger/keys.ts";
import { keysRemedy } from "../../ledger/seal.ts";
import { Damaged } from "../../ledger/store.ts";
import { ofBytes } from "../../value/digest.ts";
import { Hindered } from "./failure.ts";
import type { Access } from "./open.ts";
import { keysFile, said } from "./keys-file.ts";
import { transaction } from "./transaction.ts";

export type FileKeys = Keys & {
  readonly id: string;
  /** Every row, those apart that are spoilt: for whoever tells what is wrong with them (KF2). */
  survey(): { sound: readonly KeptKey[]; spoilt: readonly string[] };
};

/** A key; null where it was destroyed, and when. */
export type KeptKey = { subject: string; key: SubjectKey | null; forgotten: number | null };

const cachedKeys = 20_000;

/** Keys over an open file; see keys.ts for what holds of them. */
export class SqliteKeys implements FileKeys {
  readonly id: string;
  readonly #db: DatabaseSync;
  readonly #folder: string;
  readonly #access: Access;
  readonly #random: () => Uint8Array;
  readonly #sql;
  readonly #cached = new Map<string, SubjectKey | "destroyed">();
  /** Not yet in the file; with access "read" never. */
  readonly #fresh = new Map<string, SubjectKey>();

  constructor(
    db: DatabaseSync,
    id: string,
    folder: string,
    access: Access,
    random: () => Uint8Array,
  ) {
    this.#db = db;
    this.id = id;
    this.#folder = folder;
    this.#access = access;
    this.#random = random;
    this.#sql = {
      one: db.prepare("SELECT * FROM key WHERE subject = ?"),
      every: db.prepare("SELECT * FROM key ORDER BY subject"),
      forgotten: db.prepare("SELECT * FROM key WHERE forgotten IS NOT NULL ORDER BY subject"),
      put: db.prepare(
        "INSERT OR REPLACE INTO key (subject, seal, print, forgotten, digest) VALUES (?, ?, ?, ?, ?)",
      ),
    };
  }

  get(subject: string): SubjectKey | "destroyed" | null {
    const known = this.#fresh.get(subject) ?? this.#cached.get(subject);
    if (known !== undefined) return known;
    const row = this.#try("read a key", () => this.#sql.one.get(subject));
    if (row === undefined) return null;
    const found = checked(row, this.#folder);
    const key = found.key ?? "destroyed";
    this.#remember(subject, key);
    return key;
  }

  make(subject: string): SubjectKey {
    if (this.get(subject) !== null) {
      throw new Error(`Cannot make a key for subject "${subject}": it has or had one`);
    }
    const key = keyFrom(this.#random());
    this.#fresh.set(subject, key);
    return key;
  }

  adopt(subject: string, key: SubjectKey): void {
    if (this.get(subject) !== "destroyed") this.#fresh.set(subject, key);
  }

  async synced(): Promise<void> {
    if (this.#fresh.size === 0 || this.#access === "read") return;
    const made = [...this.#fresh];
    this.#write("keep a key", () => {
      for (const [subject, key] of made) this.#put(subject, key, null);
    });
    for (const [subject, key] of made) {
      this.#fresh.delete(subject);
      this.#remember(subject, key);
    }
  }

  async destroy(subject: string, at: number): Promise<void> {
    this.#fresh.delete(subject);
    this.#cached.delete(subject);
    const row = this.#try("read a key", () => this.#sql.one.get(subject));
    if (row === undefined || row["forgotten"] === null) {
      this.#write("destroy a key", () => this.#put(subject, null, at));
    }
    this.#try("destroy a key", () => this.#empty());
  }

  async forgotten(): Promise<readonly Forgotten[]> {
    return this.#rows("forgotten").flatMap(({ subject, forgotten: at }) =>
      at === null ? [] : [{ subject, at }],
    );
  }

  async all(): Promise<readonly { subject: string; key: SubjectKey }[]> {
    return this.#rows("every").flatMap(({ subject, key }) =>
      key === null ? [] : [{ subject, key }],
    );
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  survey(): { sound: readonly KeptKey[]; spoilt: readonly string[] } {
    const rows = this.#try("read the keys", () => this.#sql.every.all());
    return {
      sound: rows.map(soundIn).filter((each) => each !== null),
      spoilt: rows.filter((row) => soundIn(row) === null).map(({ subject }) => String(subject)),
    };
  }

  #rows(which: "every" | "forgotten"): KeptKey[] {
    const rows = this.#try("read the keys", () => this.#sql[which].all());
    return rows.map((row) => checked(row, this.#folder));
  }

  #put(subject: string, key: SubjectKey | null, forgotten: number | null): void {
    const [seal, print] = key === null ? [null, null] : [key.seal, key.print];
    this.#sql.put.run(subject, seal, print, forgotten, digestOf(subject, key, forgotten));
  }

  /** KF3. */
  #empty(): void {
    const done = this.#db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
    if (done?.["busy"] === 0) return;
    throw new Hindered(
      "LedgerHeld",
      `Cannot destroy a key: another program reads "${keysFile}" in "${this.#folder}"; close it, then try again`,
    );
  }

  #remember(subject: string, key: SubjectKey | "destroyed"): void {
    if (this.#cached.size >= cachedKeys) this.#cached.clear();
    this.#cached.set(subject, key);
  }

  #write(act: string, change: () => void): void {
    this.#try(act, () => transaction(this.#db, change));
  }

  #try<T>(act: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw said(error, act, this.#folder);
    }
  }
}

function checked(row: Record<string, SQLOutputValue>, folder: string): KeptKey {
  const found = soundIn(row);
  if (found !== null) return found;
  throw new Damaged(
    `Cannot read the key of subject "${String(row["subject"])}" in "${folder}": its row is spoilt; ${keysRemedy}`,
  );
}

/** Null where the row is spoilt. */
function soundIn(row: Record<string, SQLOutputValue>): KeptKey | null {
  const { subject, seal, print, forgotten, digest } = row;
  const key = seal instanceof Uint8Array && print instanceof Uint8Array ? { seal, print } : null;
  const at = typeof forgotten === "number" ? forgotten : null;
  if (typeof subject !== "string" || digest !== digestOf(subject, key, at)) return null;
  return { subject, key, forgotten: at };
}

function digestOf(subject: string, key: SubjectKey | null, forgotten: number | null): string {
  const named = Buffer.from(`${JSON.stringify(subject)} ${forgotten}`);
  return ofBytes(key === null ? named : Buffer.concat([named, key.seal, key.print]));
}
