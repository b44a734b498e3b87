import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test, vi } from "vitest";
import { take } from "../../src/backup/take.ts";
import { Repository } from "../../src/backup/repository.ts";
import { VirtualClock } from "../../src/engine/clock.ts";
import { Housekeeping } from "../../src/host/housekeeping.ts";
import { projectionsOf } from "../../src/host/backup/backup.ts";
import { glance } from "../../src/host/ledger/glance.ts";
import { gapsIn, gapsSince } from "../../src/host/ledger/gaps.ts";
import { readNoted } from "../../src/host/ledger/noted-needs.ts";
import { signingKey } from "../../src/host/ledger/signing-key.ts";
import { acquire } from "../../src/store/sqlite/owner-lock.ts";
import { keysBeside } from "../../src/store/sqlite/keys.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { at, type Company, openIn } from "../bad-input/company.ts";
import { backedUp } from "./backed-up.ts";

// Each of them starts processes.
vi.setConfig({ testTimeout: 90_000 });

/** What is not whole is not backed up, and pushes no backup out that is. */
const snapshots = async (repository: string): Promise<string[]> =>
  (await readdir(path.join(repository, "snapshots"))).toSorted();

async function refused(company: Company, repository: string): Promise<string> {
  const before = await snapshots(repository);
  const { code, err } = await company.type("backup");
  expect(code).toBe(1);
  expect(await snapshots(repository)).toEqual(before);
  return err.replaceAll(/\s+/g, " ");
}

test("GA1, ND2: files that the history names are missed, all of them or one", async () => {
  const { company, repository } = await backedUp();
  const blobs = path.join(company.data, "blobs");
  const away = `${company.data}-blobs`;
  await rename(blobs, away);
  expect(await refused(company, repository)).toContain("missing");
  await rename(away, blobs);
  expect((await company.type("backup")).code).toBe(0);
  const names = (await readdir(blobs, { recursive: true })).filter((name) => name.length > 64);
  expect(names.length).toBeGreaterThan(2);
  const store = await openSqliteStore(company.data, { access: "read" });
  const keys = await keysBeside(store, company.data, "read");
  const { seq } = await store.last();
  const noted = await readNoted(company.data);
  expect(noted?.events).toBe(seq);
  for (const name of names) {
    await rename(path.join(blobs, name), away);
    const files = [path.basename(name)];
    const gaps = { files, subjects: [] };
    expect(await gapsIn(store, keys, seq)).toEqual(gaps);
    expect(await gapsSince(noted, store, keys, seq)).toEqual({ gaps, noted: null });
    expect(await glance(company.data, store, keys)).toMatchObject([
      { ok: false, name: "keys and files" },
    ]);
    await rename(away, path.join(blobs, name));
  }
  expect(await gapsIn(store, keys, seq)).toEqual({ files: [], subjects: [] });
  await keys.close();
  await store.close();
});

test("FL3: a backup in which files or keys are missing is told by restoring it", async () => {
  const { company, repository: folder, identity } = await backedUp();
  const repository = await Repository.open(folder);
  const store = await openSqliteStore(company.data, { access: "read" });
  const keys = await keysBeside(store, company.data, "read");
  const key = await signingKey(company.data);
  const { seq: events } = await store.last();
  await take(
    {
      store: Object.assign(store, { blobNames: async function* () {} }),
      keys,
      events,
      projections: await projectionsOf(store),
      checkpoint: null,
      workspace: repository.about.workspace,
      outside: [],
      signing: { key, pem: String(key.export({ type: "pkcs8", format: "pem" })) },
    },
    repository,
    { now: Date.now(), pace: async () => {}, told: () => {} },
  );
  await keys.close();
  await store.close();
  const told = await company.type("backup", "verify", "--identity", identity);
  expect(told.code).not.toBe(0);
  expect(told.err.replaceAll(/\s+/g, " ")).toContain("files that the history names are missing");
});

test("keys that are neither there nor destroyed are missed", async () => {
  const { company, repository } = await backedUp();
  const db = new DatabaseSync(path.join(company.data, "keys.db"));
  db.exec("DELETE FROM key WHERE subject IN (SELECT subject FROM key LIMIT 3)");
  db.close();
  expect(await refused(company, repository)).toContain("the keys of 3 clients are missing");
  const doctor = (await company.type("doctor")).out.replaceAll(/\s+/g, " ");
  expect(doctor).toMatch(/✗ Keys and files: the keys of 3 clients are missing/);
  expect(doctor).toMatch(/✗ Backup: The last attempt failed: .* Do Bring back what was moved/);
});

test("a backup folder that was set up and is away is not made anew", async () => {
  const { company, repository } = await backedUp();
  const away = `${repository}-off`;
  await rename(repository, away);
  const { code, err } = await company.type("backup");
  expect([code, err.replaceAll(/\s+/g, " ")]).toEqual([
    1,
    expect.stringContaining(`the backup folder "${repository}" that was set up is not there`),
  ]);
  await expect(readdir(repository)).rejects.toThrow("ENOENT");
  const doctor = (await company.type("doctor")).out.replaceAll(/\s+/g, " ");
  expect(doctor).toMatch(
    /Do Connect its disk, or begin a new one .* then make one now: npx mainstay backup/,
  );
  await rename(away, repository);
  expect((await company.type("backup")).code).toBe(0);
  expect(await snapshots(repository)).toHaveLength(2);
});

