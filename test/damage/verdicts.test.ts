import { readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { type Company, studio } from "../bad-input/company.ts";

/**
 * What `ledger verify` says of each part is told apart: the history, what is derived from it, the keys.
 * Its remedy is followed, and leads back to a sound company.
 */
const words = (text: string) => text.replaceAll(/\s+/g, " ");

async function spoil({ data }: Company, name: string, change: (bytes: Buffer) => void) {
  const file = path.join(data, name);
  const bytes = await readFile(file);
  change(bytes);
  await writeFile(file, bytes);
}

const flip = (at: number) => (bytes: Buffer) => {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
};

/** By table or index, the last byte of the first page that holds rows of it. */
function endsIn({ data }: Company): Map<string, number> {
  const db = new DatabaseSync(path.join(data, "ledger.db"), { readOnly: true });
  const rows = db
    .prepare(
      "SELECT name, min(pageno) AS n FROM dbstat WHERE pagetype = 'leaf' AND ncell > 0 GROUP BY name",
    )
    .all();
  db.close();
  return new Map(rows.map(({ name, n }) => [String(name), Number(n) * 4096 - 1]));
}

const table = (name: string) => async (company: Company) =>
  spoil(company, "ledger.db", flip(endsIn(company).get(name) ?? 0));

test.each<[string, (company: Company) => Promise<void>]>([
  ["pages.sum is gone", ({ data }) => rm(path.join(data, "pages.sum"))],
  ["pages.sum is cut", ({ data }) => truncate(path.join(data, "pages.sum"), 4200)],
  ["a sum is flipped", (company) => spoil(company, "pages.sum", flip(4100))],
  ["the head of the sums is flipped", (company) => spoil(company, "pages.sum", flip(12))],
  ["the mark is flipped", (company) => spoil(company, "pages.sum", flip(512))],
  ["a page of clients is flipped", table("p_party")],
  ["a page of decisions is flipped", table("p_item")],
  ["a page of the names of streams is flipped", table("stream")],
])("AU5: %s: the history is sound, and a rebuild mends the rest", async (_, harm) => {
  const company = await studio();
  await harm(company);
  const told = await company.type("ledger", "verify");
  expect(told.code, told.out).toBe(1);
  expect(words(told.out)).toMatch(
    /^Sound in itself: .* something is wrong with what is derived from it: .* Do Derive all of that anew.*: npx mainstay rebuild/,
  );
  expect(told.out).not.toMatch(/restore|Not sound|was not what/i);
  const { out } = await company.type("ledger", "verify", "--json");
  expect(JSON.parse(out)).toMatchObject({ ok: false, sound: true });
  expect((await company.type("rebuild")).code).toBe(0);
  const after = await company.type("ledger", "verify");
  expect([after.code, words(after.out)]).toEqual([0, expect.stringMatching(/^Sound: /)]);
});

test("AU5: whatever holds the flipped bit, a rebuild is advised where it mends, and a restore where nothing else does", async () => {
  const company = await studio();
  const sound = await readFile(path.join(company.data, "ledger.db"));
  const sums = await readFile(path.join(company.data, "pages.sum"));
  const verdicts = new Map<string, string>();
  for (const [name, end] of endsIn(company)) {
    if (name === "sqlite_schema") continue;
    await spoil(company, "ledger.db", flip(end));
    const told = await company.type("ledger", "verify");
    const rebuilt = await company.type("rebuild");
    const after = await company.type("ledger", "verify");
    const advised = words(told.out).startsWith("Sound in itself") ? "rebuild" : "restore";
    expect([name, told.code, rebuilt.code, after.code], told.out + told.err).toEqual(
      advised === "rebuild" ? [name, 1, 0, 0] : [name, 1, 1, 1],
    );
    verdicts.set(name, advised);
    await writeFile(path.join(company.data, "ledger.db"), sound);
    await writeFile(path.join(company.data, "pages.sum"), sums);
    await rm(path.join(company.data, "ledger.db-wal"), { force: true });
  }
  const hurt = [...verdicts].filter(([, advised]) => advised === "restore");
  expect(hurt.map(([name]) => name).toSorted()).toEqual(["event", "meta", "value"]);
}, 120_000);

const checkpointsOf = ({ data }: Company) => path.join(data, "checkpoints");

/** Flips a bit where this stands in the newest checkpoint, so many characters in. */
async function strikeNote(company: Company, what: RegExp, into: number): Promise<string> {
  const folder = checkpointsOf(company);
  const name = (await readdir(folder)).toSorted().at(-1) ?? "";
  const text = await readFile(path.join(folder, name), "latin1");
  await spoil(company, path.join("checkpoints", name), flip(text.search(what) + into));
  return path.join(folder, name);
}

describe.each([1, 3])("SP1: of %i checkpoints the newest is spoilt", (notes) => {
  test.each<[string, RegExp, number]>([
    ["its signature", /[A-Za-z0-9+/=]+\n$/, 40],
    ["the id of its key", /[A-Za-z0-9+/=]+\n$/, 2],
    ["who signed it", /\S+ [A-Za-z0-9+/=]+\n$/, 12],
    ["its company", /^mainstay/, 12],
    ["its size", /\n\d+\n/, 1],
    ["its root", /\n[A-Za-z0-9+/]{43}=\n/, 7],
  ])("in %s: all commands say the same, and that leads back", async (_, what, into) => {
    const company = await studio();
    for (let n = 1; n < notes; n += 1) await company.type(n % 2 === 1 ? "stop" : "resume");
    expect(await readdir(checkpointsOf(company))).toHaveLength(notes);
    const file = await strikeNote(company, what, into);
    for (const command of ["inbox", "doctor", "ledger checkpoint", "ledger verify"]) {
      const { code, out, err } = await company.type(...command.split(" "));
      const said = words(out + err);
      expect([command, code]).toEqual([command, 1]);
      expect(said).toContain(`ename "${file}" to "${path.basename(file)}.spoilt"`);
      expect(said).not.toMatch(/restore|signing\.key|Not sound/i);
    }
    await rename(file, `${file}.spoilt`);
    for (const command of ["inbox", "doctor", "ledger checkpoint", "ledger verify"]) {
      const { out, err } = await company.type(...command.split(" "));
      expect(words(out + err)).not.toMatch(
        /✗ (?:Signature|Checkpoints)|Cannot |it signed is missing/,
      );
    }
    const after = await company.type("ledger", "verify");
    expect([after.code, words(after.out)]).toEqual([0, expect.stringMatching(/^Sound: /)]);
  });
});

function inKeys({ data }: Company, sql: string): void {
  const db = new DatabaseSync(path.join(data, "keys.db"));
  db.exec(sql);
  db.close();
}

test.each<[string, (company: Company) => void | Promise<void>, RegExp]>([
  [
    "keys.db is gone",
    ({ data }) => rename(path.join(data, "keys.db"), path.join(data, "elsewhere.db")),
    /"keys\.db" is lost: what is sealed for ".*", .* cannot be read/,
  ],
  [
    "a key is gone",
    (company) =>
      inKeys(company, "DELETE FROM key WHERE subject IN (SELECT subject FROM key LIMIT 1)"),
    /keys\.db misses what it must hold: what is sealed for "[^"]+" cannot be read/,
  ],
  [
    "a key is spoilt",
    (company) =>
      inKeys(
        company,
        "UPDATE key SET seal = zeroblob(32) WHERE subject IN (SELECT subject FROM key LIMIT 1)",
      ),
    /keys\.db is spoilt: what is sealed for "[^"]+" cannot be read/,
  ],
  [
    "keys.db is none",
    ({ data }) => writeFile(path.join(data, "keys.db"), "garbage".repeat(900)),
    /"keys\.db" in .* is damaged: what is sealed for ".*", .* cannot be read/,
  ],
])("%s: the history is sound, and whose content is lost is named", async (_, harm, said) => {
  const company = await studio();
  const file = path.join(company.data, "keys.db");
  const right = await readFile(file);
  await harm(company);
  const told = await company.type("ledger", "verify");
  expect(told.code, told.out).toBe(1);
  expect(words(told.out)).toMatch(/^Sound in itself: .* wrong with the keys to its content:/);
  expect(words(told.out)).toMatch(said);
  expect(words(told.out)).toMatch(/Do If keys\.db was moved or exchanged, put the right one back/);
  expect(words(told.out)).not.toMatch(/Not sound|may tell more nearly/);
  await rm(`${file}-wal`, { force: true });
  await writeFile(file, right);
  expect((await company.type("ledger", "verify")).code).toBe(0);
});
