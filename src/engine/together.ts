import { Needs, type Stream, type Turn } from "./turn.ts";

/**
 * Has all these streams in memory before a turn goes on: one by one, each that is missing would begin
 * it again (BK2).
 */
export function together(turn: Turn, streams: readonly Stream<unknown>[]): void {
  const missing: (() => Promise<void>)[] = [];
  for (const stream of streams) {
    try {
      turn.get(stream);
    } catch (error) {
      if (!(error instanceof Needs)) throw error;
      missing.push(error.fetch);
    }
  }
  if (missing.length === 0) return;
  throw new Needs(`${missing.length} streams`, async () => {
    for (const fetch of missing) await fetch();
  });
}
