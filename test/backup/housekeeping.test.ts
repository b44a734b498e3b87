import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { BackupRefused } from "../../src/backup/refused.ts";
import { readState, writeState } from "../../src/backup/state.ts";
import type { BackupView, VerifyBackupView } from "../../src/cli/deps/backup.ts";
import { VirtualClock } from "../../src/engine/clock.ts";
import { backupFinding, backupWarnings } from "../../src/host/backup/health.ts";
import { Housekeeping } from "../../src/host/housekeeping.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";

const hour = 3_600_000;
const day = 24 * hour;
// Settings that nobody made: at three o'clock, UTC.
const monday = Date.UTC(2026, 5, 1, 8, 0);

async function keeping(canVerify = false) {
  const data = await mkdtemp(path.join(tmpdir(), "ms-keeping-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const clock = new VirtualClock(monday);
  const world = {
    fails: false,
    amiss: [] as string[],
    made: [] as number[],
    checked: [] as number[],
  };
  const faults: string[] = [];
  const setUp = { format: 1, to: "/backups", recipient: "age1", since: monday, keys: [] } as const;
  const none = { last: null, verified: null, unsound: null, failure: null };
  await writeState(data, { ...setUp, ...none, keys: [] });
  const store = new MemoryStore();
  const open = () =>
    new Housekeeping({
      places: { workspace: data, data },
      store,
      clock,
      canVerify,
      onFault: (error) => faults.push(String(error)),
      backUp: () => ({ done: made(), pid: undefined, end: () => {} }),
      verify: () => ({ done: checked(), pid: undefined, end: () => {} }),
    });
  const made = async (): Promise<BackupView> => {
    world.made.push(clock.now());
    const state = (await readState(data))!;
    const at = clock.now();
    if (world.fails) {
      await writeState(data, { ...state, failure: { at, message: "the disk is away" } });
      throw new BackupRefused("backup_missing", "the disk is away");
    }
    await writeState(data, {
      ...state,
      failure: null,
      last: { id: "b1", at, events: 1, bytes: 1 },
    });
    return {} as BackupView;
  };
  const checked = async (): Promise<VerifyBackupView> => {
    world.checked.push(clock.now());
    const state = (await readState(data))!;
    if (world.amiss.length === 0) {
      await writeState(data, { ...state, verified: { id: "b1", at: clock.now() }, unsound: null });
    }
    return { amiss: world.amiss } as VerifyBackupView;
  };
  const until = async (house: Housekeeping, instant: number): Promise<void> => {
    await house.settled();
    for (let next = clock.next(); next !== null && next <= instant; next = clock.next()) {
      clock.moveTo(next);
      await house.settled();
    }
    clock.moveTo(instant);
  };
  return { data, clock, world, faults, open, until };
}

test("a backup is made every day at its time, and what was missed while off at the next start", async () => {
  const { open, until, world, clock } = await keeping();
  const house = open();
  house.start();
  await house.settled();
  expect(world.made).toEqual([]);
  await until(house, monday + 2 * day);
  const three = monday - 5 * hour;
  expect(world.made).toEqual([three + day, three + 2 * day]);
  await house.close();
  clock.moveTo(monday + 4 * day);
  const second = open();
  second.start();
  await second.settled();
  expect(world.made.slice(2)).toEqual([monday + 4 * day]);
  await second.close();
});

test("HK3: a backup that fails is tried again an hour later, and said after three days", async () => {
  const { open, until, world, data, faults } = await keeping();
  world.fails = true;
  const house = open();
  house.start();
  await until(house, monday + day);
  expect(world.made.length).toBeGreaterThanOrEqual(5);
  expect(world.made.length).toBeLessThanOrEqual(6);
  expect(faults[0]).toContain("the disk is away");
  const finding = await backupFinding(data, false, monday + day);
  expect(finding).toMatchObject({ ok: false, line: "The last attempt failed: the disk is away" });
  expect(await backupWarnings(data, monday + day)).toEqual([]);
  expect(await backupWarnings(data, monday + 4 * day)).toEqual([
    "No good backup for 4 days: see doctor",
  ]);
  world.fails = false;
  await until(house, monday + day + 2 * hour);
  expect(await backupWarnings(data, monday + day)).toEqual([]);
  expect(await backupFinding(data, false, monday + day)).toMatchObject({ ok: true });
  await house.close();
});

test("HK4: what was done last by a clock that was ahead is due at once, and said", async () => {
  const { open, until, world, data } = await keeping(true);
  const ahead = monday + 730 * day;
  const state = (await readState(data))!;
  await writeState(data, {
    ...state,
    last: { id: "b0", at: ahead, events: 1, bytes: 1 },
    verified: { id: "b0", at: ahead },
    failure: { at: ahead, message: "the disk is away" },
  });
  expect(await backupFinding(data, false, monday)).toMatchObject({
    ok: false,
    line: "The newest is dated 2028-05-31, ahead of the clock of this computer. The last attempt failed: the disk is away",
  });
  expect(await backupWarnings(data, monday)).toHaveLength(1);
  const house = open();
  house.start();
  await until(house, monday + hour);
  expect(world.made).toEqual([monday]);
  expect(world.checked).toEqual([monday]);
  expect(await backupFinding(data, false, monday + hour)).toMatchObject({ ok: true });
  await house.close();
});

test("with the identity at hand the newest is restored for a check every week", async () => {
  const { open, until, world, data } = await keeping(true);
  world.amiss = ["an object is missing"];
  const house = open();
  house.start();
  await until(house, monday + 6 * day);
  expect(world.checked).toEqual([]);
  await until(house, monday + 7 * day + hour);
  expect(world.checked).toHaveLength(1);
  expect(await backupFinding(data, false, monday + 7 * day)).toMatchObject({ ok: false });
  expect(await backupWarnings(data, monday + 7 * day)).toHaveLength(1);
  world.amiss = [];
  await until(house, monday + 9 * day);
  expect(world.checked).toHaveLength(2);
  expect(await backupWarnings(data, monday + 9 * day)).toEqual([]);
  await house.close();
});

test("HK1: at most one timer is armed, no earlier than a minute ahead, and none after the end", async () => {
  const { open, clock } = await keeping();
  const house = open();
  house.start();
  await house.settled();
  expect(clock.next()).toBeGreaterThanOrEqual(clock.now() + 60_000);
  await house.close();
  expect(clock.next()).toBeNull();
});

test("where no backups are set up the doctor says so with the command, unless it is an example", async () => {
  const data = await mkdtemp(path.join(tmpdir(), "ms-keeping-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const none = await backupFinding(data, false, monday);
  expect(none).toMatchObject({ ok: false, remedy: 'Set them up: "mainstay backup init"' });
  expect(await backupFinding(data, true, monday)).toMatchObject({ ok: true });
  expect(await backupWarnings(data, monday)).toEqual([]);
  expect(await readdir(data)).toEqual([]);
});
