import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { booksKind } from "./books.ts";
import { builtIn } from "./pdf.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "template-check-"));
  await mkdir(path.join(folder, "templates"));
});
afterEach(async () => rm(folder, { recursive: true }));

const check = async (template = "invoice.typ") =>
  booksKind.check?.(
    { journal: "books/main.journal", invoices: "invoices", vat: { rate: 19 }, template },
    {
      workspace: folder,
      root: path.join(folder, "data"),
      company: { name: "A" },
      now: () => 0,
      secret: () => "",
    },
  );
const write = (source: string) => writeFile(path.join(folder, "templates/invoice.typ"), source);

test("without a template of her own, with the shipped one, and with one that draws, nothing is wrong", async () => {
  expect(await check()).toEqual([]);
  await cp(path.join(builtIn.folder, builtIn.file), path.join(folder, "templates/invoice.typ"));
  expect(await check()).toEqual([]);
  await write("#let data = json(bytes(sys.inputs.data))\n#data.number of #data.sender.name");
  expect(await check()).toEqual([]);
});

test("a mistake is told with file, line and remedy", async () => {
  await write("= Invoice\n\n#data.nothing(");
  expect(await check()).toEqual([
    {
      file: "templates/invoice.typ",
      line: 3,
      message: "Cannot draw an invoice from this template: it says: unclosed delimiter",
      remedy: "correct it at this place, or delete the file to use the built-in invoice",
    },
  ]);
});

test("what only an issued invoice shows is drawn too", async () => {
  await write(
    "#let data = json(bytes(sys.inputs.data))\n#if not data.draft and data.payment != none [#data.payment.nothing]",
  );
  expect(await check()).toMatchObject([{ line: 2, message: expect.stringContaining("nothing") }]);
});

test("a template that is named and missing is told", async () => {
  expect(await check("fancy.typ")).toMatchObject([
    {
      file: "templates/fancy.typ",
      line: null,
      remedy: "add the file, or name another template in the connector's file",
    },
  ]);
});
