import {
  type Blow,
  calmAfterMs,
  type Deed,
  type Fault,
  type Incident,
  type Shape,
} from "./case.ts";
import type { Random } from "./random.ts";

const minuteMs = 60_000;

type Waiting = { shapes: Shape[]; deeds: Deed[]; faults: Fault[]; incidents: Incident[] };

export const nothingWaits = { holdMs: 0, news: false, drafts: false } as const;

/**
 * What waits before it leaves: acts that are held open, conversations that are read, drafts of hers.
 * In every other case there is none of it: those are the same plays that they were before there was.
 */
export function drawWaiting(random: Random, shapes: readonly Shape[]): Waiting {
  if (random.chance(0.5)) return { shapes: [...shapes], deeds: [], faults: [], incidents: [] };
  return {
    shapes: shapes.map((shape) => ({
      ...shape,
      holdMs: random.pick([0, minuteMs, 20 * minuteMs, 180 * minuteMs]),
      news: random.chance(0.6),
      drafts: random.chance(0.6),
    })),
    deeds: Array.from({ length: random.between(0, 4) }, () => ({
      at: random.below(calmAfterMs),
      kind: "write",
      client: random.below(3),
    })),
    faults: [...drawFaults(random, "news", 30), ...drawFaults(random, "drafts", 12)],
    incidents: [
      ...drawIncidents(random, "hold", { recall: 5, write: 3 }, 12),
      ...drawIncidents(random, "draft", { send: 5, rewrite: 3, delete: 2 }, 8),
    ],
  };
}

/** Some cannot be reached again and again, some never. */
function drawFaults(random: Random, site: "news" | "drafts", most: number): Fault[] {
  const often = random.pick([0, 0.2, 0.6]);
  return Array.from({ length: most }, (_, i) => i + 1)
    .filter(() => random.chance(often))
    .map((nth) => ({ site, nth, kind: "down" }));
}

const blows: Readonly<Record<Blow, number>> = {
  stop: 0.5,
  kill: 1.5,
  close: 0.5,
  sleep: 0.5,
  restore: 0.5,
};

/** Two may come upon the same. */
function drawIncidents<D extends Incident["during"]>(
  random: Random,
  during: D,
  own: Readonly<Record<Exclude<Extract<Incident, { during: D }>["kind"], Blow>, number>>,
  most: number,
): Incident[] {
  const weights: Readonly<Record<string, number>> = { ...blows, ...own };
  return Array.from({ length: 2 * most }, (_, i) => 1 + (i >> 1))
    .filter(() => random.chance(0.35))
    .map((nth) => {
      const kind = random.weighted(weights);
      // Drawn among the kinds that belong to it.
      return { nth, place: 1.1 * random.unit(), during, kind } as Incident;
    });
}
