import type { DatabaseSync } from "node:sqlite";
import { mismatches } from "../../ledger/codec.ts";
import type {
  EventStore,
  Query,
  Row,
  RowOperation,
  StoredBatch,
  StoredEvent,
  Table,
} from "../../ledger/store.ts";
import { Blobs } from "./blobs.ts";
import { EventRows } from "./events.ts";
import { explain } from "./failure.ts";
import { LeaseRows } from "./leases.ts";
import { type Access, openDatabase } from "./open.ts";
import { TableRows } from "./tables.ts";
import { inlineBytes, ValueRows } from "./values.ts";

const pageSize = 500;

export type SqliteOptions = {
  /** "read" changes nothing, for commands where no owner runs. */
  access?: Access;
  /** A quota for the file, which is also how a full disk is rehearsed. */
  maxPages?: number;
};

/** The ledger of one workspace in a data folder: `ledger.db` and `blobs/`. */
export async function openSqliteStore(
  folder: string,
  options: SqliteOptions = {},
): Promise<EventStore> {
  const access = options.access ?? "own";
  const db = openDatabase(folder, access, options);
  try {
    const blobs = new Blobs(folder);
    if (access === "own") blobs.prepare();
    return new SqliteStore(db, blobs, folder, access);
  } catch (error) {
    db.close();
    throw explain(error, "open the ledger", folder);
  }
}

/**
 * Statements run synchronously, each transaction in one go: nothing of ours can come between its
 * begin and its end, whatever else the process is doing.
 */
class SqliteStore implements EventStore {
  readonly #db: DatabaseSync;
  readonly #folder: string;
  readonly #access: Access;
  readonly #blobs: Blobs;
  readonly #events: EventRows;
  readonly #tables: TableRows;
  readonly #leases: LeaseRows;

  constructor(db: DatabaseSync, blobs: Blobs, folder: string, access: Access) {
    this.#db = db;
    this.#folder = folder;
    this.#access = access;
    this.#blobs = blobs;
    this.#events = new EventRows(db, new ValueRows(db, blobs));
    this.#tables = new TableRows(db);
    this.#leases = new LeaseRows(db);
  }

  async prepare(tables: readonly Table[]): Promise<void> {
    if (this.#access === "read") {
      return this.#try("read the tables", () => this.#tables.recognise(tables));
    }
    this.#write("make the tables", () => {
      this.#tables.prepare(tables, this.#events.lastSeq() > 0);
    });
  }

  async staleTables(): Promise<readonly string[]> {
    return this.#try("read the tables", () => this.#tables.stale());
  }

  async commit(batch: StoredBatch): Promise<void> {
    const large = batch.events.flatMap((event) =>
      event.values.filter((value) => value.bytes.byteLength > inlineBytes),
    );
    // Before the rows that name them: a crash in between leaves files that nobody names (SP3).
    if (large.length > 0) await Promise.all(large.map((value) => this.putBlob(value.bytes)));
    this.#write("commit to the ledger", () => {
      this.#events.append(batch);
      for (const operation of batch.rows) this.#tables.apply(operation);
      for (const lease of batch.leases ?? []) this.#leases.put(lease);
    });
  }

  async last(): Promise<{ seq: number; at: number }> {
    return this.#try("read the ledger", () => this.#events.last());
  }

  async head(stream: string): Promise<number> {
    return this.#try("read the ledger", () => this.#events.head(stream));
  }

  async readStream(stream: string, after = 0): Promise<readonly StoredEvent[]> {
    return this.#try("read the ledger", () => this.#events.stream(stream, after));
  }

  async readFrom(seq: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.#try("read the ledger", () => this.#events.page(Math.max(seq, 1), limit));
  }

  async find(query: Query): Promise<readonly Row[]> {
    return this.#try("read the tables", () => this.#tables.find(query));
  }

  async count(query: Query): Promise<number> {
    return this.#try("read the tables", () => this.#tables.count(query));
  }

  async highest(table: string, column: string): Promise<number> {
    return this.#try("read the tables", () => this.#tables.highest(table, column));
  }

  async dump(): Promise<Readonly<Record<string, string>>> {
    return this.#try("read the tables", () => this.#tables.dump());
  }

  async rebuild(
    derive: (events: readonly StoredEvent[]) => readonly RowOperation[],
  ): Promise<void> {
    this.#write("rebuild the tables", () => {
      this.#tables.clear();
      for (let from = 1; ; from += pageSize) {
        const events = this.#events.page(from, pageSize);
        for (const operation of derive(events)) this.#tables.apply(operation);
        if (events.length < pageSize) break;
      }
      this.#tables.settle();
    });
    // Every row was written again: the log is folded back instead of staying that long.
    this.#try("rebuild the tables", () => this.#db.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
  }

  async putBlob(bytes: Uint8Array): Promise<string> {
    try {
      return await this.#blobs.put(bytes);
    } catch (error) {
      throw explain(error, "keep a file", this.#folder);
    }
  }

  async getBlob(digest: string): Promise<Uint8Array | null> {
    return this.#blobs.get(digest);
  }

  async getMeta(key: string): Promise<string | null> {
    const row = this.#try("read a setting", () =>
      this.#db.prepare("SELECT value FROM meta WHERE key = ?").get(key),
    );
    return row === undefined ? null : String(row["value"]);
  }

  async setMeta(key: string, value: string): Promise<void> {
    this.#write("keep a setting", () => {
      this.#db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)").run(key, value);
    });
  }

  async check(): Promise<readonly string[]> {
    const found: string[] = [];
    const note = (act: () => void): void => {
      try {
        act();
      } catch (error) {
        found.push(error instanceof Error ? error.message : String(error));
      }
    };
    note(() => {
      for (const row of this.#db.prepare("PRAGMA integrity_check").all()) {
        const line = String(row["integrity_check"]);
        if (line !== "ok") found.push(`The file of the ledger: ${line}`);
      }
    });
    note(() => {
      for (const name of this.#events.miscounted()) found.push(`Stream "${name}" is not whole`);
    });
    note(() => {
      for (let from = 1; ; from += pageSize) {
        const events = this.#events.page(from, pageSize);
        for (const event of events) {
          for (const name of mismatches(event)) {
            found.push(`Event ${event.seq}: its value "${name}" does not match its digest`);
          }
        }
        if (events.length < pageSize) break;
      }
    });
    return found;
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
  }

  #write(act: string, change: () => void): void {
    this.#try(act, () => {
      this.#db.exec("BEGIN IMMEDIATE");
      try {
        change();
        this.#db.exec("COMMIT");
      } catch (error) {
        // SQLite ends the transaction by itself when the disk is full.
        if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
        this.#events.unsure();
        throw error;
      }
    });
  }

  #try<T>(act: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explain(error, act, this.#folder);
    }
  }
}
