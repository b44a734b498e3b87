import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Embedder, VectorRow, VectorStore } from "../../embed/contract.ts";
import { noVectors } from "../../embed/none.ts";
import { explain, isSpoilt } from "./failure.ts";
import type { Access } from "./open.ts";
import { transaction } from "./transaction.ts";

const fileName = "vectors.db";
const formatVersion = 1;

type Model = Pick<Embedder, "id" | "dimensions">;

/** `vectors.db` of a data folder. A file that is spoilt, foreign or another model's begins afresh. */
export function openVectors(folder: string, model: Model, access: Access): VectorStore {
  const file = path.join(folder, fileName);
  if (access === "read") return readable(file, folder, model) ?? noVectors;
  try {
    return opened(file, folder, model);
  } catch (error) {
    if (!isSpoilt(error) && !(error instanceof Foreign))
      throw explain(error, "open the vectors", folder);
    for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
    return opened(file, folder, model);
  }
}

/** A reader makes nothing: null where there is no file of this model. */
function readable(file: string, folder: string, model: Model): VectorStore | null {
  if (!existsSync(file)) return null;
  const db = new DatabaseSync(file);
  try {
    db.exec("PRAGMA query_only = ON; PRAGMA busy_timeout = 5000");
    recognise(db, model);
    return new VectorFile(db, folder, model.dimensions);
  } catch (error) {
    db.close();
    if (isSpoilt(error) || error instanceof Foreign) return null;
    throw explain(error, "open the vectors", folder);
  }
}

class Foreign extends Error {}

function opened(file: string, folder: string, model: Model): VectorStore {
  // What a passage says can be guessed from its vector.
  if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
  const db = new DatabaseSync(file);
  try {
    // NORMAL: a power cut may take the newest commits, never tear one (VS2).
    db.exec(`
      PRAGMA secure_delete = ON;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA trusted_schema = OFF;
      PRAGMA busy_timeout = 5000;
    `);
    create(db, model);
    return new VectorFile(db, folder, model.dimensions);
  } catch (error) {
    db.close();
    throw error;
  }
}

function create(db: DatabaseSync, { id, dimensions }: Model): void {
  const version = db.prepare("PRAGMA user_version").get()?.["user_version"];
  if (version === 0) {
    db.exec(`
      BEGIN IMMEDIATE;
      CREATE TABLE about (model TEXT NOT NULL, dimensions INTEGER NOT NULL, reached INTEGER NOT NULL) STRICT;
      CREATE TABLE vector (client TEXT NOT NULL, "key" INTEGER NOT NULL, bytes BLOB NOT NULL,
        PRIMARY KEY (client, "key")) STRICT, WITHOUT ROWID;
      PRAGMA user_version = ${formatVersion};
    `);
    db.prepare("INSERT INTO about VALUES (?, ?, 0)").run(id, dimensions);
    db.exec("COMMIT");
    return;
  }
  recognise(db, { id, dimensions });
}

function recognise(db: DatabaseSync, { id, dimensions }: Model): void {
  const version = db.prepare("PRAGMA user_version").get()?.["user_version"];
  if (version !== formatVersion) throw new Foreign();
  const about = db.prepare("SELECT model, dimensions FROM about").get();
  if (about?.["model"] !== id || about["dimensions"] !== dimensions) throw new Foreign();
}

class VectorFile implements VectorStore {
  readonly #db: DatabaseSync;
  readonly #folder: string;
  readonly #dimensions: number;
  readonly #sql;

  constructor(db: DatabaseSync, folder: string, dimensions: number) {
    this.#db = db;
    this.#folder = folder;
    this.#dimensions = dimensions;
    this.#sql = {
      reached: db.prepare("SELECT reached FROM about"),
      reach: db.prepare("UPDATE about SET reached = ?"),
      put: db.prepare('INSERT OR REPLACE INTO vector (client, "key", bytes) VALUES (?, ?, ?)'),
      of: db.prepare(
        'SELECT "key", bytes FROM vector WHERE client = ? AND "key" > ? ORDER BY "key"',
      ),
      count: db.prepare("SELECT count(*) AS n FROM vector WHERE client = ? AND length(bytes) > 0"),
      withheld: db.prepare("SELECT count(*) AS n FROM vector WHERE length(bytes) = 0"),
      drop: db.prepare("DELETE FROM vector WHERE client = ?"),
      held: db.prepare(
        'SELECT count(*) AS n FROM vector WHERE client = ? AND "key" = ? AND length(bytes) > 0',
      ),
      remove: db.prepare('DELETE FROM vector WHERE client = ? AND "key" = ?'),
    };
  }

  reached(): number {
    return this.#try("read the vectors", () => Number(this.#sql.reached.get()?.["reached"] ?? 0));
  }

  put(rows: readonly VectorRow[], reached: number): void {
    this.#write("keep vectors", () => {
      for (const { client, key, vector } of rows) {
        this.#sql.put.run(client, key, this.#bytesOf(vector));
      }
      this.#sql.reach.run(reached);
    });
  }

  *of(client: string, after: number): Generator<Omit<VectorRow, "client">> {
    if (!this.#db.isOpen) return;
    for (const { key, bytes } of this.#sql.of.iterate(client, after)) {
      if (!(bytes instanceof Uint8Array)) continue;
      const { buffer, byteOffset, length } = bytes;
      if (length === 0) yield { key: Number(key), vector: null };
      if (length !== this.#dimensions) continue;
      yield { key: Number(key), vector: new Int8Array(buffer, byteOffset, length) };
    }
  }

  count(clients: readonly string[]): number {
    return this.#try("read the vectors", () =>
      clients.reduce((sum, client) => sum + Number(this.#sql.count.get(client)?.["n"] ?? 0), 0),
    );
  }

  withheld(): number {
    return this.#try("read the vectors", () => Number(this.#sql.withheld.get()?.["n"] ?? 0));
  }

  drop(clients: readonly string[]): void {
    this.#remove(() => {
      for (const client of clients) this.#sql.drop.run(client);
    });
  }

  held(rows: readonly Pick<VectorRow, "client" | "key">[]): number {
    return this.#try("read the vectors", () =>
      rows.reduce(
        (sum, { client, key }) => sum + Number(this.#sql.held.get(client, key)?.["n"] ?? 0),
        0,
      ),
    );
  }

  remove(rows: readonly Pick<VectorRow, "client" | "key">[]): void {
    this.#remove(() => {
      for (const { client, key } of rows) this.#sql.remove.run(client, key);
    });
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  /** None at all where there is to be none. */
  #bytesOf(vector: VectorRow["vector"]): Uint8Array {
    if (vector === null) return new Uint8Array();
    if (vector.length === this.#dimensions)
      return new Uint8Array(vector.buffer, vector.byteOffset, vector.length);
    throw new RangeError(
      `Cannot keep a vector of ${vector.length} parts among those of ${this.#dimensions}`,
    );
  }

  /** VS1: nor in the log of the file. */
  #remove(work: () => void): void {
    this.#write("remove vectors", work);
    this.#try("remove vectors", () => this.#db.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
  }

  #write(act: string, work: () => void): void {
    this.#try(act, () => transaction(this.#db, work));
  }

  #try<T>(act: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explain(error, act, this.#folder);
    }
  }
}
