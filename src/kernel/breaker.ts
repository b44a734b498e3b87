/**
 * Keeps calls away from a connector or a model that keeps failing, so that a failing service is not
 * hammered and many jobs do not fail one by one (B8).
 *
 * BR1 Only failures that may pass count, one after another; a success forgets them.
 * BR2 Open, it lets nothing through until its time; the next failure opens it for twice as long, up
 *     to an hour.
 * BR3 Whoever asks to be left alone is, from the first failure on, up to a day.
 */
export type Breaker = { readonly failures: number; readonly openUntil: number };

export type BreakerEvent =
  | { type: "breaker.failed"; data: { failures: number; openUntil: number } }
  | { type: "breaker.closed"; data: Record<string, never> };

export const initial: Breaker = { failures: 0, openUntil: 0 };

/** So many in a row are bad luck. */
const tolerated = 4;
const firstMs = 60_000;
const longestMs = 3_600_000;
const longestAskedMs = 86_400_000;

/** `askedMs`: how long the other side asked to be left alone. */
export function fail(breaker: Breaker, at: number, askedMs = 0): BreakerEvent {
  const failures = breaker.failures + 1;
  const beyond = failures - tolerated;
  const tiredMs = beyond <= 0 ? 0 : Math.min(longestMs, firstMs * 2 ** (beyond - 1));
  const openMs = Math.max(tiredMs, Math.min(askedMs, longestAskedMs));
  return { type: "breaker.failed", data: { failures, openUntil: openMs === 0 ? 0 : at + openMs } };
}

/** Nothing to record where nothing had failed. */
export function succeed(breaker: Breaker): BreakerEvent | null {
  return breaker.failures === 0 ? null : { type: "breaker.closed", data: {} };
}

export function evolve(_: Breaker, event: BreakerEvent): Breaker {
  return event.type === "breaker.failed" ? event.data : initial;
}

/** BR3: it is open because it was asked for, not because it failed so often. */
export function wasAsked({ failures }: Breaker): boolean {
  return failures <= tolerated;
}

/** Until when nothing may be sent, or null. */
export function openAt(breaker: Breaker, now: number): number | null {
  return breaker.openUntil > now ? breaker.openUntil : null;
}
