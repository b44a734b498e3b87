import { AgentError, type AgentResult, type Rung } from "../../agent/contract.ts";
import { nameOf, type Tier } from "../../agent/tier.ts";
import * as breaker from "../../kernel/breaker.ts";
import type { Turn } from "../turn.ts";
import { breakerOf } from "../streams.ts";

/**
 * A model that keeps failing is left alone for a while, like a connector (B8): meanwhile ladders go on
 * below it at once, and no job waits for its retries.
 *
 * SI1 Counted is what may pass: busy, out of reach, late. Whatever else was heard of it, a useless answer
 *     too, is an answer, and closes the pause; what was refused here, or there for good, says nothing.
 * SI2 A call that was under way when the pause began makes it no longer.
 * SI3 A server that asks for a longer wait than a step may take is left alone for so long: no job waits
 *     for it, and none asks it before. A shorter wait is waited for on the same rung (RT2).
 */
export const silenceOf = (tier: Tier) => breakerOf(`model/${nameOf(tier)}`);

/** Until when it is not asked, or null. */
export function silentUntil(turn: Turn, tier: Tier): number | null {
  return breaker.openAt(turn.get(silenceOf(tier)), turn.at);
}

export function noteHeard(
  turn: Turn,
  rung: Rung,
  result: AgentResult | AgentError,
  patienceMs: number,
): void {
  if (rung.kind !== "model" || rung.on === null) return;
  noteCall(turn, rung.on, result instanceof AgentError ? result : null, patienceMs);
}

/** The same of a call that stands on no rung; `failed` is null where it was answered. */
export function noteCall(
  turn: Turn,
  tier: Tier,
  failed: AgentError | null,
  patienceMs: number,
): void {
  if (failed?.failure === "deterministic") return;
  if (failed?.failure !== "transient") noteAnswer(turn, tier);
  else if (silentUntil(turn, tier) === null) {
    const stream = silenceOf(tier);
    const askedMs = failed.retryAfterMs > patienceMs ? failed.retryAfterMs : 0;
    turn.emit(stream, breaker.fail(turn.get(stream), turn.at, askedMs));
  }
}

export function noteAnswer(turn: Turn, tier: Tier): void {
  const stream = silenceOf(tier);
  const event = breaker.succeed(turn.get(stream));
  if (event !== null) turn.emit(stream, event);
}
