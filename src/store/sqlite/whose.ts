import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MetaRows } from "./rows/meta.ts";

/** Which company a data folder is of, as far as its ledger still tells, whatever else is wrong with it. */
export function companyIn(folder: string): string | null {
  let db: DatabaseSync;
  try {
    db = new DatabaseSync(join(folder, "ledger.db"), { readOnly: true });
  } catch {
    return null;
  }
  try {
    return new MetaRows(db).get("workspace-id");
  } catch {
    return null;
  } finally {
    db.close();
  }
}
