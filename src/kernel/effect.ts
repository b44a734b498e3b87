import type { Labelled } from "../value/label.ts";
import type { At, Held, Proposal, RunEvent } from "./event.ts";

/**
 * The life of one outward act: proposed → judged → (awaiting approval) → cleared → sent → applied.
 *
 * FX1 A token has one set of bytes; other bytes under the same token are a fault (EF1).
 * FX2 `sent` is recorded before the connector is called; from then on only a look-up, the
 *     connector's own word or the operator says what happened (EF2, EF3).
 * FX3 "Not done" gives the clearance back: the same token may be sent again (EF5).
 * FX4 An undo lives on beside the act, and has the same doubt after `sent`.
 * FX5 What was looked up after a takeover counts for that epoch only (QU3). What may have left before
 *     it, and could not be found, is in doubt like what was sent.
 */
export type Effect = {
  readonly proposal: Proposal;
  readonly path: string;
  readonly args: Labelled;
  readonly proposedAt: number;
  /** When policy or the operator last cleared it: lateness counts from here. */
  readonly clearedAt: number;
  readonly status:
    | "proposed"
    | "asking"
    | "cleared"
    | "sent"
    | "applied"
    | "unknown"
    | "held"
    | "forbidden"
    | "denied"
    | "withdrawn"
    | "failed";
  /** What policy said last. */
  readonly judged: { readonly verdict: string; readonly reasons: readonly string[] } | null;
  readonly attempts: number;
  readonly key: string | null;
  readonly number: string | null;
  readonly sentAt: number;
  readonly deadlineAt: number;
  readonly process: string;
  readonly approved: boolean;
  readonly retryAt: number | null;
  readonly item: number | null;
  readonly held: Held | null;
  /** When it was put before her, to be done by hand; 0: it was not. */
  readonly handedAt: number;
  /** When the newest came of what is new in its conversation and she was shown; 0: nothing was. */
  readonly newsAt: number;
  /** She wrote that newest herself. */
  readonly newsOwn: boolean;
  readonly result: Labelled | null;
  readonly undo: Undo;
  /** Epochs in which the act, and its undo, were looked up before they were performed; 0: none. */
  readonly sought: number;
  readonly undoSought: number;
};

export type Undo =
  | { status: "none" | "applied" | "skipped" }
  | (UndoCall & { status: "sent" })
  /** `retryAt`: when another look-up may know more. */
  | (UndoCall & { status: "unknown"; item: number; retryAt: number | null })
  /** It did not happen, and is tried again at `retryAt`. */
  | { status: "waiting"; attempts: number; retryAt: number }
  | { status: "failed"; attempts: number; item: number };

type UndoCall = { attempts: number; at: number; deadlineAt: number; process: string };

export type EffectEvent = Extract<RunEvent, { type: `effect.${string}` | `undo.${UndoEnd}` }>;

type UndoEnd = "sought" | "sent" | "applied" | "notDone" | "failed" | "unknown" | "skipped";

export function propose(proposal: Proposal, path: string, args: Labelled, at: number): Effect {
  return {
    proposal,
    path,
    args,
    proposedAt: at,
    clearedAt: at,
    status: "proposed",
    judged: null,
    attempts: 0,
    key: null,
    number: null,
    sentAt: 0,
    deadlineAt: 0,
    process: "",
    approved: false,
    retryAt: null,
    item: null,
    held: null,
    handedAt: 0,
    newsAt: 0,
    newsOwn: false,
    result: null,
    undo: { status: "none" },
    sought: 0,
    undoSought: 0,
  };
}

