import type { Spread } from "./spread.ts";

/** What was measured, what was wanted of it, and whether the median is within. */
export type Figure = {
  group: string;
  name: string;
  unit: string;
  spread: Spread;
  target: Target | null;
  met: boolean | null;
};

export type Target = { bound: "at least" | "at most"; value: number };

export const atLeast = (value: number): Target => ({ bound: "at least", value });
export const atMost = (value: number): Target => ({ bound: "at most", value });

export function figure(
  group: string,
  [name, unit]: readonly [name: string, unit: string],
  spread: Spread,
  target: Target | null = null,
): Figure {
  return { group, name, unit, spread, target, met: target === null ? null : met(spread, target) };
}

function met({ median }: Spread, { bound, value }: Target): boolean {
  return bound === "at least" ? median >= value : median <= value;
}