const client = "Nordlicht";

/** As the company that runs does it, so that her jobs end at once. */
async function forgetClient(company: Company): Promise<string> {
  const opened = await openIn(company);
  try {
    await opened.owner.start();
    const { confirm } = await opened.desk.forgetPreview(client);
    const { ok, message } = await opened.desk.forget({ client, confirm, endJobs: true });
    expect([ok, message]).toEqual([true, expect.stringContaining("Forgotten")]);
    return message;
  } finally {
    await opened.close();
  }
}

async function shown(company: Company): Promise<string> {
  return (await company.type("runs")).out + (await company.type("inbox")).out;
}

test("FL2: who is forgotten after the last backup stays forgotten in what is restored from it", async () => {
  const { company, repository, identity, scratch } = await backedUp();
  expect(await shown(company)).toContain(client);
  expect(await forgetClient(company)).not.toContain("Not yet noted");
  expect(await snapshots(repository)).toHaveLength(1);
  const restored = at(company.workspace, path.join(scratch, "restored"));
  const from = ["--from", repository, "--identity", identity];
  expect((await restored.type("restore", ...from)).out).toContain("1 forgotten client");
  expect(await shown(restored)).not.toContain(client);
});

test("RS6: what is moved aside tells whom it had forgotten, where the backup folder was away", async () => {
  const { company, repository, identity } = await backedUp();
  const away = `${repository}-off`;
  await rename(repository, away);
  expect(await forgetClient(company)).toContain(`Not yet noted in "${repository}"`);
  await rename(away, repository);
  const from = ["--from", repository, "--identity", identity, "--aside"];
  expect((await company.type("restore", ...from)).out).toContain("1 forgotten client");
  expect(await shown(company)).not.toContain(client);
});

test("MF3: a list of the forgotten that somebody changed is refused", async () => {
  const { company, repository, identity, scratch } = await backedUp();
  await forgetClient(company);
  const [name = ""] = await readdir(path.join(repository, "forgotten"));
  const file = path.join(repository, "forgotten", name);
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(/"subject": "./, '"subject": "_'));
  const restored = at(company.workspace, path.join(scratch, "restored"));
  const { code, err } = await restored.type(
    "restore",
    "--from",
    repository,
    "--identity",
    identity,
  );
  expect(code).not.toBe(0);
  expect(err.replaceAll(/\s+/g, " ")).toMatch(
    /who was forgotten by 20\S+ cannot be told, because "forgotten\/\S+\.json" was not signed with/,
  );
  const trusted = path.join(scratch, "list.json");
  await writeFile(trusted, text);
  const how = ["--from", repository, "--identity", identity, "--forgotten", trusted];
  expect((await restored.type("restore", ...how)).out).toContain("1 forgotten client");
});

test("who is forgotten while the backup folder is away is noted there when it is back", async () => {
  const { company, repository } = await backedUp();
  const away = `${repository}-off`;
  await rename(repository, away);
  await forgetClient(company);
  await rename(away, repository);
  const store = await openSqliteStore(company.data, { access: "read" });
  const clock = new VirtualClock(Date.now());
  const backUp = () => ({ done: new Promise<never>(() => {}), pid: undefined, end: () => {} });
  const onFault = (error: unknown): void => expect(error).toBeNull();
  const house = new Housekeeping({
    places: company,
    store,
    clock,
    canVerify: false,
    onFault,
    backUp,
  });
  house.start();
  await house.settled();
  await house.close();
  await store.close();
  const [list, ...more] = (await (await Repository.open(repository)).forgottenLists()).sound;
  expect([list?.forgotten.length, more]).toEqual([1, []]);
});

test("BE1, BE2: what a restore left that was killed is removed by the next; what is being restored stays", async () => {
  const { company, repository, identity, scratch } = await backedUp();
  const restored = at(company.workspace, path.join(scratch, "restored"));
  // Its process id says nothing: it may be another's by now, or that of one that nobody buried.
  const dead = `${restored.data}.restoring-${process.ppid}-0123abcd`;
  const alive = `${restored.data}.restoring-4194999-0123abcd`;
  for (const folder of [dead, alive]) await mkdir(path.join(folder, "blobs"), { recursive: true });
  const lock = await acquire(alive);
  onTestFinished(() => {
    if ("release" in lock) lock.release();
  });
  await restored.type("restore", "--from", repository, "--identity", identity);
  const names = await readdir(scratch);
  expect(names).toContain("restored");
  expect(names).toContain(path.basename(alive));
  expect(names).not.toContain(path.basename(dead));
});

test("no company begins in a folder that holds backups", async () => {
  const { company, repository } = await backedUp();
  const before = await readdir(repository);
  const told = await at(company.workspace, repository).type("inbox");
  expect(told.err.replaceAll(/\s+/g, " ")).toContain("it holds backups");
  await expect(openIn({ workspace: company.workspace, data: repository })).rejects.toThrow(
    "it holds backups",
  );
  expect(await readdir(repository)).toEqual(before);
});
