import {
  cp,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { type Company, expectFourParts, studio } from "./company.ts";

const keepIt = "stop, keep this folder, restore the newest backup";

type Case = [what: string, spoil: (file: string) => Promise<void>, said: string, you: string];

const cases: readonly Case[] = [
  ["flipped bytes", flip, "is damaged", keepIt],
  [
    "the half of it",
    async (f) => truncate(f, Math.floor((await stat(f)).size / 2)),
    "it is no database, or a damaged one",
    keepIt,
  ],
  [
    "only a part of its first page",
    (f) => truncate(f, 700),
    "it is no database, or a damaged one",
    keepIt,
  ],
  ["an empty file", (f) => truncate(f, 0), "it is lost, what belongs to it is not", keepIt],
  ["no file", (f) => rm(f), "it is lost, what belongs to it is not", keepIt],
  [
    "a file of another kind",
    (f) => writeFile(f, "bread, milk, stamps\n"),
    "it is no database, or a damaged one",
    "name another data folder",
  ],
  [
    "the database of another program",
    foreign,
    "it is the database of another program",
    "name another data folder with --data",
  ],
  [
    "a picture",
    async (f) =>
      cp(
        path.join(import.meta.dirname, "../../examples/studio/mail/02-harbour-books-enquiry.eml"),
        f,
      ),
    "it is no database",
    "name another data folder",
  ],
];

test.each(cases)(
  "%s in place of the ledger is never used, never changed, and said so",
  async (_, spoil, said, you) => {
    const company = await studio();
    const file = path.join(company.data, "ledger.db");
    await rename(file, `${file}.whole`);
    await cp(`${file}.whole`, file);
    await spoil(file);
    const before = await contentOf(company);
    for (const command of ["inbox", "doctor", "apply", "up", "rebuild", "stop"]) {
      const told = await company.type(command);
      expect([command, told.code, told.out]).toEqual([command, 1, ""]);
      expectFourParts(told, { what: said, you });
      expect(told.err).toContain(path.basename(company.data));
    }
    expect(await contentOf(company)).toEqual(before);
    await rename(`${file}.whole`, file);
    expect(await company.type("inbox")).toMatchObject({ code: 0, err: "" });
    expect((await company.type("doctor")).out).toMatch(/entries, each as it was written/);
  },
);

test("try does not use a damaged ledger either", async () => {
  const company = await studio();
  await flip(path.join(company.data, "ledger.db"));
  const mail = path.join(company.workspace, "mail/09-ana-ruiz-enquiry.eml");
  const told = await company.type("try", mail);
  expect(told.code).toBe(1);
  expectFourParts(told, { what: "is damaged", you: keepIt });
});

test("one changed byte of one entry is found, and nothing of that ledger is served", async () => {
  const company = await studio();
  const db = new DatabaseSync(path.join(company.data, "ledger.db"));
  db.exec(
    "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), 'onboard', 'offboard') AS BLOB) WHERE seq = (SELECT max(seq) FROM event WHERE CAST(bytes AS TEXT) LIKE '%onboard%')",
  );
  db.close();
  for (const command of ["doctor", "ledger", "inbox", "up"]) {
    const told = await company.type(command);
    expect([command, told.code, told.out]).toEqual([command, 1, ""]);
    expectFourParts(told, { what: "Cannot read event", you: keepIt });
  }
});

test("OD5: files that belong to the ledger and are gone are told as damage", async () => {
  const company = await studio();
  const before = await company.recorded();
  const blobs = path.join(company.data, "blobs");
  await rename(blobs, `${blobs}.whole`);
  await mkdir(blobs);
  for (const command of ["inbox", "up", "apply"]) {
    const told = await company.type(command);
    expect([command, told.code]).toEqual([command, 1]);
    expectFourParts(told, { what: "Cannot read file", you: keepIt });
  }
  await rm(blobs, { recursive: true });
  await rename(`${blobs}.whole`, blobs);
  expect(await company.recorded()).toBe(before);
  expect(await company.type("inbox")).toMatchObject({ code: 0, err: "" });
});

test("a ledger that a newer Mainstay wrote is left to it", async () => {
  const company = await studio();
  const db = new DatabaseSync(path.join(company.data, "ledger.db"));
  db.exec("PRAGMA user_version = 99");
  db.close();
  // That version may keep other proofs than this one knows.
  await rm(path.join(company.data, "pages.sum"));
  const told = await company.type("inbox");
  expect(told.code).toBe(1);
  expectFourParts(told, { what: "a newer Mainstay wrote it", you: "update Mainstay" });
});

test("OD6: a process that dies while the log is copied back leaves a whole ledger", async () => {
  const company = await studio();
  const file = path.join(company.data, "ledger.db");
  const before = await company.recorded();
  const whole = await readFile(file);
  const db = new DatabaseSync(file);
  db.exec("PRAGMA wal_autocheckpoint = 0; PRAGMA journal_mode = WAL");
  db.exec(
    "CREATE TABLE passing (x); INSERT INTO passing SELECT zeroblob(100000); DROP TABLE passing; PRAGMA user_version = 2",
  );
  // As if killed with the first page copied back and the others not: the file's head speaks of more
  // pages than there are.
  const log = await readFile(`${file}-wal`);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const copied = await readFile(file);
  db.close();
  await writeFile(file, Buffer.concat([copied.subarray(0, 4096), whole.subarray(4096)]));
  await writeFile(`${file}-wal`, log);
  await rm(`${file}-shm`, { force: true });
  expect(copied.length).toBeGreaterThan(whole.length);
  expect(await company.type("inbox")).toMatchObject({ code: 0, err: "" });
  expect(await company.recorded()).toBe(before);
});

async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  for (let at = 20_000; at < bytes.length; at += 4096) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  await writeFile(file, bytes);
}

async function foreign(file: string): Promise<void> {
  await rm(file);
  const db = new DatabaseSync(file);
  db.exec("CREATE TABLE recipe (name); INSERT INTO recipe VALUES ('bread')");
  db.close();
}

/** What lies in the data folder, by name and content: nothing of it may be touched. */
async function contentOf(company: Company): Promise<Record<string, string>> {
  const out: Record<string, string> = {};
  for (const entry of await readdir(company.data, { withFileTypes: true, recursive: true })) {
    // The lock is taken and given back; the log's index is no content.
    if (!entry.isFile() || /^owner|-shm$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const handle = await open(file);
    try {
      out[path.relative(company.data, file)] = (await handle.readFile()).toString("base64");
    } finally {
      await handle.close();
    }
  }
  return out;
}
