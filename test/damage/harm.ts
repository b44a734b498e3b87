import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Company, Files } from "./company.ts";

/** One way to damage a data folder. */
export type Harm = {
  /** The kind of page, or of record, that it strikes. */
  where: string;
  how: string;
  files: () => Files;
  /** The company without the harm. */
  of: "closed" | "killed";
};

type Bare = Omit<Harm, "of">;
type Chance = () => number;

const page = 4096;
const frame = 24 + page;

/** Every page of the ledger's file, struck in every way; then its log, and the files beside it. */
export function* harms(company: Company, chance: Chance): Generator<Harm> {
  for (const harm of toPages(company, chance)) yield { ...harm, of: "closed" };
  for (const harm of toLength(company)) yield { ...harm, of: "closed" };
  for (const harm of toOthers(company, chance)) yield { ...harm, of: "closed" };
  for (const harm of toLog(company, chance)) yield { ...harm, of: "killed" };
}

function* toPages({ closed, earlier }: Company, chance: Chance): Generator<Bare> {
  const ledger = bytesOf(closed, "ledger.db");
  const before = bytesOf(earlier, "ledger.db");
  const kinds = kindsOf(ledger);
  for (const [i, where] of kinds.entries()) {
    const of = (how: string, change: (bytes: Buffer) => void): Bare => ({
      where,
      how,
      files: () =>
        changed(closed, "ledger.db", (bytes) => change(bytes.subarray(i * page, (i + 1) * page))),
    });
    const content = i === 0 ? 100 : 0;
    yield of("a bit of its head", (bytes) => flip(bytes, content + below(8, chance), chance));
    yield of("its list of cells", (bytes) => flip(bytes, content + 8 + below(24, chance), chance));
    yield of("its content", (bytes) => flip(bytes, 1000 + below(3000, chance), chance));
    yield of("its last byte", (bytes) => flip(bytes, page - 1, chance));
    yield of("eight bytes", (bytes) => {
      const at = below(page - 8, chance);
      for (let n = 0; n < 8; n += 1) bytes[at + n] = below(256, chance);
    });
    yield of("only zeros", (bytes) => bytes.fill(0));
    yield of("another page's bytes", (bytes) => {
      const other = below(kinds.length, chance);
      ledger.copy(bytes, 0, other * page, (other + 1) * page);
    });
    const older = before.subarray(i * page, (i + 1) * page);
    if (older.length === page && !older.equals(ledger.subarray(i * page, (i + 1) * page))) {
      yield of("an older state of it", (bytes) => older.copy(bytes));
    }
    if (i === 0) {
      for (let at = 0; at < 100; at += 1)
        yield of(`byte ${at}`, (bytes) => flip(bytes, at, chance));
    }
    const other = below(kinds.length, chance);
    yield {
      where,
      how: "exchanged with another",
      files: () =>
        changed(closed, "ledger.db", (bytes) => {
          ledger.copy(bytes, i * page, other * page, (other + 1) * page);
          ledger.copy(bytes, other * page, i * page, (i + 1) * page);
        }),
    };
  }
}

function* toLength({ closed }: Company): Generator<Bare> {
  const ledger = bytesOf(closed, "ledger.db");
  const cuts = [1, 2, 3, 10, ledger.length / page / 2, ledger.length / page - 1];
  for (const pages of cuts) {
    for (const more of [0, 1, 2000]) {
      const end = Math.floor(pages) * page + more;
      yield cut(
        closed,
        "ledger.db",
        end,
        "the file",
        `cut at ${more === 0 ? "a page" : "no page"}`,
      );
    }
  }
  const longer = Buffer.concat([ledger, Buffer.alloc(page + 7, 0x5a)]);
  yield {
    where: "the file",
    how: "made longer",
    files: () => withFile(closed, "ledger.db", longer),
  };
  yield { where: "the file", how: "lost", files: () => without(closed, "ledger.db") };
}

