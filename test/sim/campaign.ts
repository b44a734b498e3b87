import { createHash } from "node:crypto";
import type { Case } from "./case.ts";
import { drawCase } from "./draw.ts";
import { play, type Played } from "./play.ts";
import type { Broken } from "./witness.ts";

/** What many plays came to. Reports of parts can be put together in any order. */
export type Report = {
  from: number;
  seeds: number;
  plays: number;
  lives: number;
  /** Deaths at a drawn place: at a durable write or a call. */
  crashes: number;
  events: number;
  effects: number;
  counts: Record<string, number>;
  failures: { seed: number; crash: number | null; broken: readonly Broken[] }[];
  /** Over the traces of all plays, whatever their order. */
  hash: string;
  milliseconds: number;
};

export function nothing(from: number): Report {
  return {
    from,
    seeds: 0,
    plays: 0,
    lives: 0,
    crashes: 0,
    events: 0,
    effects: 0,
    counts: {},
    failures: [],
    hash: "0".repeat(64),
    milliseconds: 0,
  };
}

/** Plays so many seeds, one after the other. */
export async function campaign(
  from: number,
  seeds: number,
  told: (played: Played) => void = () => {},
): Promise<Report> {
  const report = nothing(from);
  const start = performance.now();
  for (let seed = from; seed < from + seeds; seed += 1) {
    const played = await play(drawCase(seed));
    note(report, played, null);
    report.seeds += 1;
    told(played);
  }
  report.milliseconds = Math.round(performance.now() - start);
  return report;
}

/** Plays a case once for each place at which its process can die, with that one death alone. */
export async function everyCrash(drawn: Case): Promise<Report> {
  const report = nothing(drawn.seed);
  report.seeds = 1;
  const start = performance.now();
  const unharmed = { ...drawn, crashes: [] };
  const { points } = await play(unharmed);
  for (let crash = 1; crash <= points; crash += 1) {
    note(report, await play({ ...unharmed, crashes: [crash] }), crash);
  }
  report.milliseconds = Math.round(performance.now() - start);
  return report;
}

export function together(one: Report, other: Report): Report {
  const counts = { ...one.counts };
  for (const [what, n] of Object.entries(other.counts)) counts[what] = (counts[what] ?? 0) + n;
  return {
    from: Math.min(one.from, other.from),
    seeds: one.seeds + other.seeds,
    plays: one.plays + other.plays,
    lives: one.lives + other.lives,
    crashes: one.crashes + other.crashes,
    events: one.events + other.events,
    effects: one.effects + other.effects,
    counts,
    failures: [...one.failures, ...other.failures].toSorted((a, b) => a.seed - b.seed),
    hash: joined(one.hash, other.hash),
    milliseconds: Math.max(one.milliseconds, other.milliseconds),
  };
}

function note(report: Report, played: Played, crash: number | null): void {
  const { seed, hash, broken, counts } = played;
  const count = (what: string) => counts.get(what) ?? 0;
  report.plays += 1;
  report.lives += count("life");
  report.crashes += count("killed at a place");
  report.events += count("events");
  report.effects += count("perform");
  for (const [what, n] of counts) report.counts[what] = (report.counts[what] ?? 0) + n;
  if (broken.length > 0) report.failures.push({ seed, crash, broken });
  report.hash = joined(report.hash, digest(`${seed} ${crash} ${hash}`));
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function joined(a: string, b: string): string {
  return (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(16).padStart(64, "0");
}
