import { generateKeyPairSync } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { Forger } from "../attacks/forger.ts";
import { type Company, expectFourParts, studio } from "../bad-input/company.ts";

/** The first page that holds rows of this table, but for the rows themselves. */
function pageOf({ data }: Company, table: string): number {
  const db = new DatabaseSync(path.join(data, "ledger.db"), { readOnly: true });
  const row = db.prepare("SELECT min(pageno) AS n FROM dbstat WHERE name = ?").get(table);
  db.close();
  return Number(row?.["n"]);
}

async function strike({ data }: Company, page: number): Promise<void> {
  const file = path.join(data, "ledger.db");
  const bytes = await readFile(file);
  for (let at = page * 4096 - 96; at < page * 4096; at += 40) bytes[at] = (bytes[at] ?? 0) ^ 0x20;
  await writeFile(file, bytes);
}

test("spoilt rows are derived anew: she is told once, answered rightly, and doctor goes on saying so", async () => {
  const company = await studio();
  const { out } = await company.type("inbox");
  await strike(company, pageOf(company, "p_item"));
  const told = await company.type("inbox");
  expect(told).toMatchObject({ code: 0, out });
  expect(told.err).toMatch(
    /^While opening the ledger: The ledger's file was not as Mainstay left it\. The history is whole/,
  );
  expect(await company.type("inbox")).toEqual({ code: 0, out, err: "" });
  expect((await company.type("doctor")).out).toMatch(/file .*derived anew from the history on/);
  expect((await company.type("rebuild")).out).toContain("all equal");
});

test("lost sums are written again, and nothing is called damaged", async () => {
  const company = await studio();
  const before = await company.recorded();
  await rm(path.join(company.data, "pages.sum"));
  expect(await company.type("inbox")).toMatchObject({ code: 0 });
  expect((await company.type("inbox")).err).toBe("");
  expect(await company.recorded()).toBe(before);
});

test("a spoilt entry of the history stops everything, and names the backup", async () => {
  const company = await studio();
  await strike(company, pageOf(company, "value"));
  for (const command of ["inbox", "doctor", "up"]) {
    const told = await company.type(command);
    expect([command, told.code, told.out]).toEqual([command, 1, ""]);
    expectFourParts(told, { what: "Cannot", you: "restore the newest backup" });
  }
});

test("a history that was cut off is not derived anew, whatever its sums say", async () => {
  const company = await studio();
  new Forger(company.data).rewrite((all) => all.slice(0, -5)).done();
  const file = path.join(company.data, "ledger.db");
  const before = await readFile(file);
  const told = await company.type("inbox");
  expect([told.code, told.out]).toEqual([1, ""]);
  expect(told.err).toMatch(/Cannot trust the ledger/);
  expect(told.err).not.toMatch(/derived anew/);
  expect((await readFile(file)).equals(before)).toBe(true);
});

test("a spoilt checkpoint stops everything until it is moved away, which verify says", async () => {
  const company = await studio();
  const folder = path.join(company.data, "checkpoints");
  const [name = ""] = (await readdir(folder)).slice(-1);
  await writeFile(path.join(folder, name), "x\n");
  expect((await company.type("inbox")).err.replaceAll(/\s+/g, " ")).toMatch(
    /Cannot read the checkpoint .*You rename ".*" to ".*\.note\.spoilt"/,
  );
  const told = await company.type("ledger", "verify");
  expect([told.code, told.out.replaceAll(/\s+/g, " ")]).toEqual([
    1,
    expect.stringMatching(/^Sound in itself: .* ✗ ".*" proves nothing: .* Do Rename ".*" to/),
  ]);
  expect(told.out).not.toMatch(/Not sound|restore/);
  await rm(path.join(folder, name));
  expect(await company.type("inbox")).toMatchObject({ code: 0 });
});

