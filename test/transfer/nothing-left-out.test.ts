import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { exportAll } from "../../src/host/transfer/export.ts";
import { importAll } from "../../src/host/transfer/import.ts";
import type { Places } from "../../src/host/places.ts";
import { decode } from "../../src/ledger/codec.ts";
import { blobOf } from "../../src/ledger/sealed-files.ts";
import { subjectSealer } from "../../src/ledger/seal.ts";
import { keysBeside } from "../../src/store/sqlite/keys.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import {
  boundSettings,
  elsewhere,
  keyTables,
  ledgerTables,
  leftOut,
  secretSettings,
} from "../../src/transfer/inventory.ts";
import { ofBytes } from "../../src/value/digest.ts";
import { isObject } from "../../src/value/json.ts";
import { at as companyAt, scratch, studio } from "../bad-input/company.ts";
import {
  blobsOf,
  eventsOf,
  exported,
  filesBelow,
  imported,
  lived,
  manifestOf,
  reading,
} from "./company.ts";

type Said = { event: { seq: number }; values: Record<string, Record<string, unknown>> };

const jsonIn = async (folder: string, file: string): Promise<unknown> =>
  JSON.parse(await readFile(path.join(folder, file), "utf8"));

const companies: [string, () => Promise<Places>][] = [
  ["a company that seals", studio],
  ["a company of 0.1.0", lived],
];

test.each(companies)("an export silently leaves things out: never, of %s", async (_, make) => {
  const places = await make();
  // What nobody thought of.
  await writeFile(path.join(places.data, "ledger.note"), "mine");
  await mkdir(path.join(places.data, "Köln"));
  await writeFile(path.join(places.data, "Köln", "plan.txt"), "x");
  const folder = await exported(places);
  const { items, history } = await manifestOf(folder);
  const names = new Set(items.map(({ path: file }) => file));

  // Every table of both files.
  expect(
    tablesIn(places, "ledger.db").filter((name) => !Object.hasOwn(ledgerTables, name)),
  ).toEqual([]);
  expect(tablesIn(places, "keys.db").filter((name) => !Object.hasOwn(keyTables, name))).toEqual([]);

  // Every entry with its content, opened.
  const lines = (await readFile(path.join(folder, "ledger.ndjson"), "utf8")).trimEnd().split("\n");
  const store = await openSqliteStore(places.data, { access: "read" });
  const keys = await keysBeside(store, places.data, "read");
  const sealer = subjectSealer(
    Buffer.from((await store.getMeta("workspace-key")) ?? "", "hex"),
    keys,
  );
  const events = await eventsOf(places.data);
  expect(lines.length).toBe(events.length);
  expect(history.events).toBe(events.length);
  for (const [i, event] of events.entries()) {
    const said = JSON.parse(lines[i] ?? "") as Said;
    expect(JSON.stringify(said.event)).toBe(Buffer.from(event.bytes).toString());
    const values = decode(event, sealer).values;
    expect(Object.keys(said.values)).toEqual(Object.keys(values));
    for (const [name, value] of Object.entries(values)) {
      const told = said.values[name] ?? {};
      expect(told["sealed"] ?? told["plain"]).toEqual(value);
    }
  }

  // Every setting, every key, everybody who was forgotten.
  const settings = await jsonIn(folder, "settings.json");
  for (const [key, value] of Object.entries(await store.metas())) {
    if (secretSettings.includes(key) || boundSettings.includes(key)) continue;
    expect(isObject(settings) && settings[key]).toBe(value);
  }
  const secrets = (await jsonIn(folder, "keys.json")) as Record<string, unknown[]>;
  expect(secrets["workspaceKey"]).toBe(await store.getMeta("workspace-key"));
  expect(secrets["subjects"]?.length).toBe((await keys.all()).length);
  expect(secrets["forgotten"]?.length).toBe((await keys.forgotten()).length);
  await keys.close();
  await store.close();

  // Every blob: as a file, or as content of an entry.
  const content = new Set(
    events.flatMap(({ values }) => values.map(({ bytes }) => ofBytes(bytes))),
  );
  const asFiles = new Set(
    items.flatMap(({ reference }) => (reference === undefined ? [] : [blobOf(reference)])),
  );
  const blobs = await blobsOf(places.data);
  expect(blobs.filter((name) => !asFiles.has(name) && !content.has(name))).toEqual([]);

  // Everything that lies in the data folder.
  for (const entry of await readdir(places.data, { withFileTypes: true })) {
    if ([...elsewhere, ...leftOut].some(({ pattern }) => pattern.test(entry.name))) continue;
    const under = `files/${entry.name}`;
    const found = [...names].some((file) => file === under || file.startsWith(`${under}/`));
    // A folder is its files: an empty one is made again by whoever needs it.
    const isEmpty =
      entry.isDirectory() && (await filesBelow(path.join(places.data, entry.name))).length === 0;
    expect([entry.name, found || isEmpty]).toEqual([entry.name, true]);
  }
  expect(names).toContain("files/ledger.note");
  expect(names).toContain("files/Köln/plan.txt");

  const copy = await imported(folder, places);
  expect(await readFile(path.join(copy.data, "Köln", "plan.txt"), "utf8")).toBe("x");
});

