import type { DatabaseSync } from "node:sqlite";
import type { Hash } from "../../ledger/tree.ts";
import { AuditedEntries } from "./audit-entries.ts";
import { auditFiles } from "./audit-files.ts";
import { AuditedTree } from "./audit-tree.ts";
import { AuditedValues } from "./audit-values.ts";
import { explain } from "./failure.ts";
import { Findings } from "./findings.ts";
import { openDatabase } from "./open.ts";

/**
 * Reads the whole ledger as it lies in its file, and tells where it is not what it says of itself.
 *
 * AU1 It trusts no row: bytes are judged by their leaf, places and versions by the bytes, tiles by
 *     the leaves, values by the digests that the bytes name. It reads on behind what is wrong.
 * AU2 The tree is built from the stored leaves. So, where only bytes were changed, roots that were
 *     signed before still fit, and the entry is found exactly.
 * AU3 Behind a missing entry nothing is known of the tree: no root is told from there on.
 */
export type Audit = {
  /** The last entry that was found. */
  entries: number;
  /** By size, for those asked for that could be computed. */
  roots: ReadonlyMap<number, Hash>;
  findings: Findings;
  values: { kept: number; gone: number };
  files: { count: number; bytes: number };
};

export type AuditOptions = {
  /** For which roots are asked, in rising order. */
  sizes: readonly number[];
  progress: (doing: "files" | "entries", done: number, total: number) => void;
};

const progressEvery = 20_000;

/** One reading of a file that others may be writing: all of it as it is when this is made. */
export class Auditor {
  readonly #db: DatabaseSync;
  readonly #folder: string;
  /** Null where the ledger was never used. */
  readonly workspaceId: string | null;

  constructor(folder: string) {
    this.#folder = folder;
    this.#db = openDatabase(folder, "read");
    this.workspaceId = this.#try(() => {
      this.#db.exec("BEGIN");
      const id = this.#db.prepare("SELECT value FROM meta WHERE key = 'workspace-id'").get();
      return id === undefined ? null : String(id["value"]);
    });
  }

  run(options: AuditOptions): Audit {
    return this.#try(() => audit(this.#db, this.#folder, options));
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  #try<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.close();
      throw explain(error, "verify the ledger", this.#folder);
    }
  }
}

function audit(db: DatabaseSync, folder: string, { sizes, progress }: AuditOptions): Audit {
  const findings = new Findings();
  const files = auditFiles(folder, findings, (done, all) => progress("files", done, all));
  const total = Number(db.prepare("SELECT count(*) AS n FROM event").get()?.["n"]);
  const tree = new AuditedTree(db, sizes, findings);
  const values = new AuditedValues(db, files.sound, findings);
  const entries = new AuditedEntries(db, findings);
  try {
    entries.read(tree, values, (seq) => {
      if (seq % progressEvery === 0) progress("entries", seq, total);
    });
    values.end();
    tree.end();
  } catch (error) {
    const { last } = entries;
    const why = error instanceof Error ? error.message : String(error);
    const message = `The file cannot be read on behind entry ${last}: ${why}`;
    findings.add("missing", last + 1, null, message);
  }
  progress("entries", total, total);
  return {
    entries: entries.last,
    roots: tree.roots,
    findings,
    values: values.count,
    files: { count: files.sound.size, bytes: files.bytes },
  };
}
