import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processes } from "../../test/fakes/two-processes.ts";
import { kinds } from "../../test/fakes/connector-kinds.ts";
import { founding } from "../../test/fakes/small-company.ts";
import { init } from "./init.ts";
import { read } from "./read.ts";
import type { Founding } from "./starter/founding.ts";
import { starter } from "./starter/starter.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "mainstay-init-"));
});
afterEach(async () => rm(folder, { recursive: true }));

test("what init writes is a workspace without mistakes, and editors find its formats", async () => {
  const files = await init(path.join(folder, "new"), founding, kinds, processes);
  expect(files).toContain("mainstay.yaml");
  const result = await read(path.join(folder, "new"), kinds);
  expect(result.ok ? [] : result.problems).toEqual([]);
  const runbook = await readFile(path.join(folder, "new/runbooks/answer-mail.yaml"), "utf8");
  expect(runbook).toMatch(
    /^# yaml-language-server: \$schema=\.\.\/\.mainstay\/formats\/runbook\.json\n/,
  );
  await readFile(path.join(folder, "new/.mainstay/formats/runbook.json"), "utf8");
});

test.each<Partial<Founding>>([
  { name: `Ana "the pen": Ruiz # & {{ Co }}`, iban: "", mailbox: "/home/ana/Mail dir" },
  { vat: "small-business", lastInvoice: "RE-2026-17" },
  { vat: "none", country: "US", currency: "USD", lastInvoice: "n° 4", iban: "" },
  { country: "US", vatRate: "8.25", lastInvoice: "none" },
  { country: "CH", currency: "CHF", vat: "small-business" },
])("it works for %j", async (answers) => {
  await init(folder, { ...founding, ...answers }, { ...kinds }, processes);
  const result = await read(folder, kinds);
  // The series' shape is the books' own setting, which these small kinds do not know.
  const problems = result.ok
    ? []
    : result.problems.filter((one) => !one.message.includes('"series"'));
  expect(problems).toEqual([]);
});

test("numbers go on in the shape of the last invoice", () => {
  const books = (lastInvoice: string) =>
    starter({ ...founding, lastInvoice })["connectors/books.yaml"];
  expect(books("RE-2026-17")).toContain('series: "RE-YYYY-NN"\nlast: "RE-2026-17"');
  expect(books("n° 4")).toContain('last: "n° 4"');
  expect(books("n° 4")).not.toContain("series");
  expect(books("")).not.toContain("last");
});

test("it draws invoices by her template, and writes under her own address", async () => {
  const template = { "templates/invoice.typ": "Invoice" };
  const email = "hello@ruiz.example";
  const files = await init(folder, { ...founding, email }, kinds, template);
  expect(files).toContain("templates/invoice.typ");
  expect(await readFile(path.join(folder, "templates/invoice.typ"), "utf8")).toBe("Invoice");
  const result = await read(folder, kinds);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { settings } = result.workspace;
  expect(settings.connectors["books"]?.settings["template"]).toBe("invoice.typ");
  expect(settings.company.personas["me"]?.address).toBe(email);
  expect(settings.company.details["email"]).toBe(email);
  expect(starter(founding)["mainstay.yaml"]).toContain('address: "me@example.invalid"');
});

test("a folder that holds something is left alone", async () => {
  await writeFile(path.join(folder, "notes.txt"), "mine");
  await expect(init(folder, founding, kinds)).rejects.toThrow(
    `it already holds "notes.txt"; name an empty folder`,
  );
});

test("IN1: what fails on the way leaves nothing, and a draft that was left is thrown away", async () => {
  const place = path.join(folder, "new");
  const broken = init(place, founding, kinds, {}, async () => {
    throw new Error("the disk is full");
  });
  await expect(broken).rejects.toThrow("the disk is full");
  expect(await readdir(folder)).toEqual([]);
  await mkdir(`${place}.mainstay-new/agents`, { recursive: true });
  await writeFile(`${place}.mainstay-new/agents/old.yaml`, "old");
  const files = await init(place, founding, kinds, processes);
  expect(files).not.toContain("agents/old.yaml");
  expect(await readdir(folder)).toEqual(["new"]);
  expect(await readdir(path.join(place, "agents"))).not.toContain("old.yaml");
});

test("a folder with a company names the command that changes one of its answers", async () => {
  await init(folder, founding, kinds);
  await expect(init(folder, founding, kinds)).rejects.toThrow('"mainstay init --change"');
});

test("a folder that only a tool has used counts as empty", async () => {
  await mkdir(path.join(folder, ".git"));
  await init(folder, founding, kinds);
});
