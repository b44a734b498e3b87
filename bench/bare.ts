import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What the kernel is compared with: a loop that commits one row per transaction, and nothing else. */
export type Bare = {
  /** Rows committed in `ms`; `syncMs` is the median time of one of them. */
  round(ms: number): { perSecond: number; syncMs: number };
  close(): void;
};

/** The pragmas of src/store/sqlite/open.ts, and a row as large as one of our events. */
export function openBare(folder: string): Bare {
  const db = new DatabaseSync(join(folder, "bare.db"));
  db.exec(`
    PRAGMA secure_delete = ON;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -16384;
    PRAGMA wal_autocheckpoint = 4000;
    CREATE TABLE row (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  `);
  const add = db.prepare("INSERT INTO row (bytes) VALUES (?)");
  const bytes = Buffer.alloc(480, "x");
  return {
    round(ms) {
      const times: number[] = [];
      const began = performance.now();
      for (let last = began; last - began < ms;) {
        // A lone statement is a transaction of its own.
        add.run(bytes);
        const now = performance.now();
        times.push(now - last);
        last = now;
      }
      const tookMs = performance.now() - began;
      const syncMs = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
      return { perSecond: (times.length / tookMs) * 1000, syncMs };
    },
    close: () => db.close(),
  };
}
