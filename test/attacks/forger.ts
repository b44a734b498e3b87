import { rmSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { afterAll, onTestFinished } from "vitest";
import { signCheckpoint } from "../../src/host/ledger/checkpoints.ts";
import type { StoredEvent } from "../../src/ledger/store.ts";
import { leafOf, rootOf, tileWidth } from "../../src/ledger/tree.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { batch, event } from "../fixtures/batch.ts";

export const workspaceId = "w1";

const made = new Map<string, string>();
afterAll(async () => {
  for (const folder of made.values()) await rm(folder, { recursive: true, force: true });
});

/** A data folder with so many entries, signed at these sizes. */
export async function history(entries: number, signed: readonly number[]): Promise<string> {
  const which = JSON.stringify([entries, signed]);
  const first = made.get(which) ?? (await mkdtemp(path.join(tmpdir(), "ms-attack-")));
  if (!made.has(which)) {
    await goOn(first, entries, signed);
    made.set(which, first);
  }
  const data = await mkdtemp(path.join(tmpdir(), "ms-attack-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  await cp(first, data, { recursive: true });
  return data;
}

/** Five streams in turn; every tenth entry names content, every hundredth a large one. */
export async function goOn(
  data: string,
  entries: number,
  signed: readonly number[],
  say = "as it was",
): Promise<void> {
  const store = await openSqliteStore(data);
  if ((await store.getMeta("workspace-id")) === null) {
    await store.setMeta("workspace-id", workspaceId);
  }
  const { seq: last } = await store.last();
  for (let seq = last + 1, added: StoredEvent[] = []; seq <= entries; seq += 1) {
    const values = {
      ...(seq % 10 === 0 ? { body: Buffer.from(`${say} ${seq}`) } : {}),
      ...(seq % 100 === 0 ? { raw: Buffer.alloc(5000, seq % 251) } : {}),
    };
    const version = 1 + Math.floor((seq - 1) / 5);
    const rows = [{ op: "remove" as const, table: "none", key: { say } }];
    added.push(event(seq, `run/${seq % 5}`, version, rows, values));
    if (seq < entries && !signed.includes(seq)) continue;
    await store.commit(batch(added, { rows: [] }));
    added = [];
    if (signed.includes(seq)) await signCheckpoint(data, store, workspaceId);
  }
  await store.close();
}

type Value = Record<string, SQLOutputValue>;
type Entry = { stream: string; bytes: Uint8Array; values: readonly Value[] };

/** Who can write every byte of the data folder, and knows how it is made. */
export class Forger {
  readonly #db: DatabaseSync;
  readonly #data: string;

  constructor(data: string) {
    this.#data = data;
    this.#db = new DatabaseSync(path.join(data, "ledger.db"));
  }

  sql(text: string): this {
    this.#db.exec(`PRAGMA foreign_keys = OFF; ${text}`);
    return this;
  }

  /** One cell of the n-th row; false where it is what it was. */
  change(table: string, column: string, to: string, n: number): boolean {
    this.#db.exec("PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 1");
    const all = () => JSON.stringify(this.#db.prepare(`SELECT * FROM ${table}`).all());
    const before = all();
    const rows = Number(this.#db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"]);
    const where = `(SELECT * FROM (SELECT row_number() OVER () - 1 AS i, * FROM ${table}) WHERE i = ${n % rows})`;
    const key = { event: ["seq"], stream: ["id"], tile: ["level", "n"], value: ["seq", "name"] };
    const same = (key[table as keyof typeof key] ?? [])
      .map((name) => `${table}.${name} = (SELECT ${name} FROM ${where})`)
      .join(" AND ");
    this.#db.exec(`UPDATE OR IGNORE ${table} SET ${column} = ${to} WHERE ${same}`);
    return all() !== before;
  }

  /** Without a trace in the ledger itself: places, versions, hashes, tiles and heads agree again. */
  rewrite(change: (entries: Entry[]) => Entry[]): this {
    // It tells how many were acknowledged.
    rmSync(path.join(this.#data, "pages.sum"), { force: true });
    const rows = this.#db
      .prepare(
        "SELECT e.seq, s.name, e.bytes FROM event e JOIN stream s ON s.id = e.stream ORDER BY seq",
      )
      .all();
    const values = Map.groupBy(this.#db.prepare("SELECT * FROM value").all(), ({ seq }) => seq);
    const entries = change(
      rows.map(({ seq, name, bytes }) => ({
        stream: String(name),
        bytes: Buffer.from(bytes as Uint8Array),
        values: values.get(seq ?? null) ?? [],
      })),
    );
    this.sql("DELETE FROM event; DELETE FROM tile; DELETE FROM stream; DELETE FROM value");
    const add = this.#db.prepare(
      "INSERT INTO event (seq, stream, version, previous, leaf, bytes) VALUES (?, ?, ?, ?, ?, ?)",
    );
    const head = this.#db.prepare(
      "INSERT INTO stream (name, version, last) VALUES (?, 1, 0) ON CONFLICT (name) DO UPDATE SET version = version + 1 RETURNING id, version, last",
    );
    const end = this.#db.prepare("UPDATE stream SET last = ? WHERE id = ?");
    const keep = this.#db.prepare("INSERT INTO value (seq, name, bytes, blob) VALUES (?, ?, ?, ?)");
    let below = entries.map(({ stream, bytes, values: kept }, i) => {
      const { id = 0, version = 0, last = 0 } = head.get(stream) ?? {};
      const forged = placed(bytes, i + 1, stream, Number(version));
      const leaf = leafOf(forged);
      add.run(i + 1, id, version, last, leaf, forged);
      end.run(i + 1, id);
      for (const value of kept) {
        keep.run(i + 1, value["name"] ?? "", value["bytes"] ?? null, value["blob"] ?? null);
      }
      return leaf;
    });
    for (let level = 1; below.length >= tileWidth; level += 1) {
      const tiles = Array.from({ length: Math.floor(below.length / tileWidth) }, (_, n) =>
        rootOf(below.slice(n * tileWidth, (n + 1) * tileWidth)),
      );
      for (const [n, hash] of tiles.entries()) {
        this.#db.prepare("INSERT INTO tile (level, n, hash) VALUES (?, ?, ?)").run(level, n, hash);
      }
      below = tiles;
    }
    return this;
  }

  done(): void {
    this.#db.close();
  }
}

function placed(bytes: Uint8Array, seq: number, stream: string, version: number): Buffer {
  const rest = Buffer.from(bytes)
    .toString()
    .replace(/^\{"seq":\d+,"stream":"[^"]*","version":\d+,/, "");
  return Buffer.from(`{"seq":${seq},"stream":"${stream}","version":${version},${rest}`);
}

export function say(text: string): (entry: Entry) => Entry {
  return ({ bytes, ...rest }) => ({
    ...rest,
    bytes: Buffer.from(Buffer.from(bytes).toString().replace("as it was", text)),
  });
}
