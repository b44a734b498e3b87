import type { DatabaseSync } from "node:sqlite";
import { mismatches } from "../../ledger/codec.ts";
import type { KeptCheckpoint } from "../../ledger/continues.ts";
import type {
  EventStore,
  OutlinedEvent,
  Query,
  Row,
  RowOperation,
  Search,
  StoredBatch,
  StoredEvent,
  Table,
} from "../../ledger/store.ts";
import { Blobs } from "./blobs.ts";
import { EventRows } from "./rows/events.ts";
import { explain, Hindered } from "./failure.ts";
import { LeaseRows } from "./rows/leases.ts";
import { MetaRows } from "./rows/meta.ts";
import type { Access } from "./open.ts";
import { openSound, type Sound } from "./sound/sound.ts";
import { replay } from "./rows/replay.ts";
import { TableRows } from "./rows/tables.ts";
import { inlineBytes, ValueRows } from "./rows/values.ts";
import { transaction } from "./transaction.ts";

const pageSize = 500;

export type SqliteOptions = {
  /** "read" changes nothing, for commands where no owner runs. */
  access?: Access;
  /** A quota for the file, which is also how a full disk is rehearsed. */
  maxPages?: number;
  /** The folder beside whose ledger the blobs lie, where it is another. */
  blobs?: string;
  /** Every read sees the ledger as it is now, whatever is recorded meanwhile; with "read" only. */
  snapshot?: boolean;
  /** A file that must be derived anew is, only where it goes on from this. */
  signed?: KeptCheckpoint | null;
  /** The file was not as it was left, and was derived anew from the history. */
  onDerived?: () => void;
};

/** The ledger of one workspace in a data folder: `ledger.db` and `blobs/`. */
export async function openSqliteStore(
  folder: string,
  options: SqliteOptions = {},
): Promise<EventStore> {
  const access = options.access ?? "own";
  const sound = openSound(folder, access, options);
  try {
    const blobs = new Blobs(options.blobs ?? folder);
    if (options.snapshot === true) hold(sound.db);
    if (access === "own") blobs.prepare();
    return new SqliteStore(sound, blobs, folder, access);
  } catch (error) {
    sound.close();
    throw explain(error, "open the ledger", folder);
  }
}

/** A transaction sees the ledger as of its first read. */
function hold(db: DatabaseSync): void {
  db.exec("BEGIN");
  db.prepare("SELECT max(seq) FROM event").get();
}

/**
 * Statements run synchronously, each transaction in one go: nothing of ours can come between its
 * begin and its end, whatever else the process is doing.
 */
class SqliteStore implements EventStore {
  readonly #db: DatabaseSync;
  readonly #sound: Sound;
  readonly #folder: string;
  readonly #access: Access;
  readonly #blobs: Blobs;
  readonly #events: EventRows;
  readonly #values: ValueRows;
  readonly #tables: TableRows;
  readonly #leases: LeaseRows;
  readonly #meta: MetaRows;

  constructor(sound: Sound, blobs: Blobs, folder: string, access: Access) {
    const { db } = sound;
    this.#db = db;
    this.#sound = sound;
    this.#meta = new MetaRows(db);
    this.#folder = folder;
    this.#access = access;
    this.#blobs = blobs;
    this.#values = new ValueRows(db, blobs);
    this.#events = new EventRows(db, this.#values);
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
    const seq = batch.events.at(-1)?.seq;
    if (seq !== undefined) this.#sound.pages?.acknowledge({ seq });
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

  async outline(seq: number, limit: number): Promise<readonly OutlinedEvent[]> {
    return this.#try("read the ledger", () => this.#events.outline(Math.max(seq, 1), limit));
  }

  async hashes(level: number, from: number, limit: number): Promise<readonly Uint8Array[]> {
    return this.#try("read the ledger", () => this.#events.hashes(level, from, limit));
  }

  async find(query: Query): Promise<readonly Row[]> {
    return this.#try("read the tables", () => this.#tables.find(query));
  }

  async count(query: Query): Promise<number> {
    return this.#try("read the tables", () => this.#tables.count(query));
  }

  async search(search: Search): Promise<readonly number[]> {
    return this.#try("search the tables", () => this.#tables.search(search));
  }

  async highest(table: string, column: string): Promise<number> {
    return this.#try("read the tables", () => this.#tables.highest(table, column));
  }

  async dump(): Promise<Readonly<Record<string, string>>> {
    return this.#try("read the tables", () => this.#tables.dump());
  }

  async rebuild(derive: (event: StoredEvent) => readonly RowOperation[]): Promise<void> {
    this.#write("rebuild the tables", () => {
      this.#tables.clear();
      for (const event of replay(this.#db, this.#values)) {
        for (const operation of derive(event)) this.#tables.apply(operation);
      }
      this.#tables.settle();
    });
    // Every row was written again: the log is folded back instead of staying that long.
    this.#try("rebuild the tables", () => this.#sound.pages?.copyBack("TRUNCATE"));
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

  blobNames(): AsyncIterable<string> {
    return this.#blobs.names();
  }

  async dropBlob(digest: string): Promise<void> {
    try {
      await this.#blobs.drop(digest);
    } catch (error) {
      throw explain(error, "remove a file", this.#folder);
    }
  }

  async dropValues(seqs: readonly number[]): Promise<void> {
    this.#write("remove content", () => this.#events.dropValues(seqs));
  }

  async purge(): Promise<void> {
    const { pages } = this.#sound;
    if (this.#try("empty the log", () => pages?.copyBack("TRUNCATE")) === true) return;
    throw new Hindered(
      "LedgerHeld",
      `Cannot empty the log of the ledger in "${this.#folder}": another program reads it; close it, then try again`,
    );
  }

  async getMeta(key: string): Promise<string | null> {
    return this.#try("read a setting", () => this.#meta.get(key));
  }

  async metas(): Promise<Readonly<Record<string, string>>> {
    return this.#try("read the settings", () => this.#meta.all());
  }

  async setMeta(key: string, value: string): Promise<void> {
    this.#write("keep a setting", () => this.#meta.set(key, value));
    this.#sound.pages?.acknowledge({ meta: this.#meta.changes() });
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
      const pages = this.#sound.differing();
      if (pages === 0) return;
      found.push(
        `The file of the ledger: ${pages} of its pages changed since they were written; the next start derives anew what the history tells`,
      );
    });
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
    if (this.#db.isOpen) this.#sound.close();
  }

  #write(act: string, change: () => void): void {
    this.#try(act, () => {
      this.#sound.pages?.settle();
      transaction(this.#db, change, () => this.#events.unsure());
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
