import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { initBackups } from "../src/host/backup/backup.ts";
import { type Apart, backUpApart } from "../src/host/backup/apart.ts";
import { acquire } from "../src/store/sqlite/owner-lock.ts";
import { openSqliteStore } from "../src/store/sqlite/sqlite-store.ts";
import { type Company, openCompany } from "./company.ts";
import { atMost, type Figure, figure } from "./figure.ts";
import { fill } from "./fill.ts";
import { type Round, runFor } from "./five-steps.ts";
import { inFolder } from "./folder.ts";
import type { Scale } from "./measure.ts";
import { type Spread, spreadOf } from "./spread.ts";

const side = 64;
const fileBytes = 1 << 20;
const leadMs = 1_000;

type Pair = { alone: Round; beside: Round };

/**
 * A company at work while a whole backup of it is made. The backup is stopped and let go on in turn, so
 * that each round of work beside it has one without it next to it, in every part of the backup; work is
 * done only in those rounds, or the company would outgrow the size that is named.
 */
export async function backup(scale: Scale): Promise<Figure[]> {
  const { warmMs, startEvents, backupMb } = scale;
  return inFolder(async (folder) => {
    const data = join(folder, "data");
    const events = await fill(data, startEvents);
    await addFiles(data, backupMb - Math.ceil((events * 600) / fileBytes));
    const places = { workspace: folder, data };
    // As an owner has it: who reads beside it must know that somebody writes.
    const lock = await acquire(data);
    const company = await openCompany(data);
    await runFor(company, side, warmMs);
    const began = performance.now();
    await backUpApart({ places, to: join(folder, "alone"), gentle: true }).done;
    const mbPerSecond = (backupMb / (performance.now() - began)) * 1000;
    const seen: Pair[] = [];
    for (let i = 0; seen.length < scale.rounds; i += 1) {
      const making = backUpApart({ places, to: join(folder, `beside-${i}`), gentle: true });
      seen.push(...(await inTurn(company, making, scale, scale.rounds - seen.length)));
    }
    await company.close();
    if ("release" in lock) lock.release();
    const of = (pick: (pair: Pair) => number): Spread => spreadOf(seen.map(pick));
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
      figure(group, ["made with nothing beside it", "MB/s"], spreadOf([mbPerSecond])),
    ];
  });
}

/** Until it is made, or there are enough rounds. */
async function inTurn(
  company: Company,
  making: Apart<unknown>,
  { roundMs }: Scale,
  most: number,
): Promise<Pair[]> {
  const pid = making.pid ?? 0;
  const running = { over: false };
  const made = making.done.finally(() => (running.over = true));
  // Its process reads, and has something to do.
  await setTimeout(leadMs);
  const seen: Pair[] = [];
  while (!running.over && seen.length < most) {
    const beside = await runFor(company, side, roundMs);
    if (running.over) break;
    process.kill(pid, "SIGSTOP");
    const alone = await runFor(company, side, roundMs);
    process.kill(pid, "SIGCONT");
    seen.push({ alone, beside });
  }
  await made;
  return seen;
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