export function evolve(effect: Effect, event: At<EffectEvent>): Effect {
  switch (event.type) {
    case "effect.judged": {
      // Policy may have become stricter since it was cleared (EF6).
      const open = effect.status === "proposed" || effect.status === "cleared";
      const { verdict, reasons } = event.data;
      const judged = { verdict, reasons };
      if (!open || verdict === "permit") return { ...effect, judged };
      return { ...effect, judged, status: "asking", key: null, approved: false };
    }
    case "effect.cleared": {
      const { key, approved } = event.data;
      const cleared = { key, approved, clearedAt: event.at, item: null, held: null, retryAt: null };
      return { ...effect, ...cleared, status: "cleared" };
    }
    case "effect.sought":
      return { ...effect, sought: event.data.epoch };
    case "undo.sought":
      return { ...effect, undoSought: event.data.epoch };
    case "effect.postponed":
      return { ...effect, retryAt: event.data.until };
    case "effect.sent": {
      const { attempt, number, deadlineAt, process } = event.data;
      const sent = { attempts: attempt, number, deadlineAt, process, sentAt: event.at };
      return { ...effect, ...sent, status: "sent", retryAt: null };
    }
    case "effect.applied":
      return { ...effect, status: "applied", result: event.values.result, item: null };
    case "effect.notDone":
      return { ...effect, status: "cleared", retryAt: event.data.retryAt, ...nothingHeld };
    case "effect.unknown":
      return {
        ...effect,
        status: "unknown",
        item: event.data.item,
        retryAt: event.data.lookAgainAt,
      };
    case "effect.held":
      return {
        ...effect,
        status: "held",
        item: event.data.item,
        held: event.data.why,
        newsAt: event.data.newsAt ?? effect.newsAt,
        newsOwn: event.data.newsOwn ?? effect.newsOwn,
        retryAt: null,
      };
    case "effect.handed":
      return { ...effect, handedAt: event.at };
    case "effect.forbidden":
    case "effect.failed":
    case "effect.denied":
    case "effect.withdrawn": {
      const status = event.type.slice("effect.".length) as Ended;
      return { ...effect, status, item: null, key: null, retryAt: null };
    }
    case "undo.sent": {
      const { attempt, deadlineAt, process } = event.data;
      return {
        ...effect,
        undo: { status: "sent", attempts: attempt, at: event.at, deadlineAt, process },
      };
    }
    case "undo.applied":
      return { ...effect, undo: { status: "applied" } };
    case "undo.skipped":
      return { ...effect, undo: { status: "skipped" } };
    case "undo.notDone": {
      const { attempt, retryAt } = event.data;
      return { ...effect, undo: { status: "waiting", attempts: attempt, retryAt } };
    }
    case "undo.failed": {
      const attempts = "attempts" in effect.undo ? effect.undo.attempts : 1;
      return { ...effect, undo: { status: "failed", attempts, item: event.data.item } };
    }
    case "undo.unknown": {
      if (effect.undo.status !== "sent" && effect.undo.status !== "unknown") return effect;
      const { attempts, at, deadlineAt, process } = effect.undo;
      const { item, lookAgainAt } = event.data;
      const call = { attempts, at, deadlineAt, process };
      return { ...effect, undo: { ...call, status: "unknown", item, retryAt: lookAgainAt } };
    }
  }
}

/** FX3: the number and the occasion were given back with it. */
const nothingHeld = { item: null, number: null, key: null };

type Ended = "forbidden" | "failed" | "denied" | "withdrawn";

/** True where nothing more will happen to it by itself, and nothing happened outside. */
export function endedWithout(effect: Effect): boolean {
  return ["forbidden", "failed", "denied", "withdrawn"].includes(effect.status);
}

/** True while it is not known whether the act happened: nothing may be assumed (EF3, EF8). */
export function inDoubt({ status, held }: Effect): boolean {
  return status === "sent" || status === "unknown" || (status === "held" && held === "restored");
}

/** True while, by all that is recorded, it has not left and still may. */
export function isWaiting({ status }: Effect): boolean {
  return ["proposed", "asking", "cleared", "held"].includes(status);
}

/** True while the act has its result outside: it happened and was not taken back. */
export function stands(effect: Effect): boolean {
  return effect.status === "applied" && effect.undo.status !== "applied";
}

/**
 * EF3: what an absence in a look-up proves. It counts only if the connector's look-up is
 * authoritative, its settling time since the call's deadline has passed, and the call can no longer
 * be under way: `callOver` says that it returned, or that its process is provably dead.
 */
export function absenceProves(
  effect: Pick<Effect, "deadlineAt">,
  lookup: "authoritative" | "presence" | "none",
  settlesMs: number,
  callOver: boolean,
  now: number,
): boolean {
  return lookup === "authoritative" && callOver && now >= settledAt(effect, settlesMs);
}

/** When a look-up may first be believed. */
export function settledAt(effect: Pick<Effect, "deadlineAt">, settlesMs: number): number {
  return effect.deadlineAt + settlesMs;
}