function* toLog({ killed }: Company, chance: Chance): Generator<Bare> {
  const name = "ledger.db-wal";
  const log = bytesOf(killed, name);
  const frames = Math.floor((log.length - 32) / frame);
  const strike = (where: string, how: string, at: number): Bare => ({
    where,
    how,
    files: () => changed(killed, name, (bytes) => flip(bytes, at, chance)),
  });
  for (let at = 0; at < 32; at += 1) yield strike("the log's head", `byte ${at}`, at);
  for (let i = 0; i < frames; i += 1) {
    const from = 32 + i * frame;
    const where = log.readUInt32BE(from + 4) === 0 ? "a frame of the log" : "a commit of the log";
    yield strike(where, "its page's number", from + below(4, chance));
    yield strike(where, "its mark of a commit", from + 4 + below(4, chance));
    yield strike(where, "its salts", from + 8 + below(8, chance));
    yield strike(where, "its checksum", from + 16 + below(8, chance));
    yield strike(where, "its page", from + 24 + below(page, chance));
    yield cut(killed, name, from, where, "cut before it");
    yield cut(killed, name, from + 24 + below(page, chance), where, "cut within it");
  }
  yield { where: "the log", how: "lost", files: () => without(killed, name) };
  yield { where: "the log", how: "emptied", files: () => withFile(killed, name, Buffer.alloc(0)) };
  yield {
    where: "the log",
    how: "only zeros",
    files: () => withFile(killed, name, Buffer.alloc(log.length)),
  };
  const sound = bytesOf(killed, "ledger.db");
  for (const [i, where] of kindsOf(sound).entries()) {
    if (below(8, chance) > 0) continue;
    yield {
      where: `beside a log: ${where}`,
      how: "a bit of it",
      files: () =>
        changed(killed, "ledger.db", (bytes) =>
          flip(bytes, i * page + below(page, chance), chance),
        ),
    };
  }
}

function* toOthers({ closed }: Company, chance: Chance): Generator<Bare> {
  for (const [name, bytes] of closed) {
    const where = kindOfFile(name);
    if (where === null) continue;
    const times = where === "a blob" ? 2 : Math.min(60, bytes.length);
    for (let n = 0; n < times; n += 1) {
      const at = times === bytes.length ? n : below(bytes.length, chance);
      yield {
        where,
        how: "a byte",
        files: () => changed(closed, name, (b) => flip(b, at, chance)),
      };
    }
    yield cut(closed, name, Math.floor(bytes.length / 2), where, "cut in half");
    yield { where, how: "emptied", files: () => withFile(closed, name, Buffer.alloc(0)) };
    yield { where, how: "lost", files: () => without(closed, name) };
  }
  const sums = bytesOf(closed, "pages.sum");
  for (const at of [0, 8, 12, 16, 512, 520, 524, 4096, 4100]) {
    yield {
      where: "pages.sum",
      how: `byte ${at}`,
      files: () => changed(closed, "pages.sum", (b) => flip(b, at, chance)),
    };
  }
  yield {
    where: "pages.sum",
    how: "only zeros",
    files: () => withFile(closed, "pages.sum", Buffer.alloc(sums.length)),
  };
  yield {
    where: "owner.json",
    how: "nonsense",
    files: () => withFile(closed, "owner.json", Buffer.from("{\u0000")),
  };
  yield {
    where: "owner.db",
    how: "nonsense",
    files: () => withFile(closed, "owner.db", Buffer.alloc(8192, 0x41)),
  };
}

function kindOfFile(name: string): string | null {
  if (name.startsWith("blobs/")) return "a blob";
  if (name.startsWith("checkpoints/")) return "a checkpoint";
  return ["keys.db", "signing.key", "pages.sum"].includes(name) ? name : null;
}

/** What each page of the file belongs to. */
function kindsOf(ledger: Buffer): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "ms-damage-kinds-"));
  try {
    const file = path.join(folder, "ledger.db");
    writeFileSync(file, ledger);
    const db = new DatabaseSync(file);
    const kinds = Array<string>(ledger.length / page).fill("a free page");
    const rows = db.prepare(
      `SELECT pageno, pagetype, s.name AS name, coalesce(m.type, 'table') AS type, m.tbl_name AS of
       FROM dbstat s LEFT JOIN sqlite_schema m ON m.name = s.name WHERE aggregate = FALSE`,
    );
    for (const { pageno, pagetype, name, type, of } of rows.all()) {
      const whose = type === "index" ? `index of ${String(of)}` : `table ${String(name)}`;
      kinds[Number(pageno) - 1] = `${whose}, ${String(pagetype)}`;
    }
    db.close();
    return kinds;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bytesOf(files: Files, name: string): Buffer {
  const bytes = files.get(name);
  if (bytes === undefined) throw new Error(`there is no "${name}" to damage`);
  return bytes;
}

function changed(files: Files, name: string, change: (bytes: Buffer) => void): Files {
  const bytes = Buffer.from(bytesOf(files, name));
  change(bytes);
  return withFile(files, name, bytes);
}

function cut(files: Files, name: string, end: number, where: string, how: string): Bare {
  return { where, how, files: () => withFile(files, name, bytesOf(files, name).subarray(0, end)) };
}

function withFile(files: Files, name: string, bytes: Buffer): Files {
  return new Map(files).set(name, bytes);
}

function without(files: Files, name: string): Files {
  const rest = new Map(files);
  rest.delete(name);
  return rest;
}

function flip(bytes: Buffer, at: number, chance: Chance): void {
  bytes[at] = (bytes[at] ?? 0) ^ (1 + below(255, chance));
}

function below(n: number, chance: Chance): number {
  return Math.floor(chance() * n);
}
