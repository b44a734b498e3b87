import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { initBackups } from "../src/host/backup/backup.ts";
import { backUpApart } from "../src/host/backup/apart.ts";
import { acquire } from "../src/store/sqlite/owner-lock.ts";
import { openSqliteStore } from "../src/store/sqlite/sqlite-store.ts";
import { openCompany } from "./company.ts";
import { atMost, type Figure, figure } from "./figure.ts";
import { fill } from "./fill.ts";
import { type Round, runFor } from "./five-steps.ts";
import { inFolder } from "./folder.ts";
import type { Scale } from "./measure.ts";
import { type Spread, spreadOf } from "./spread.ts";

const side = 64;
const fileBytes = 1 << 20;
/** Each makes a whole backup. */
const mostRounds = 5;

/** A company at work while a whole backup of it is made, and while none is, in turn. */
export async function backup(scale: Scale): Promise<Figure[]> {
  const { rounds, roundMs, warmMs, startEvents, backupMb } = scale;
  return inFolder(async (folder) => {
    const data = join(folder, "data");
    const events = await fill(data, startEvents);
    await addFiles(data, backupMb - Math.ceil((events * 600) / fileBytes));
    const places = { workspace: folder, data };
    const seen: { alone: Round; beside: Round; mbPerSecond: number }[] = [];
    // As an owner has it: who reads beside it must know that somebody writes.
    const lock = await acquire(data);
    const company = await openCompany(data);
    await runFor(company, side, warmMs);
    for (let i = 0; i < Math.min(rounds, mostRounds); i += 1) {
      const alone = await runFor(company, side, roundMs);
      const to = join(folder, `backup-${i}`);
      const began = performance.now();
      const making = backUpApart({ places, to, gentle: true });
      const running = { over: false };
      const made = making.done.finally(() => (running.over = true));
      const during: Round[] = [];
      while (!running.over) during.push(await runFor(company, side, roundMs));
      await made;
      const mbPerSecond = (backupMb / (performance.now() - began)) * 1000;
      seen.push({ alone, beside: meanOf(during), mbPerSecond });
      rmSync(to, { recursive: true });
    }
    await company.close();
    if ("release" in lock) lock.release();
    const of = (pick: (round: (typeof seen)[number]) => number): Spread => spreadOf(seen.map(pick));
    const group = `A backup of ${backupMb.toLocaleString("en")} MB while 64 runs are under way`;
    return [
      figure(
        group,
        ["without it", "steps/s"],
        of(({ alone }) => alone.stepsPerSecond),
      ),
      figure(
        group,
        ["while it is made", "steps/s"],
        of(({ beside }) => beside.stepsPerSecond),
      ),
      figure(
        group,
        ["work is slowed by", "%"],
        of(({ alone, beside }) => 100 * (1 - beside.stepsPerSecond / alone.stepsPerSecond)),
        atMost(20),
      ),
      figure(
        group,
        ["read, compressed, encrypted and synced", "MB/s"],
        of(({ mbPerSecond }) => mbPerSecond),
      ),
    ];
  });
}

/** Mails and scans: what does not compress, and is most of an old company. */
async function addFiles(data: string, megabytes: number): Promise<void> {
  mkdirSync(data, { recursive: true });
  const store = await openSqliteStore(data);
  await store.setMeta("workspace-id", "bench");
  await store.setMeta("workspace-key", "5a".repeat(32));
  for (let i = 0; i < megabytes; i += 1) await store.putBlob(randomBytes(fileBytes));
  await store.close();
  await initBackups({ workspace: data, data }, { to: join(data, "..", "set-up"), recipient: null });
}

function meanOf(rounds: readonly Round[]): Round {
  const mean = (pick: (round: Round) => number): number =>
    rounds.reduce((sum, round) => sum + pick(round), 0) / Math.max(1, rounds.length);
  return {
    runsPerSecond: mean((round) => round.runsPerSecond),
    stepsPerSecond: mean((round) => round.stepsPerSecond),
    cpuMicrosPerStep: mean((round) => round.cpuMicrosPerStep),
    syncsPerStep: mean((round) => round.syncsPerStep),
  };
}
