import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { kinds } from "../../test/fakes/connector-kinds.ts";
import { founding } from "../../test/fakes/small-company.ts";
import { change } from "./change.ts";
import { init } from "./init.ts";

let folder = "";
const text = (file: string) => readFile(path.join(folder, file), "utf8");
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "mainstay-change-"));
  await init(folder, { ...founding, email: "ana@ruiz.example" }, kinds);
});
afterEach(async () => rm(folder, { recursive: true }));

test("one answer is changed where it stands, and comments stay", async () => {
  const before = await text("mainstay.yaml");
  const files = await change(folder, { iban: "AT611904300234573201", vatId: "DE123456789" });
  expect(files).toEqual(["mainstay.yaml"]);
  const after = await text("mainstay.yaml");
  expect(after).toContain(`iban: "AT611904300234573201"`);
  expect(after).toContain("vatId: DE123456789");
  for (const comment of before.match(/#.*/g) ?? []) expect(after).toContain(comment);
  expect(await readdir(folder)).not.toContain("mainstay.yaml~");
});

test("an answer that is taken back is taken out; one that says the same changes no file", async () => {
  expect(await change(folder, { iban: "" })).toEqual(["mainstay.yaml"]);
  expect(await text("mainstay.yaml")).not.toMatch(/^ *iban: /m);
  expect(await change(folder, { iban: "" })).toEqual([]);
});

test("her address changes for letters and for the persona; the books' answers in the books", async () => {
  await change(folder, { email: "hello@ruiz.example", vat: "none", lastInvoice: "RE-2026-17" });
  expect((await text("mainstay.yaml")).match(/hello@ruiz\.example/g)).toHaveLength(2);
  const books = await text("connectors/books.yaml");
  expect(books).toContain("rate: 0");
  expect(books).toContain("last: RE-2026-17");
  expect(books).toContain("RE-YYYY-NN");
});

test("whether VAT is charged changes for the books and for letters, which then call nothing net", async () => {
  await change(folder, { vat: "small-business" });
  expect(await text("mainstay.yaml")).toContain("chargesVat: false");
  await change(folder, { vat: "registered", vatRate: "20" });
  expect(await text("mainstay.yaml")).not.toContain("chargesVat");
});

test("a company of before gets the rules of its country; rules of her own stay", async () => {
  const file = path.join(folder, "connectors/books.yaml");
  const vat = async () => (parse(await text("connectors/books.yaml")) as { vat: object }).vat;
  const old = (await text("connectors/books.yaml")).replace(
    /^vat:\n(?: .*\n)+/mu,
    "vat: { rate: 19 }\n",
  );
  await writeFile(file, old);
  expect(await vat()).toEqual({ rate: 19 });
  await change(folder, { vat: "registered", vatRate: "19" });
  expect(await vat()).toEqual({
    rate: 19,
    rules: [
      { when: { country: "home" }, charge: "standard" },
      { when: { country: "eu", vatId: true }, charge: "reverse" },
      { when: { country: "eu", private: true }, charge: "standard" },
      { when: { country: "abroad" }, charge: "outside" },
    ],
  });
  await writeFile(
    file,
    old.replace("rate: 19", "rate: 19, reduced: 7, rules: [{ charge: standard }]"),
  );
  await change(folder, { vat: "registered", vatRate: "20" });
  expect(await vat()).toEqual({ rate: 20, reduced: 7, rules: [{ charge: "standard" }] });
  await change(folder, { vat: "small-business" });
  expect(await vat()).not.toHaveProperty("rules");
});

test("LN1: the last invoice goes down only by her reason, which stands there then", async () => {
  const last = async () => /^last: .*$/m.exec(await text("connectors/books.yaml"))?.[0];
  await change(folder, { lastInvoice: "2026-020" });
  for (const lower of ["2026-019", "2025-099"]) {
    await expect(change(folder, { lastInvoice: lower })).rejects.toThrow(
      `Cannot change the last invoice to "${lower}": your books say it was 2026-020`,
    );
  }
  expect(await last()).toBe("last: 2026-020");
  await change(folder, { lastInvoice: "2027-001" });
  await change(folder, { lastInvoice: "2026-015", lower: "016 to 020 were a trial" });
  expect(await last()).toBe("last: 2026-015 # lowered from 2027-001: 016 to 020 were a trial");
});

test("the last invoice of one series leaves those of others as they are", async () => {
  const place = path.join(folder, "connectors/books.yaml");
  await writeFile(place, `${await text("connectors/books.yaml")}last: [2026-020, CN-007]\n`);
  await expect(change(folder, { lastInvoice: "CN-006" })).rejects.toThrow("it was CN-007");
  await change(folder, { lastInvoice: "2026-021" });
  expect(await text("connectors/books.yaml")).toMatch(/last:\n +- CN-007\n +- 2026-021\n/);
});

test("a mailbox replaces both connectors of mail, and no password stands in them", async () => {
  const server = { host: "mail.example", port: 993, security: "tls" as const };
  const account = { user: "ana", imap: server, smtp: server, secret: "file:mailbox" };
  const files = await change(folder, { account });
  expect(files).toEqual(["connectors/inbox.yaml", "connectors/mail.yaml"]);
  expect(await text("connectors/inbox.yaml")).toContain("use: imap");
  expect(await text("connectors/mail.yaml")).toContain("secret: file:mailbox");
});

test("CH1: where a file cannot be read, none is changed", async () => {
  await writeFile(path.join(folder, "connectors/books.yaml"), "a: [1");
  const before = await text("mainstay.yaml");
  await expect(change(folder, { name: "Other", vat: "none" })).rejects.toThrow(
    'Cannot change "connectors/books.yaml"',
  );
  expect(await text("mainstay.yaml")).toBe(before);
});

test("a site is named in the connector and in the company, and what she set for notes stays", async () => {
  const site = { repository: "git@host:me/site.git", address: "https://ruiz.example/notes/" };
  expect(await change(folder, { site })).toEqual(["mainstay.yaml", "connectors/git.yaml"]);
  expect(await text("connectors/git.yaml")).toContain("repository: git@host:me/site.git");
  const notes = await text("mainstay.yaml");
  expect(notes).toContain("address: https://ruiz.example/notes/");
  expect(notes).toContain("- ruiz.example");
  await writeFile(path.join(folder, "mainstay.yaml"), notes.replace("least: 40", "least: 10"));
  await change(folder, { site: { ...site, address: "https://ruiz.example/log/" } });
  const after = await text("mainstay.yaml");
  expect(after).toContain("address: https://ruiz.example/log/");
  expect(after).toContain("least: 10");
});
