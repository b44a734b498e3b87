import { readState } from "./state.ts";

/**
 * When the last copy of the keys that exist now dies in older backups; null where there is none.
 * It goes with the first backup after that day (RT4); what she copied elsewhere is not known here.
 */
export async function lastCopyOf(data: string, now: number): Promise<{ at: number | null }> {
  const state = await readState(data);
  const ends = (state?.keys ?? []).map(({ at, keptMs }) => at + keptMs);
  return { at: ends.length === 0 ? null : Math.max(now, ...ends) };
}
