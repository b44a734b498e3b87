import { inDoubt, isWaiting } from "../../kernel/effect.ts";
import type { Held } from "../../kernel/event.ts";
import * as occasion from "../../kernel/occasion.ts";
import { ownText } from "../../value/label.ts";
import { opaque } from "../office.ts";
import { cellOf, type Context } from "../step/context.ts";
import { occasionOf, runOf } from "../streams.ts";
import { actionOf, argsOf } from "./action.ts";

/** Clears an act: from here on it holds its occasion (EF9) and waits only for the gate. */
export function clear(context: Context, token: string, approved: boolean): void {
  const { turn, id } = context;
  if (isTaken(context, token)) return hold(context, token, "conflict", taken);
  const key = takeOccasion(context, token);
  turn.emit(runOf(id), { type: "effect.cleared", data: { token, key, approved } });
  const approval = cellOf(context).approvals[token];
  if (approved && approval?.status === "granted") {
    turn.emit(runOf(id), { type: "approval.spent", data: { about: token } });
  }
}

export const taken = "Another act already stands for this occasion";

/** Holds the business key of an act, unless it is taken; idempotent for its token. Null: it has none. */
export function takeOccasion(context: Context, token: string): string | null {
  const wanted = occasionFor(context, token);
  if (wanted === null || !wanted.decision.ok) return null;
  const { key, stream, decision } = wanted;
  if (decision.events.length > 0) context.turn.emit(stream, ...decision.events);
  return key;
}

/**
 * OC3: what is found after a takeover, may have happened, or she did herself stands for its occasion; what
 * only waits to do the same gives way, and is a conflict when its turn comes.
 */
export function standFor(context: Context, token: string): void {
  const wanted = occasionFor(context, token);
  if (wanted === null) return;
  const { turn } = context;
  const { stream, asked } = wanted;
  for (const holder of turn.get(stream).holders) {
    const other = turn.get(runOf(holder.run)).run.effects[holder.token];
    if (holder.token === token || other === undefined || !isWaiting(other) || inDoubt(other)) {
      continue;
    }
    const freed = occasion.free(turn.get(stream), holder.token);
    if (freed.ok) turn.emit(stream, ...freed.events);
  }
  const joined = occasion.join(turn.get(stream), asked);
  if (joined.ok && joined.events.length > 0) turn.emit(stream, ...joined.events);
}

/** True while another act holds the occasion of this one. */
export function isTaken(context: Context, token: string): boolean {
  return occasionFor(context, token)?.decision.ok === false;
}

function occasionFor(context: Context, token: string) {
  const key = keyOf(context, token);
  const act = cellOf(context).run.effects[token];
  if (key === null || act === undefined) return null;
  const stream = occasionOf(key);
  const asked = { token, digest: act.proposal.digest, run: context.id };
  return { key, stream, asked, decision: occasion.hold(context.turn.get(stream), asked) };
}

/** Frees what an act held, where it did not happen, was undone, or never left. */
export function freeOccasion(context: Context, token: string): void {
  const key = keyOf(context, token);
  if (key === null) return;
  const stream = occasionOf(key);
  const decision = occasion.free(context.turn.get(stream), token);
  if (decision.ok && decision.events.length > 0) context.turn.emit(stream, ...decision.events);
}

function keyOf(context: Context, token: string): string | null {
  const act = cellOf(context).run.effects[token];
  if (act === undefined) return null;
  // What it holds is known even where its connector is not set up any more.
  if (act.key !== null) return act.key;
  const { connector, action: name } = act.proposal;
  const text = actionOf(context.office, connector, name)?.action.businessKey?.(argsOf(act.args));
  return typeof text === "string"
    ? opaque(context.office, "occasion", connector, name, text)
    : null;
}

/** Keeps an act back until the operator decides. `news`: see the event. */
export function hold(
  context: Context,
  token: string,
  why: Held,
  message: string,
  news: { newsAt?: number; newsOwn?: boolean } = {},
): void {
  context.turn.emit(runOf(context.id), {
    type: "effect.held",
    data: {
      token,
      why,
      item: context.turn.number(),
      ...news,
    },
    values: { message: ownText(message) },
  });
}
