import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Forgotten } from "../../../ledger/keys.ts";
import { Damaged } from "../../../ledger/store.ts";
import type { Hash } from "../../../ledger/tree.ts";
import { explain } from "../failure.ts";
import { MetaRows } from "../rows/meta.ts";
import { openDatabase } from "../open.ts";
import { type Look, look, sumsFile } from "../pages/pages.ts";
import { type Acknowledged, readSums } from "../pages/sums.ts";
import { type Held, hold } from "../sound/held.ts";
import { tellDerived } from "./derived.ts";
import { AuditedEntries } from "./entries.ts";
import { auditFiles } from "./files.ts";
import { AuditedTree } from "./tree.ts";
import { AuditedValues } from "./values.ts";
import { Findings } from "./findings.ts";

/**
 * Reads the whole ledger as it lies in its file, and tells where it is not what it says of itself.
 *
 * AU1 It trusts no row: bytes are judged by their leaf, places and versions by the bytes, tiles by
 *     the leaves, values by the digests that the bytes name. It reads on behind what is wrong.
 * AU2 The tree is built from the stored leaves. So, where only bytes were changed, roots that were
 *     signed before still fit, and the entry is found exactly.
 * AU3 Behind a missing entry nothing is known of the tree: no root is told from there on.
 * AU4 What was acknowledged must be there (PS2): the mark is read before the ledger is.
 * AU5 What an owner derives anew from the entries, and lies otherwise, is no fault of the history: it
 *     is told where nothing of the history is hurt, for else it goes with that.
 * AU6 Who is on the list of the forgotten that came with the keys has no content here, though the
 *     entries tell it only once an owner has opened what was restored: until then the list is ahead.
 */
export type Audit = {
  /** The last entry that was found. */
  entries: number;
  /** By size, for those asked for that could be computed. */
  roots: ReadonlyMap<number, Hash>;
  findings: Findings;
  values: { kept: number; gone: number };
  /** AU6. */
  listAhead: boolean;
  files: { count: number; bytes: number };
};

export type AuditOptions = {
  /** For which roots are asked, in rising order. */
  sizes: readonly number[];
  /** Who is forgotten by the keys that lie beside it (AU6). */
  listed: readonly Forgotten[];
  progress: (doing: "files" | "entries", done: number, total: number) => void;
};

const progressEvery = 20_000;

/** One reading of a file that others may be writing: all of it as it is when this is made. */
export class Auditor {
  readonly #db: DatabaseSync;
  readonly #folder: string;
  readonly #held: Held;
  #look: Look | null = null;
  readonly #acknowledged: Acknowledged | null;
  /** Null where the ledger was never used. */
  readonly workspaceId: string | null;

  constructor(folder: string) {
    this.#folder = folder;
    this.#acknowledged = readSums(join(folder, sumsFile))?.acknowledged ?? null;
    this.#db = openDatabase(folder, "read");
    this.#held = hold(join(folder, "ledger.db"));
    this.#try(() => this.#db.exec("BEGIN"));
    this.workspaceId = this.setting("workspace-id");
  }

  /** Of the data folder, as it stands there. */
  setting(key: string): string | null {
    return this.#try(() => {
      const row = this.#db.prepare("SELECT value FROM meta WHERE key = ?").get(key);
      return row === undefined ? null : String(row["value"]);
    });
  }

  run(options: AuditOptions): Audit {
    return this.#try(() => {
      const found = audit(this.#db, this.#folder, options);
      this.#missed(found);
      return found;
    });
  }

  /** AU4. */
  #missed({ entries, findings }: Audit): void {
    const told = this.#acknowledged;
    if (told === null) return;
    if (entries < told.seq) {
      const which = tellRange(entries + 1, told.seq);
      const message = `${which} missing, which ${entries + 1 === told.seq ? "was" : "were"} acknowledged`;
      findings.add("missing", entries + 1, told.seq, message);
    }
    if (changesIn(this.#db) < told.meta) {
      const message = "The settings of the data folder are older than what was acknowledged";
      findings.add("settings", null, null, message);
    }
  }

  /** AU5. Last, when all that speaks against the history was found. */
  tellDerived(findings: Findings): void {
    this.#try(() => {
      // Before an owner opened it, nothing tells how its pages must be.
      if (changesIn(this.#db) > 0) tellDerived(this.#looked(), this.#db, findings);
    });
  }

  /** Whether every page is as it was written. */
  get asWritten(): boolean {
    return this.#try(() => this.#looked().differing === 0);
  }

  #looked(): Look {
    this.#look ??= look(this.#folder, this.#held.file);
    return this.#look;
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
    this.#held.release();
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

function tellRange(from: number, to: number): string {
  return from === to ? `Entry ${from} is` : `Entries ${from} to ${to} are`;
}

/** None where they do not prove themselves: opening the ledger says so. */
function changesIn(db: DatabaseSync): number {
  try {
    return new MetaRows(db).changes();
  } catch (error) {
    if (error instanceof Damaged) return -1;
    throw error;
  }
}

function audit(db: DatabaseSync, folder: string, { sizes, listed, progress }: AuditOptions): Audit {
  const findings = new Findings();
  const files = auditFiles(folder, findings, (done, all) => progress("files", done, all));
  const total = Number(db.prepare("SELECT count(*) AS n FROM event").get()?.["n"]);
  const tree = new AuditedTree(db, sizes, findings);
  const values = new AuditedValues(db, files.sound, listed, findings);
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
    listAhead: values.listAhead,
    files: { count: files.sound.size, bytes: files.bytes },
  };
}
