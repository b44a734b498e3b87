import type { FailureClass } from "./event.ts";

/**
 * Whether and when a failed attempt is tried again.
 *
 * RT1 The class decides, never the message: only what is transient is tried again by itself.
 * RT2 Waits grow up to an hour, and are never shorter than the other side asked for, up to a day.
 * RT3 Waits are spread by a key, not by chance: many runs that fail together do not come back together,
 *     and a replay waits as long as the day itself did.
 */
export type Retries = { times: number; firstMs: number; factor: number };

const maxMs = 3_600_000;
const maxAskedMs = 86_400_000;
const spread = 0.25;

/** Milliseconds until the next attempt, after `attempt` (from 1) failed; null: not by itself. */
export function nextAttempt(
  retries: Retries,
  attempt: number,
  failure: FailureClass,
  retryAfterMs: number,
  key: string,
): number | null {
  if (failure !== "transient" || attempt > retries.times) return null;
  const grown = Math.min(maxMs, retries.firstMs * retries.factor ** (attempt - 1));
  const waitMs = Math.round(grown * (1 + spread * fraction(`${key}#${attempt}`)));
  return Math.max(waitMs, Math.min(retryAfterMs, maxAskedMs));
}

/** A number from 0 up to 1 that depends on every character (FNV-1a, stirred at the end). */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
