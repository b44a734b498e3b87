import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ofBytes } from "../../value/digest.ts";
import { JournalFile } from "./journal-file.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "books-"));
  file = path.join(folder, "studio.journal");
});
afterEach(async () => rm(folder, { recursive: true }));

const entry = (token: string) => `\
2026-06-02 * (2026-011) Café Größe | deposit invoice
    ; token: ${token}
    assets:receivable   28.56 EUR
    income:services    -28.56 EUR
`;
const byHand = "; my own notes\n2026-01-05 Rent\n    expenses:rent  800.00 EUR\n    assets:bank\n";

const tokens = async (journal = new JournalFile(file)) =>
  journal.exclusive(async () => [...(await journal.read()).byToken.keys()]);
const append = async (text: string, journal = new JournalFile(file)) =>
  journal.exclusive(async () => journal.append(text));
const text = async () => readFile(file, "utf8");

/** What a crash leaves: the note, and so much of the noted bytes behind what stood before. */
async function crashed(before: string, block: string, left: Buffer): Promise<void> {
  const bytes = Buffer.from(block);
  const head = { offset: Buffer.byteLength(before), length: bytes.length, sha256: ofBytes(bytes) };
  await writeFile(`${file}.pending`, `${JSON.stringify(head)}\n${block}`);
  await writeFile(file, Buffer.concat([Buffer.from(before), left]));
}

test("an entry is appended behind what the operator wrote, which stays as it is", async () => {
  await writeFile(file, byHand);
  await append(entry("t1"));
  expect(await text()).toBe(`${byHand}\n${entry("t1")}`);
  expect(await tokens()).toEqual(["t1"]);
});

test("a last line without its end gets one", async () => {
  await writeFile(file, byHand.trimEnd());
  await append(entry("t1"));
  expect(await text()).toBe(`${byHand}\n${entry("t1")}`);
});

test("JF1: torn at any byte, the entry is cut, and can be written again", async () => {
  const block = Buffer.from(`\n${entry("t1")}`);
  for (let left = 0; left < block.length; left += 7) {
    await crashed(byHand, block.toString(), block.subarray(0, left));
    const journal = new JournalFile(file);
    expect(await tokens(journal)).toEqual([]);
    expect(await text()).toBe(byHand);
    await append(entry("t1"), journal);
    expect(await text()).toBe(`${byHand}\n${entry("t1")}`);
  }
});

test("JF1: a torn tail of zeros, as a power cut leaves it, is cut", async () => {
  const block = Buffer.from(`\n${entry("t1")}`);
  await crashed(byHand, block.toString(), Buffer.concat([block.subarray(0, 30), Buffer.alloc(99)]));
  expect(await tokens()).toEqual([]);
  expect(await text()).toBe(byHand);
});

test("JF1: a tail of which a power cut kept the later sectors alone is cut", async () => {
  const block = Buffer.from(`\n${entry("t1")}`);
  for (const [from, to] of [
    [0, 30],
    [20, 50],
    [1, block.length - 1],
  ] as const) {
    const left = Buffer.from(block).fill(0, from, to);
    await crashed(byHand, block.toString(), Buffer.concat([left, Buffer.alloc(5)]));
    const journal = new JournalFile(file);
    expect(await tokens(journal)).toEqual([]);
    expect(await text()).toBe(byHand);
    await append(entry("t1"), journal);
    expect(await text()).toBe(`${byHand}\n${entry("t1")}`);
  }
});

test("JF1: an entry that stands whole is kept", async () => {
  const block = Buffer.from(`\n${entry("t1")}`);
  await crashed(byHand, block.toString(), block);
  expect(await tokens()).toEqual(["t1"]);
  expect(await readFile(`${file}.pending`, "utf8")).toBe("");
});

test("JF1: a note that was itself torn says nothing: nothing was appended after it", async () => {
  await writeFile(file, `${byHand}\n${entry("t1")}`);
  await writeFile(`${file}.pending`, `{"offset":0,"length":9999,"sha256":"00"}\n; my own`);
  expect(await tokens()).toEqual(["t1"]);
});

test("JF2: what the operator wrote behind a torn entry is never cut", async () => {
  const block = Buffer.from(`\n${entry("t1")}`);
  const left = Buffer.concat([block.subarray(0, 40), Buffer.from("\n2026-06-03 Mine\n")]);
  await crashed(byHand, block.toString(), left);
  await tokens();
  expect(await readFile(file)).toEqual(Buffer.concat([Buffer.from(byHand), left]));
});

test("JF2: a file that the operator shortened is left alone", async () => {
  await crashed(byHand, `\n${entry("t1")}`, Buffer.alloc(0));
  await writeFile(file, "; begun afresh\n");
  expect(await tokens()).toEqual([]);
  expect(await text()).toBe("; begun afresh\n");
});

test("JF3: an append of ours is known without reading the file anew, lines included", async () => {
  const journal = new JournalFile(file);
  await append(`account a\n\n${entry("t1")}`, journal);
  await append(entry("t2"), journal);
  const book = await journal.exclusive(async () => journal.read());
  const fresh = await new JournalFile(file).exclusive(async (other) => other.read());
  expect(book).toEqual(fresh);
  expect(book.byToken.get("t2")?.line).toBe(8);
});

test("JF3: a change by hand is seen, even one that keeps the length", async () => {
  const journal = new JournalFile(file);
  await append(entry("t1"), journal);
  await writeFile(file, entry("t9"));
  expect(await tokens(journal)).toEqual(["t9"]);
  await rm(file);
  expect(await tokens(journal)).toEqual([]);
});

test("appends from two sides come one after the other", async () => {
  const journal = new JournalFile(file);
  await Promise.all(["t1", "t2", "t3"].map(async (token) => append(entry(token), journal)));
  expect(await tokens(journal)).toEqual(["t1", "t2", "t3"]);
});

test("a failed act does not block the next", async () => {
  const journal = new JournalFile(file);
  await expect(journal.exclusive(async () => Promise.reject(new Error("no")))).rejects.toThrow(
    "no",
  );
  expect(await tokens(journal)).toEqual([]);
});

test("a folder that cannot take the note means that nothing happened", async () => {
  await mkdir(`${file}.pending`);
  const journal = new JournalFile(file);
  await expect(append(entry("t1"), journal)).rejects.toThrow("EISDIR");
  await rm(`${file}.pending`, { recursive: true });
  await append(entry("t1"), journal);
  expect(await tokens()).toEqual(["t1"]);
});

test("books that are no file are refused by name", async () => {
  await mkdir(file);
  await expect(append(entry("t1"))).rejects.toMatchObject({
    name: "ConnectorError",
    happened: "no",
    message: `Cannot read the books: "${file}" is not a file`,
  });
});
