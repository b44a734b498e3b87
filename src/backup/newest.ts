import { dayMs } from "./retention.ts";

/**
 * Which snapshot is the newest, and whether a clock may be believed.
 *
 * NS1 History says what is newest: a later epoch, then more entries. The time only breaks ties, and
 *     of equal ones none that is dated in the future is taken before one that is not.
 * NS2 A clock is believed once an earlier backup agrees with it: one that was made between a day and
 *     forty days ago, and that continues whatever is dated in the future.
 */
export type Point = { id: string; at: number; epoch: number; events: number };

const silentMs = 40 * dayMs;

/** NS1. */
export function newestOf<T extends Point>(all: readonly T[], now: number): T | undefined {
  return all
    .toSorted(
      (a, b) =>
        furtherBy(a, b) ||
        Number(a.at <= now) - Number(b.at <= now) ||
        a.at - b.at ||
        (a.id < b.id ? -1 : 1),
    )
    .at(-1);
}

/** NS2. */
export function agrees(all: readonly Point[], now: number): boolean {
  const ahead = all.filter(({ at }) => at > now);
  return all.some(
    (one) =>
      now - one.at >= dayMs &&
      now - one.at <= silentMs &&
      ahead.every((other) => furtherBy(one, other) > 0),
  );
}

function furtherBy(a: Point, b: Point): number {
  return a.epoch - b.epoch || a.events - b.events;
}