test("checkpoints that were removed are told, also after the next was signed", async () => {
  const company = await studio();
  expect((await company.type("doctor")).out).not.toMatch(/checkpoint/);
  await rm(path.join(company.data, "checkpoints"), { recursive: true });
  expect((await company.type("stop")).err).toMatch(/every checkpoint that it signed is missing/);
  expect(await readdir(path.join(company.data, "checkpoints"))).toHaveLength(1);
  expect((await company.type("doctor")).out).toMatch(/every checkpoint .* was\s+missing/);
});

test("files that are gone are missed by the history that names them", async () => {
  const company = await studio();
  expect(await company.type("ledger", "verify")).toMatchObject({ code: 0 });
  await rm(path.join(company.data, "blobs"), { recursive: true });
  const told = await company.type("ledger", "verify");
  expect(told.code).toBe(1);
  expect(told.out).toMatch(/blobs.* is\s+missing/);
});

test("keys that are gone are missed by what is sealed under them", async () => {
  const company = await studio();
  const db = new DatabaseSync(path.join(company.data, "keys.db"));
  const { n } = db.prepare("SELECT count(*) AS n FROM key").get() ?? {};
  db.exec("DELETE FROM key");
  db.close();
  expect(Number(n)).toBeGreaterThan(1);
  const { code, out } = await company.type("ledger", "verify");
  expect(code).toBe(1);
  expect(out.replaceAll(/\s+/g, " ")).toMatch(
    /keys\.db misses what it must hold: .*"Nordlicht Coffee" and \d+ more cannot be read/,
  );
});

/** Of one file in the data folder, by the start of its name. */
async function flip({ data }: Company, folder: string): Promise<void> {
  const names = await readdir(path.join(data, folder), { recursive: true });
  for (const name of names.filter((each) => each.length > 64).toSorted()) {
    const file = path.join(data, folder, name);
    const bytes = await readFile(file);
    // A release is JSON, and is read before anything is answered: another file is meant.
    if (bytes[0] === "{".charCodeAt(0)) continue;
    bytes[9] = (bytes[9] ?? 0) ^ 1;
    return writeFile(file, bytes);
  }
  throw new Error(`There is no file of content in "${folder}"`);
}

function inKeys({ data }: Company, sql: string): void {
  const db = new DatabaseSync(path.join(data, "keys.db"));
  db.exec(sql);
  db.close();
}

describe("GL1: the doctor misses what verify and backup need", () => {
  test.each<[string, (company: Company) => void | Promise<void>, RegExp]>([
    [
      "a lost key",
      (company) =>
        inKeys(company, "DELETE FROM key WHERE subject IN (SELECT subject FROM key LIMIT 2)"),
      /✗ Keys and files: the keys of 2 clients are missing/,
    ],
    [
      "a spoilt key",
      (company) => inKeys(company, "UPDATE key SET seal = zeroblob(32)"),
      /✗ Keys and files: Cannot read/,
    ],
    ["a spoilt file", (company) => flip(company, "blobs"), /✗ Files: The file blobs/],
    [
      "a lost signing key",
      ({ data }) => rm(path.join(data, "signing.key")),
      /✗ Signature: Cannot sign with .*it is missing/,
    ],
    [
      "a spoilt signing key",
      ({ data }) => writeFile(path.join(data, "signing.key"), "garbage"),
      /✗ Signature: Cannot sign with .*it is no signing key/,
    ],
    [
      "another signing key",
      async ({ data }) => {
        const { privateKey } = generateKeyPairSync("ed25519");
        const pem = privateKey.export({ type: "pkcs8", format: "pem" });
        await writeFile(path.join(data, "signing.key"), pem);
      },
      /✗ Signature: Cannot sign with .*it did not sign/,
    ],
  ])("%s", async (_, harm, said) => {
    const company = await studio();
    const whole = (await company.type("doctor")).out.replaceAll(/\s+/g, " ");
    expect(whole).toMatch(/✓ content .*nothing sealed was opened.*ledger verify/);
    await harm(company);
    const { out } = await company.type("doctor");
    expect(out.replaceAll(/\s+/g, " ")).toMatch(said);
    expect(out).not.toContain("✓ content");
  });
});