function tablesIn({ data }: Places, file: string): string[] {
  const db = new DatabaseSync(path.join(data, file), { readOnly: true });
  try {
    const rows = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return rows.map(({ name }) => String(name)).filter((name) => !/^(?:p|w|sqlite)_/.test(name));
  } finally {
    db.close();
  }
}

test("EX3: what cannot be exported is named, ends with 1, and such an export is never imported", async () => {
  const company = await studio();
  await symlink("/nowhere", path.join(company.data, "books-elsewhere"));
  const to = path.join(await scratch(), "out");
  const told = await company.type("export", to);
  expect(told.code).toBe(1);
  expect(told.out).toContain("Not whole");
  expect(told.out).toContain("books-elsewhere: it is a link");
  const place = { ...company, data: path.join(await scratch(), "new") };
  const view = await importAll(place, { from: to, dryRun: false, files: false });
  expect(view).toMatchObject({ ok: false });
  expect(view.problems.join()).toContain('The export is not whole: "books-elsewhere"');
  await unlink(path.join(company.data, "books-elsewhere"));
  expect(await company.type("export", path.join(await scratch(), "again"))).toMatchObject({
    code: 0,
  });
});

test("EX3: a file that the history names and that is gone is named", async () => {
  const places = await studio();
  const { items } = await manifestOf(await exported(places));
  const mail = items.find(({ kind }) => kind === "arrival");
  const name = blobOf(mail?.reference ?? "");
  await unlink(path.join(places.data, "blobs", name.slice(0, 2), name));
  const { failed } = await exportAll(places, path.join(await scratch(), "out"));
  expect(failed).toMatchObject([{ why: expect.stringContaining("missing in the data folder") }]);
});

test("a company whose own files cannot be found is told so, and they are part of the import", async () => {
  const company = await studio();
  const nowhere = await scratch();
  const lone = companyAt(nowhere, company.data);
  const out = path.join(await scratch(), "out");
  const told = await lone.type("export", out);
  expect(told.code).toBe(1);
  expect(told.err.replaceAll(/\s+/g, " ")).toContain("name their folder with --workspace");
  expect(existsSync(out)).toBe(false);

  const to = await exported(company);
  const workspace = path.join(await scratch(), "files");
  const data = path.join(await scratch(), "data");
  const done = await companyAt(workspace, data).type("import", to);
  expect(done).toMatchObject({ code: 0, err: "" });
  expect(done.out).toContain("It sends nothing until you let it");
  expect(await readFile(path.join(workspace, "mainstay.yaml"))).toEqual(
    await readFile(path.join(company.workspace, "mainstay.yaml")),
  );
  expect(await reading(data, (store) => store.getMeta("epoch"))).toBe("2");
  expect(await companyAt(workspace, data).type("doctor")).toMatchObject({ err: "" });
});

test("EX3: a checkpoint that was set aside because it is spoilt is named among what is not in it", async () => {
  const company = await studio();
  await writeFile(path.join(company.data, "checkpoints", "000000000001.note.spoilt"), "x");
  const { leftOut, failed } = await exportAll(company, path.join(await scratch(), "export"));
  expect(failed).toEqual([]);
  expect(leftOut).toContainEqual({
    what: "checkpoints/000000000001.note.spoilt",
    why: "it is spoilt, and proves nothing",
  });
});
