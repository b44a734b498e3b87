import type { DatabaseSync } from "node:sqlite";

/** All of it is written, or nothing; `undone` is told where nothing was. */
export function transaction(db: DatabaseSync, change: () => void, undone = () => {}): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    change();
    db.exec("COMMIT");
  } catch (error) {
    // SQLite ends the transaction by itself when the disk is full.
    if (db.isTransaction) db.exec("ROLLBACK");
    undone();
    throw error;
  }
}
