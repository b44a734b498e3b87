import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { answerMany } from "./approval.ts";
import { openBare } from "./bare.ts";
import { openCompany } from "./company.ts";
import { atLeast, atMost, type Figure, figure } from "./figure.ts";
import { fill } from "./fill.ts";
import { type Round, runFor } from "./five-steps.ts";
import { inFolder } from "./folder.ts";
import { type Spread, spreadOf } from "./spread.ts";
import { type Start, startOnce } from "./start.ts";

/** How long and how often: everything that is compared takes turns, round by round. */
export type Scale = {
  rounds: number;
  roundMs: number;
  warmMs: number;
  answers: number;
  startEvents: number;
  growthEvents: number;
  idleMs: number;
  restarts: number;
  mails: number;
  retainers: number;
  jobsInFlight: number;
  backupMb: number;
  passages: number;
  asked: number;
};

const side = 64;

export async function steps({ rounds, roundMs, warmMs }: Scale): Promise<Figure[]> {
  const seen: { bare: number; one: Round; many: Round }[] = [];
  await inFolder(async (folder) => {
    const bare = openBare(folder);
    const company = await openCompany(folder);
    bare.round(warmMs);
    await runFor(company, side, warmMs);
    for (let i = 0; i < rounds; i += 1) {
      const { perSecond } = bare.round(roundMs);
      const one = await runFor(company, 1, roundMs);
      seen.push({ bare: perSecond, one, many: await runFor(company, side, roundMs) });
    }
    await company.close();
    bare.close();
  });
  const of = (pick: (round: (typeof seen)[number]) => number): Spread => spreadOf(seen.map(pick));
  const group = "Runs of five durable steps, sealed per client, under the tree";
  return [
    figure(
      group,
      ["bare loop, one row per commit", "rows/s"],
      of(({ bare }) => bare),
    ),
    figure(
      group,
      ["one at a time", "runs/s"],
      of(({ one }) => one.runsPerSecond),
    ),
    figure(
      group,
      ["one at a time", "steps/s"],
      of(({ one }) => one.stepsPerSecond),
    ),
    figure(
      group,
      ["one at a time, beside the bare loop", "×"],
      of(({ bare, one }) => one.stepsPerSecond / bare),
      atLeast(0.3),
    ),
    figure(
      group,
      ["one at a time, syncs per step", ""],
      of(({ one }) => one.syncsPerStep),
      atMost(1),
    ),
    figure(
      group,
      ["one at a time, CPU per step", "µs"],
      of(({ one }) => one.cpuMicrosPerStep),
    ),
    figure(
      group,
      ["64 at once", "runs/s"],
      of(({ many }) => many.runsPerSecond),
    ),
    figure(
      group,
      ["64 at once", "steps/s"],
      of(({ many }) => many.stepsPerSecond),
    ),
    figure(
      group,
      ["64 at once, beside the bare loop", "×"],
      of(({ bare, many }) => many.stepsPerSecond / bare),
      atLeast(2),
    ),
    figure(
      group,
      ["64 at once, CPU per step", "µs"],
      of(({ many }) => many.cpuMicrosPerStep),
      atMost(100),
    ),
    figure(
      group,
      ["64 at once, steps per sync", ""],
      of(({ many }) => 1 / many.syncsPerStep),
      atLeast(20),
    ),
  ];
}

