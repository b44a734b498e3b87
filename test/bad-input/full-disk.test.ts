import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { cp, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test, type TestContext } from "vitest";
import { openOn } from "../../src/host/open.ts";
import { keysBeside } from "../../src/store/sqlite/keys.ts";
import { acquire } from "../../src/store/sqlite/owner-lock.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { SystemClock, VirtualClock } from "../../src/engine/clock.ts";
import {
  at,
  type Company,
  expectFourParts,
  openIn,
  quiet,
  running,
  scratch,
  studio,
} from "./company.ts";

const full = { what: "the disk is full", you: "free space on the disk that holds" };

/** The company with its data on a small disk of its own; skips aloud where none may be mounted. */
async function onSmallDisk(context: TestContext): Promise<Company> {
  const company = await studio();
  const disk = await scratch();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1536k", "tmpfs", disk], { stdio: "pipe" });
  } catch {
    context.skip("a small disk cannot be mounted here: run as root to see a full one");
  }
  onTestFinished(() => void execFileSync("umount", ["-l", disk], { stdio: "pipe" }));
  const data = path.join(disk, "data");
  await cp(company.data, data, { recursive: true });
  return at(company.workspace, data);
}

/** Leaves that many kilobytes free. */
function fill({ data }: Company, leftKb: number): void {
  const { bavail, bsize } = statfsSync(data);
  writeFileSync(
    path.join(data, "ballast"),
    Buffer.alloc(Math.max(0, bavail * bsize - leftKb * 1024)),
  );
}

function free({ data }: Company): void {
  rmSync(path.join(data, "ballast"), { force: true });
}

test("on a full disk she can read everything, and every write says what is full", async (context) => {
  const company = await onSmallDisk(context);
  const before = await company.recorded();
  fill(company, 0);
  const inbox = await company.type("inbox");
  expect(inbox).toMatchObject({ code: 0, err: "" });
  expect(inbox.out).toContain("Nordlicht Coffee");
  const doctor = await company.type("doctor");
  expect(doctor.code).toBe(1);
  expect(doctor.out).toContain("Disk: Only 0 MB free");
  for (const command of ["pause", "stop", "apply", "rebuild", "up"]) {
    const told = await company.type(command);
    expect([command, told.code, told.out]).toEqual([command, 1, ""]);
    expectFourParts(told, full);
  }
  free(company);
  expect(await company.recorded()).toBe(before);
  expect((await company.type("pause")).out).toContain("Paused");
});

test("wherever the space ends, what was acknowledged stands and what was not never was", async (context) => {
  const company = await onSmallDisk(context);
  let paused = false;
  for (const leftKb of [4, 24, 36, 44, 52, 60, 72, 84, 100]) {
    const before = await company.recorded();
    fill(company, leftKb);
    const told = await company.type(paused ? "resume" : "pause");
    free(company);
    if (told.code === 0) {
      expect(await company.recorded()).not.toBe(before);
      paused = !paused;
    } else {
      expectFourParts(told, full);
      expect(await company.recorded()).toBe(before);
    }
    const doctor = await company.type("doctor", "--json");
    const findings: { name: string; ok: boolean }[] = JSON.parse(doctor.out);
    expect(findings).toContainEqual(expect.objectContaining({ name: "history", ok: true }));
    expect(findings.find(({ name }) => name === "stop")?.ok).toBe(!paused);
  }
  expect((await company.type("rebuild")).out).toContain("all equal");
});

test("a mail that finds no room is not lost: it is told, and read once there is room", async (context) => {
  const company = await onSmallDisk(context);
  const up = await running(company);
  fill(company, 0);
  const late = path.join(company.workspace, "arrivals/17-ana-ruiz-answers.eml");
  copyFileSync(late, path.join(company.workspace, "mail/17-ana-ruiz-answers.eml"));
  const { stderr } = up.process;
  if (stderr === null) throw new Error("its errors are piped");
  const [said] = await once(stderr, "data");
  expect(String(said)).toMatch(
    /^While reading "inbox": Cannot .*the disk is full\nYou     free space/,
  );
  up.process.kill("SIGKILL");
  await up.told;
  free(company);
  await running(company);
  expect((await titles(company)).filter((title) => title.startsWith("Re: A logo"))).toHaveLength(1);
});

test("IK2: a source that could not be read is read again by itself", async () => {
  const company = await studio();
  const mail = path.join(company.workspace, "mail");
  const clock = new VirtualClock(Date.now());
  await rename(mail, `${mail}.away`);
  const faults: string[] = [];
  const opened = await openIn(company, {
    clock,
    fileNow: () => Number.POSITIVE_INFINITY,
    onFault: (_, doing) => faults.push(doing),
  });
  await opened.owner.start();
  await quiet(opened);
  for (const minutes of [1, 2, 4]) {
    clock.moveTo(clock.now() + minutes * 60_000);
    await quiet(opened);
  }
  expect(faults).toEqual(Array(4).fill('reading "inbox"'));
  await rename(`${mail}.away`, mail);
  copyFileSync(
    path.join(company.workspace, "arrivals/17-ana-ruiz-answers.eml"),
    path.join(mail, "17-ana-ruiz-answers.eml"),
  );
  clock.moveTo(clock.now() + 8 * 60_000);
  await quiet(opened);
  await opened.close();
  expect(faults).toHaveLength(4);
  expect((await titles(company)).filter((title) => title.startsWith("Re: A logo"))).toHaveLength(1);
});

test("a company that cannot write its ledger any more ends, and says why", async (context) => {
  const company = await onSmallDisk(context);
  const up = await running(company);
  fill(company, 0);
  const paused = await company.type("pause");
  expect(paused.code).toBe(1);
  const told = await up.told;
  expect(told.code).toBe(1);
  expectFourParts(told, full);
  free(company);
  expect((await company.type("pause")).out).toContain("Paused");
});

test("an approval that finds no room is not given: nothing follows from it, and it can be given again", async () => {
  const company = await studio();
  const db = path.join(company.data, "ledger.db");
  const pages = Math.ceil((await readFile(db)).length / 4096);
  const before = await company.recorded();
  const lock = await acquire(company.data);
  if ("heldBy" in lock) throw new Error("nobody else owns it");
  const store = await openSqliteStore(company.data, { maxPages: pages });
  const failures: unknown[] = [];
  const opened = await openOn(
    {
      places: company,
      mode: "run",
      clock: new SystemClock(
        () => Date.now(),
        () => performance.now(),
      ),
      onFault: () => {},
      onFailure: (error) => failures.push(error),
      watch: false,
    },
    { store, keys: await keysBeside(store, company.data, "own") },
    () => lock.release(),
  );
  const [line] = (await opened.desk.inbox()).lines.filter(
    ({ client }) => client === "Nordlicht Coffee",
  );
  const item = await opened.desk.item(line?.number ?? 0);
  const answer = opened.desk.answer(item.number, { answer: "approve", digest: item.digest });
  await expect(answer).rejects.toMatchObject({ name: "DiskFull" });
  expect(failures).toHaveLength(1);
  await opened.close().catch(() => {});
  await store.close();
  expect(await company.recorded()).toBe(before);
  const again = await company.type("approve", String(item.number));
  expect([again.code, again.err]).toEqual([0, ""]);
});

async function titles(company: Company): Promise<string[]> {
  const lines: { title: string }[] = JSON.parse((await company.type("arrivals", "--json")).out);
  return lines.map(({ title }) => title);
}
