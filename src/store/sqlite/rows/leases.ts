import type { DatabaseSync } from "node:sqlite";
import type { LeaseRow } from "../../../ledger/store.ts";

/** Renewable rights: operational rows, no history. */
export class LeaseRows {
  readonly #sql;

  constructor(db: DatabaseSync) {
    this.#sql = {
      put: db.prepare(
        `INSERT INTO lease (run, path, attempt, worker, "expiresAt") VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (run, path) DO UPDATE SET attempt = excluded.attempt,
           worker = excluded.worker, "expiresAt" = excluded."expiresAt"`,
      ),
      remove: db.prepare("DELETE FROM lease WHERE run = ? AND path = ?"),
    };
  }

  put({ run, path, attempt, worker, expiresAt }: LeaseRow): void {
    if (expiresAt === 0) this.#sql.remove.run(run, path);
    else this.#sql.put.run(run, path, attempt, worker, expiresAt);
  }
}
