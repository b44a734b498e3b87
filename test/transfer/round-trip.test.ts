import { execFileSync } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { exportAll } from "../../src/host/transfer/export.ts";
import type { Places } from "../../src/host/places.ts";
import { tables } from "../../src/views/tables.ts";
import {
  at as companyAt,
  expectFourParts,
  openIn,
  quiet,
  running,
  scratch,
  studio,
} from "../bad-input/company.ts";
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

const dumpOf = (data: string) =>
  reading(data, async (store) => {
    await store.prepare(tables);
    return store.dump();
  });

/** The settings name the epoch: a copy has one of its own. */
const own = new Set(["settings.json"]);

async function expectSame(before: Places, after: Places): Promise<void> {
  expect(await eventsOf(after.data)).toEqual(await eventsOf(before.data));
  expect(await dumpOf(after.data)).toEqual(await dumpOf(before.data));
  expect(await blobsOf(after.data)).toEqual(await blobsOf(before.data));
}

const companies: [string, () => Promise<Places>][] = [
  ["a company that seals", studio],
  ["a company of 0.1.0 that was brought up to date", lived],
];

test.each(companies)(
  "%s: exported, imported and exported again, it is the same, byte by byte",
  async (_, make) => {
    const places = await make();
    const first = await exported(places);
    const copy = await imported(first, places);
    await expectSame(places, copy);
    const second = await exported(copy);
    const [a, b] = [await manifestOf(first), await manifestOf(second)];
    const lasting = ({ items }: typeof a) => items.filter((item) => !own.has(item.path));
    expect(lasting(b)).toEqual(lasting(a));
    expect({ ...b, items: [], made: "", leftOut: [] }).toEqual({
      ...a,
      items: [],
      made: "",
      leftOut: [],
      epoch: a.epoch + 1,
    });
  },
);

test("IM3: a copy is in quarantine, in an epoch of its own, and sends nothing until it is admitted", async () => {
  const places = await studio();
  const copy = await imported(await exported(places), places);
  const opened = await openIn(copy);
  try {
    await opened.owner.start();
    await quiet(opened);
    const last = (await eventsOf(copy.data)).at(-1);
    expect(JSON.parse(Buffer.from(last?.bytes ?? []).toString())).toMatchObject({
      type: "control.quarantined",
      epoch: 2,
      data: { epoch: 2, why: "copied" },
    });
    expect(await opened.owner.store.count({ table: "act", where: { status: "sent" } })).toBe(0);
  } finally {
    await opened.close();
  }
});

test("EX1: while the company runs, the export is of one moment, and the company goes on", async () => {
  const company = await studio();
  const up = await running(company);
  const to = await exported(company);
  expect(await company.type("pause")).toMatchObject({ code: 0 });
  up.process.kill("SIGINT");
  expect(await up.told).toMatchObject({ code: 0 });
  const { history } = await manifestOf(to);
  const copy = await imported(to, company);
  expect(await eventsOf(copy.data)).toEqual(
    (await eventsOf(company.data)).slice(0, history.events),
  );
});

test("whoever is forgotten is in no export, and is named as forgotten", async () => {
  const company = await studio();
  const opened = await openIn(company);
  await opened.owner.start();
  await quiet(opened);
  const about = { client: "Harbour Books", confirm: "Harbour Books", endJobs: true };
  expect(await opened.desk.forget(about)).toMatchObject({ ok: true });
  await quiet(opened);
  await opened.close();
  const to = await exported(company);
  const { forgotten, items } = await manifestOf(to);
  expect(forgotten.values).toBeGreaterThan(0);
  expect(forgotten.clients).toBe(1);
  const mine = items.filter(({ kind }) => kind !== "workspace" && kind !== "readme");
  for (const { path: file } of mine) {
    const text = (await readFile(path.join(to, file))).toString("latin1");
    expect([file, text.includes("harbourbooks.example")]).toEqual([file, false]);
  }
  const copy = await imported(to, company);
  await expectSame(company, copy);
});

test("as one file it is the same export", async () => {
  const company = await studio();
  const folder = await scratch();
  const tar = path.join(folder, "studio.tar");
  expect(await company.type("export", tar)).toMatchObject({ code: 0, err: "" });
  expect(await readdir(folder)).toEqual(["studio.tar"]);
  expect((await stat(tar)).mode & 0o077).toBe(0);
  await expectSame(company, await imported(tar, company));
  await expect(exportAll(company, tar)).rejects.toMatchObject({ code: "folder_in_use" });
});

test("everything of an export is private", async () => {
  const to = await exported(await studio());
  for (const file of await filesBelow(to)) {
    expect([file, (await stat(path.join(to, file))).mode & 0o077]).toEqual([file, 0]);
  }
  expect((await stat(to)).mode & 0o077).toBe(0);
});

test("an export goes only where nothing is", async () => {
  const places = await studio();
  const folder = await scratch();
  const refused = { code: "folder_in_use" };
  await expect(exportAll(places, places.workspace)).rejects.toMatchObject(refused);
  await expect(exportAll(places, path.join(places.data, "out"))).rejects.toMatchObject(refused);
  await expect(
    exportAll(places, path.join(places.workspace, "mainstay.yaml")),
  ).rejects.toMatchObject(refused);
  const { failed } = await exportAll(places, folder);
  expect(failed).toEqual([]);
});

test("where no folder can be made, an export says where, and what to name instead", async () => {
  const places = await studio();
  const file = path.join(places.workspace, "mainstay.yaml");
  await expect(exportAll(places, path.join(file, "x"))).rejects.toMatchObject({
    code: "export_place",
    message: expect.stringContaining(`Cannot export to "${path.join(file, "x")}": no folder`),
  });
});

test("where the disk is full an export says so and leaves nothing behind", async (context) => {
  const company = await studio();
  const disk = await scratch();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", disk], { stdio: "pipe" });
  } catch {
    context.skip("a small disk cannot be mounted here: run as root to see a full one");
  }
  onTestFinished(() => void execFileSync("umount", ["-l", disk], { stdio: "pipe" }));
  for (const name of ["out", "out.tar"]) {
    const told = await company.type("export", path.join(disk, name));
    expectFourParts(told, { what: "the disk is full", you: "free space on the disk that holds" });
    expect(await readdir(disk)).toEqual([]);
  }
  const to = await exported(company);
  const target = companyAt(company.workspace, path.join(disk, "data"));
  const told = await target.type("import", to);
  expectFourParts(told, { what: "the disk is full", you: "free space on the disk that holds" });
  expect(await readdir(disk)).toEqual([]);
});
