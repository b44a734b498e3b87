/**
 * Which snapshots stay: the newest of each of the last days, weeks and months that have one.
 *
 * RT1 The newest always stays, by history (NS1) and by time.
 * RT2 Of one day, week or month the newest stands for it; there are never more than the rules allow.
 * RT3 Thinning out again changes nothing.
 * RT4 A copy of the keys dies by its age alone, and only when a newer one is there: a forgotten key
 *     has then left the last copy, and no company is left without its keys.
 * RT5 Whatever is younger than two days stays: who makes a backup before a change has it after it.
 * RT6 What is about nobody is hidden by no key: where some of it was forgotten since, a snapshot that
 *     may hold it dies by its age, like a copy of the keys.
 * RT7 Nothing goes by itself while the clock may be wrong (NS2). What is dated in the future stands for
 *     no day and stays until then, unless she thins out herself and the clock is confirmed.
 */
export type Keep = { daily: number; weekly: number; monthly: number; keysMs: number };

export const dayMs = 86_400_000;
const recentMs = 2 * dayMs;
export const usual: Keep = { daily: 7, weekly: 5, monthly: 12, keysMs: 30 * dayMs };

type Made = { id: string; at: number };

export function kept<T extends Made>(made: readonly T[], keep: Keep, now: number): T[] {
  const newestFirst = made.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  const stays = new Set([
    ...newestFirst.slice(0, 1),
    ...made.filter(({ at }) => now - at < recentMs),
  ]);
  for (const [period, most] of periods(keep)) {
    const seen = new Set<string>();
    for (const one of newestFirst) {
      const name = period(one.at);
      if (seen.has(name) || seen.size >= most) continue;
      seen.add(name);
      stays.add(one);
    }
  }
  return made.filter((one) => stays.has(one));
}

export function keptKeys<T extends Made>(made: readonly T[], keep: Keep, now: number): T[] {
  const newest = Math.max(...made.map(({ at }) => at));
  return made.filter(({ at }) => at === newest || now - at < keep.keysMs);
}

function periods({ daily, weekly, monthly }: Keep): [(at: number) => string, number][] {
  return [
    [(at) => new Date(at).toISOString().slice(0, 10), daily],
    [(at) => String(Math.floor((Math.floor(at / dayMs) + 3) / 7)), weekly],
    [(at) => new Date(at).toISOString().slice(0, 7), monthly],
  ];
}
