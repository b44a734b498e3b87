import { randomBytes, randomUUID } from "node:crypto";
import { closeSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { type Forgotten, keyFrom, type Keys, type SubjectKey } from "../../ledger/keys.ts";
import { keysRemedy } from "../../ledger/seal.ts";
import { Damaged, type EventStore } from "../../ledger/store.ts";
import { ofBytes } from "../../value/digest.ts";
import { explain, Hindered, isFull, isSpoilt } from "./failure.ts";
import { type Access, assertDurable, hasLog, isBlank, unmoved } from "./open.ts";

/**
 * Keys in a file of their own, `keys.db`, that is backed up apart from the ledger.
 *
 * KF1 The file and the ledger name the same id. A ledger that names one never gets an empty file in
 *     the place of a lost one (KY4); a restore makes it anew under that id.
 * KF2 Every row carries a digest of itself: a spoilt key is Damaged, never used.
 * KF3 A destroyed key is overwritten in its page and, by emptying the log, in the log too; what was
 *     read of it before is dropped. Doing so again is how a crash in between is finished.
 * KF4 Lookups are lazy; what is remembered of them is bounded.
 */
export type KeysOptions = {
  /** The id that the ledger names, or null where it names none yet. */
  id: string | null;
  /** Makes a missing file under that id: only for a restore, which fills it. */
  restoring?: boolean;
  /** 64 bytes of chance for each key. */
  random?: () => Uint8Array;
};

export type FileKeys = Keys & {
  readonly id: string;
  /** Every row, those apart that are spoilt: for whoever tells what is wrong with them (KF2). */
  survey(): { sound: readonly KeptKey[]; spoilt: readonly string[] };
};

/** A key; null where it was destroyed, and when. */
export type KeptKey = { subject: string; key: SubjectKey | null; forgotten: number | null };

export const keysFile = "keys.db";
const idMeta = "keys-id";
const applicationId = 0x4d_53_54_4b;
const formatVersion = 1;
const cachedKeys = 20_000;

/** The keys of the ledger that stands in the same folder; the first owner makes them. */
export async function keysBeside(
  store: Pick<EventStore, "getMeta" | "setMeta">,
  folder: string,
  access: Access,
): Promise<FileKeys> {
  const id = await store.getMeta(idMeta);
  const keys = openKeys(folder, access, { id });
  // Before anything is sealed: a crash in between leaves an empty file that the next start takes.
  if (id === null && access === "own") await store.setMeta(idMeta, keys.id);
  return keys;
}

export function openKeys(folder: string, access: Access, options: KeysOptions): FileKeys {
  const path = join(folder, keysFile);
  const isThere = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
  const random = options.random ?? (() => randomBytes(64));
  if (!isThere && options.id !== null && options.restoring !== true) {
    throw lost(folder);
  }
  const where = isThere || access === "own" ? place(folder, path, access) : ":memory:";
  try {
    if (!isThere && access === "own") closeSync(openSync(path, "a", 0o600));
    const db = new DatabaseSync(where, { timeout: 1000, readOnly: where instanceof URL });
    try {
      const blank = !isThere || (access === "own" && isBlank(db));
      if (blank && isThere && options.id !== null && options.restoring !== true) throw lost(folder);
      const id = blank ? create(db, options.id ?? randomUUID()) : recognise(db, path);
      if (options.id !== null && options.id !== id) throw foreign(path);
      if (where === path) configure(db, access);
      return new SqliteKeys(db, id, folder, access, random);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw said(error, "open the keys", folder);
  }
}

/** On a full disk there is no room for a log: what nobody writes is read as it lies. */
function place(folder: string, path: string, access: Access): string | URL {
  return access === "read" && isFull(folder) && !hasLog(path) ? unmoved(path) : path;
}

function create(db: DatabaseSync, id: string): string {
  // In the order of the ledger's own file: the identity stands in the file before WAL is on. EXTRA:
  // the ledger names these keys next, so a power cut must not take them back.
  db.exec(`
    PRAGMA secure_delete = ON;
    PRAGMA synchronous = EXTRA;
    BEGIN IMMEDIATE;
    PRAGMA application_id = ${applicationId};
    CREATE TABLE own (id TEXT NOT NULL) STRICT;
    CREATE TABLE key (
      subject TEXT PRIMARY KEY, seal BLOB, print BLOB, forgotten INTEGER, digest TEXT NOT NULL,
      CHECK ((seal IS NULL) = (forgotten IS NOT NULL)), CHECK ((print IS NULL) = (seal IS NULL))
    ) STRICT, WITHOUT ROWID;
    PRAGMA user_version = ${formatVersion};
  `);
  db.prepare("INSERT INTO own (id) VALUES (?)").run(id);
  db.exec("COMMIT");
  return id;
}

function recognise(db: DatabaseSync, path: string): string {
  const read = (pragma: string) => db.prepare(`PRAGMA ${pragma}`).get()?.[pragma];
  if (read("application_id") !== applicationId) throw foreign(path);
  const version = read("user_version");
  if (version === formatVersion) {
    const id = db.prepare("SELECT id FROM own").get()?.["id"];
    if (typeof id === "string") return id;
    throw new Damaged(`Cannot open "${path}": it does not say whose it is; ${keysRemedy}`);
  }
  if (typeof version === "number" && version > formatVersion) {
    throw new Hindered(
      "LedgerNewer",
      `Cannot open "${path}": a newer Mainstay wrote it (format ${version}, this one knows ${formatVersion}); update Mainstay`,
    );
  }
  throw new Damaged(`Cannot open "${path}": its format is unknown; ${keysRemedy}`);
}

function configure(db: DatabaseSync, access: Access): void {
  db.exec(`
    PRAGMA secure_delete = ON;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA temp_store = MEMORY;
  `);
  if (access === "read") db.exec("PRAGMA query_only = ON");
  assertDurable(db);
}

function foreign(path: string): Damaged {
  return new Damaged(
    `Cannot use "${path}": it holds the keys of another company, or is no file of keys; ${keysRemedy}`,
  );
}

function lost(folder: string): Damaged {
  return new Damaged(
    `Cannot read what is sealed in "${folder}": "${keysFile}" is lost; ${keysRemedy}`,
  );
}

function said(error: unknown, act: string, folder: string): unknown {
  if (!isSpoilt(error)) return explain(error, act, folder);
  return new Damaged(`Cannot ${act}: "${keysFile}" in "${folder}" is damaged; ${keysRemedy}`, {
    cause: error,
  });
}

class SqliteKeys implements FileKeys {
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
    this.#try(act, () => {
      this.#db.exec("BEGIN IMMEDIATE");
      try {
        change();
        this.#db.exec("COMMIT");
      } catch (error) {
        if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
        throw error;
      }
    });
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
function soundIn({
  subject,
  seal,
  print,
  forgotten,
  digest,
}: Record<string, SQLOutputValue>): KeptKey | null {
  const key = seal instanceof Uint8Array && print instanceof Uint8Array ? { seal, print } : null;
  const at = typeof forgotten === "number" ? forgotten : null;
  if (typeof subject !== "string" || digest !== digestOf(subject, key, at)) return null;
  return { subject, key, forgotten: at };
}

function digestOf(subject: string, key: SubjectKey | null, forgotten: number | null): string {
  const named = Buffer.from(`${JSON.stringify(subject)} ${forgotten}`);
  return ofBytes(key === null ? named : Buffer.concat([named, key.seal, key.print]));
}
