import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { at, scratch, typed } from "../bad-input/company.ts";

const secret = "xyzzy-app-password";

async function found(...more: string[]) {
  const folder = await scratch();
  const password = path.join(folder, "password");
  await writeFile(password, `${secret}\n`);
  const studio = path.join(folder, "studio");
  const told = await typed([
    "init",
    studio,
    "--name",
    "Studio Ruiz",
    "--country",
    "ES",
    ...(more.includes("--vat-id") ? [] : ["--vat-id", "later"]),
    "--yes",
    "--no-check",
    "--email",
    "Ana.O'Neil@gmail.com",
    "--password-file",
    password,
    ...more,
  ]);
  return { folder, studio, told, company: at(studio, path.join(studio, ".mainstay")) };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((e) => e.isFile()).map((e) => path.join(e.parentPath, e.name));
}

test("the files of a company with a mailbox at a provider are without mistakes, and only look at first", async () => {
  const { told, company } = await found("--last-invoice", "RE-2026-17", "--vat-id", "ESX1234567X");
  expect(told.code, told.err).toBe(0);
  const applied = await company.type("apply");
  expect(applied.code, applied.out).toBe(0);
  expect((await company.type("inbox")).out).toMatch(/^Only looks until /);
  expect((await company.type("go")).out).toContain("From now on it acts");
  expect((await company.type("go")).code).toBe(1);
  expect((await company.type("look", "--days", "2")).out).toContain("Only looks until");
  expect((await company.type("look", "--days", "0")).code).toBe(2);
});

test("her password lies in one file that she alone can read, and nowhere else", async () => {
  const { studio, told, company } = await found();
  await company.type("apply");
  const files = await filesBelow(studio);
  const texts = await Promise.all(files.map((file) => readFile(file)));
  const holding = files.filter((_, i) => texts[i]?.includes(secret));
  expect(holding).toEqual([path.join(studio, ".mainstay/secrets/mailbox")]);
  expect((await stat(holding[0] ?? "")).mode & 0o777).toBe(0o600);
  expect(told.out + told.err).not.toContain(secret);
});

test("a second company is not made over the first; one of its answers is changed", async () => {
  const { studio, company } = await found();
  const again = await typed([
    "init",
    studio,
    "--name",
    "Other",
    "--vat-id",
    "later",
    "--email",
    "later",
    "--yes",
  ]);
  expect(again.code).toBe(1);
  expect(again.err.replaceAll(/\s+/g, " ")).toContain("init --change");
  await company.type("apply");
  const iban = "ES9121000418450200051332";
  const changed = await company.type("init", studio, "--change", "iban", "--iban", iban);
  expect(changed.code, changed.err).toBe(0);
  expect(await readFile(path.join(studio, "mainstay.yaml"), "utf8")).toContain(iban);
  expect((await company.type("apply")).out).toContain("company.details.iban");
});

test("doctor says what her invoices lack, until she does what it says", async () => {
  const { studio, company } = await found("--iban", "ES9121000418450200051332");
  await company.type("apply");
  const flat = async () => (await company.type("doctor")).out.replaceAll(/\s+/g, " ");
  expect(await flat()).toContain(
    "Your invoices lack your postal address and your VAT id or tax number",
  );
  for (const [what, value] of [
    ["address", "Calle Mayor 1, 28013 Madrid"],
    ["vat-id", "ESX1234567X"],
  ] as const) {
    const changed = await company.type("init", studio, "--change", what, `--${what}`, value);
    expect(changed.code, changed.err).toBe(0);
  }
  expect((await company.type("apply")).code).toBe(0);
  expect(await flat()).not.toContain("Your invoices lack");
});

test("of a company of before, doctor says that no rule is there for clients abroad, until she does what it says", async () => {
  const { studio, company } = await found();
  const books = path.join(studio, "connectors/books.yaml");
  const text = await readFile(books, "utf8");
  await writeFile(books, text.replace(/^vat:\n(?: .*\n)+/mu, "vat: { rate: 21 }\n"));
  await company.type("apply");
  const flat = async () => (await company.type("doctor")).out.replaceAll(/\s+/g, " ");
  expect(await flat()).toContain(
    '"vat" has no rule for clients abroad Effect Each client is charged 21 %, wherever they are.',
  );
  const changed = await company.type("init", studio, "--change", "vat", "--vat", "registered");
  expect(changed.code, changed.err).toBe(0);
  expect((await company.type("apply")).code).toBe(0);
  expect(await flat()).not.toContain("no rule for clients abroad");
});

test("what is said of VAT in two places agrees, or is refused with its place", async () => {
  const { studio, company } = await found();
  const yaml = path.join(studio, "mainstay.yaml");
  const text = await readFile(yaml, "utf8");
  await writeFile(yaml, text.replace("  details:\n", "  details:\n    chargesVat: false\n"));
  const refused = await company.type("apply");
  expect(refused.code).toBe(1);
  expect(refused.out + refused.err).toMatch(
    /connectors\/books\.yaml:\d+:\d+\s+Cannot charge 21 % VAT/,
  );
  await company.type("init", studio, "--change", "vat", "--vat", "small-business");
  const applied = await company.type("apply");
  expect(applied.code, applied.err).toBe(0);
});

test("LN1: the last invoice is made lower in the way that the refusal says", async () => {
  const { studio, company } = await found("--last-invoice", "2026-020");
  const change = ["init", studio, "--change", "last-invoice", "--last-invoice", "2026-015"];
  const refused = await company.type(...change);
  expect(refused.code).toBe(1);
  expect(refused.err.replaceAll(/\s+/g, " ")).toContain('lower with "--lower REASON"');
  const changed = await company.type(...change, "--lower", "the rest was a trial");
  expect(changed.code, changed.err).toBe(0);
  const books = await readFile(path.join(studio, "connectors/books.yaml"), "utf8");
  expect(books).toContain(`"2026-015" # lowered from 2026-020: the rest was a trial`);
});