export async function approval({ rounds, roundMs, answers }: Scale): Promise<Figure[]> {
  const seen: {
    syncMs: number;
    performedMs: number;
    recordedMs: number;
    over: number;
    syncs: number;
  }[] = [];
  await inFolder(async (folder) => {
    const bare = openBare(folder);
    for (let i = 0; i < rounds; i += 1) {
      const { syncMs } = bare.round(roundMs / 4);
      const answered = await answerMany(join(folder, String(i)), answers);
      const median = (pick: (answer: (typeof answered)[number]) => number): number =>
        spreadOf(answered.map(pick)).median;
      const recordedMs = median((answer) => answer.recordedMs);
      seen.push({
        syncMs,
        performedMs: median((answer) => answer.performedMs),
        recordedMs,
        over: recordedMs - 3 * syncMs,
        syncs: median((answer) => answer.recordedSyncs),
      });
    }
    bare.close();
  });
  const of = (pick: (round: (typeof seen)[number]) => number): Spread => spreadOf(seen.map(pick));
  const group = "From the operator's yes to the act";
  return [
    figure(
      group,
      ["one sync of this disk (bare loop)", "ms"],
      of(({ syncMs }) => syncMs),
    ),
    figure(
      group,
      ["until performed", "ms"],
      of(({ performedMs }) => performedMs),
    ),
    figure(
      group,
      ["until its result is synced", "ms"],
      of(({ recordedMs }) => recordedMs),
    ),
    figure(
      group,
      ["the same, less three syncs", "ms"],
      of(({ over }) => over),
      atMost(2),
    ),
    figure(
      group,
      ["syncs until its result is synced", ""],
      of(({ syncs }) => syncs),
      atMost(3),
    ),
  ];
}

export async function start({ rounds, startEvents, idleMs }: Scale): Promise<Figure[]> {
  return inFolder(async (folder) => {
    const events = await fill(folder, startEvents, 50);
    // The first start fills the cache of compiled sources, as an installed program has it.
    await startOnce(folder, 0);
    const starts: Start[] = [];
    for (let i = 0; i < rounds; i += 1) starts.push(await startOnce(folder, 0));
    const idle = await startOnce(folder, idleMs);
    const of = (pick: (start: (typeof starts)[number]) => number): Spread =>
      spreadOf(starts.map(pick));
    const group = `Start with ${events.toLocaleString("en")} events and 50 open jobs`;
    const watched = `${Math.round(idleMs / 1000)} s idle`;
    return [
      figure(
        group,
        ["process born to ready", "ms"],
        of((each) => each.readyMs),
        atMost(500),
      ),
      figure(
        group,
        ["of which opening the ledger", "ms"],
        of((each) => each.openMs),
      ),
      figure(
        group,
        ["resident when ready", "MB"],
        of((each) => each.residentMb),
        atMost(150),
      ),
      figure(
        group,
        [`wakes in ${watched}`, ""],
        spreadOf([idle.wakes]),
        atMost(Math.max(1, Math.floor(idleMs / 60_000))),
      ),
      figure(group, ["timers armed while idle", ""], spreadOf([idle.timers])),
    ];
  });
}

export async function growth({ rounds, roundMs, warmMs, growthEvents }: Scale): Promise<Figure[]> {
  const seen: { empty: Round; full: Round }[] = [];
  const events = await inFolder(async (folder) => {
    const grown = join(folder, "grown");
    const count = await fill(grown, growthEvents);
    for (let i = 0; i < rounds; i += 1) {
      const fresh = join(folder, String(i));
      mkdirSync(fresh);
      // Opened afresh on both sides: neither has a warmer process than the other.
      const round = async (place: string): Promise<Round> => {
        const company = await openCompany(place);
        await runFor(company, side, warmMs);
        const measured = await runFor(company, side, roundMs);
        await company.close();
        return measured;
      };
      const empty = await round(fresh);
      seen.push({ empty, full: await round(grown) });
    }
    return count;
  });
  const of = (pick: (round: (typeof seen)[number]) => number): Spread => spreadOf(seen.map(pick));
  const group = `Growth: 64 at once, with ${events.toLocaleString("en")} events and with none`;
  return [
    figure(
      group,
      ["with none", "steps/s"],
      of(({ empty }) => empty.stepsPerSecond),
    ),
    figure(
      group,
      ["grown", "steps/s"],
      of(({ full }) => full.stepsPerSecond),
    ),
    figure(
      group,
      ["grown, beside none", "×"],
      of(({ empty, full }) => full.stepsPerSecond / empty.stepsPerSecond),
      atLeast(0.9),
    ),
    figure(
      group,
      ["CPU per step, grown beside none", "×"],
      of(({ empty, full }) => full.cpuMicrosPerStep / empty.cpuMicrosPerStep),
      atMost(1.1),
    ),
  ];
}
