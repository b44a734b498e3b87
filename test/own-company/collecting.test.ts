import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { at, openIn, quiet, scratch, typed } from "../bad-input/company.ts";

const flat = (text: string) => text.replaceAll(/\s+/g, " ");

test("a company of her own takes over what is open, enters it and collects it", async () => {
  const folder = await scratch();
  const studio = path.join(folder, "studio");
  const made = await typed([
    "init",
    studio,
    "--name",
    "Ruiz",
    "--country",
    "DE",
    "--yes",
    "--no-check",
    "--email",
    "ana@ruiz.example",
    "--look-days",
    "0",
  ]);
  expect(made.code, made.err).toBe(0);
  const company = at(studio, path.join(studio, ".mainstay"));
  const applied = await company.type("apply");
  expect(applied.code, applied.out).toBe(0);
  const file = path.join(folder, "list.csv");
  await writeFile(file, "name\nNordwind\n");
  const clients = await company.type("bring", "clients", file);
  expect(clients.out, clients.out).toContain("Took over 1 client");
  await writeFile(file, "number,client,amount,due\n2026-004,Nordwind,1190.00,2026-03-15\n");
  const brought = await company.type("bring", "invoices", file);
  expect(flat(brought.out)).toContain("Took over 1 invoice");
  const opened = await openIn(company);
  await opened.owner.start();
  await quiet(opened);
  const { lines } = await opened.desk.inbox();
  expect(lines.map(({ title }) => title)).toEqual([expect.stringContaining("Is 2026-004")]);
  await opened.close();
  const journal = await readFile(path.join(studio, ".mainstay/books/main.journal"), "utf8");
  expect(journal).toContain("mainstay: opening, invoice: 2026-004");
});
