import type { Labelled } from "../value/label.ts";
import type { Pack } from "../value/pack.ts";

/**
 * What is recorded of a run, all in the run's own stream. `data` decides; `values` are content that
 * may be forgotten later (see the ledger's EV1 and EV2).
 *
 * Paths are instance paths (PL1). Tokens name effects. `item` numbers open something for the
 * operator and are never reused.
 */
export type FailureClass = "transient" | "deterministic" | "semantic";

export type TriggerRef = {
  kind: "event" | "time" | "request" | "call";
  /** Time and id of the arrival, slot instant, request id, or parent and path: one run per runbook and key (ST1). */
  key: string;
};

/** When each stage of a step was passed; epoch ms (ST9). */
export type Stages = { claimed: number; executed: number; checked: number };

/** Who did a step: a rung of its agent's ladder, the engine itself, or the operator. */
export type By = {
  rung: string;
  agent: string | null;
  version: string | null;
  /** Which model, where one did. */
  model?: string;
};

/** What the engine knows of a model's answer besides its text; as told, bounded by what can be. */
export type Heard = {
  /** The model as the answer names it. */
  answered?: string;
  input?: number;
  output?: number;
  /** Of the input, what was read from or written to the provider's cache. */
  cached?: number;
  latencyMs?: number;
  /** Millionths of the company's currency for one unit of the price's, where they differ. */
  rate?: { currency: string; micros: number };
  /** Why no answer came, as agents tell it (`CallFault`). */
  failed?: string;
};

export type Proposal = {
  token: string;
  connector: string;
  action: string;
  contract: number;
  /** Keyed digest of the canonical arguments. */
  digest: string;
};

/**
 * Why a cleared act does not go out by itself: too late, another act for the same occasion, no budget,
 * policy wants it done by hand, it may have left before the company was restored, something newer came
 * or went in its conversation, the operator took it back before it left, or the company only looks
 * (LK1).
 */
export type Held =
  | "late"
  | "conflict"
  | "budget"
  | "hand"
  | "restored"
  | "news"
  | "recalled"
  | "looking";

type Fact<T extends string, D, V extends string = never> = {
  type: T;
  data: D;
} & ([V] extends [never]
  ? { values?: Readonly<Record<string, Labelled>> }
  : { values: Readonly<Record<V, Labelled>> });

export type RunEvent =
  | Fact<
      "run.started",
      {
        run: string;
        number: number;
        runbook: string;
        release: string;
        subject: string | null;
        trigger: TriggerRef;
        parent: { run: string; path: string } | null;
        escalateAt: number | null;
      },
      "input"
    >
  | Fact<"run.escalated", { item: number }>
  | Fact<"run.completed", { success: boolean }>
  | Fact<"run.cancelling", Record<string, never>, "reason">
  | Fact<"run.cancelled", { undone: number }>
  /**
   * Goes on from `path`; `reset` are the paths of all steps that begin afresh (RN5). `moved`: since what it
   * asked about is otherwise by now, so that it asks anew.
   */
  | Fact<"run.repaired", { path: string; release: string; reset: string[]; moved?: true }>
  /** Goes on under another release, from where it stands (ST2). */
  | Fact<"run.migrated", { release: string }>
  /** A block was entered, with what its expression decided or listed (ST4). */
  | Fact<"step.entered", { path: string; branch: string | null; keys: string[] | null }>
  /** Durable before work that may be observed from outside (a model call, a worker elsewhere). */
  | Fact<
      "step.claimed",
      {
        path: string;
        attempt: number;
        rung: number;
        worker: string;
        expiresAt: number;
        /** What the agent is told beside its input (CX1). */
        pack?: Pack;
      }
    >
  | Fact<
      "call.started",
      {
        path: string;
        attempt: number;
        call: string;
        boundMicros: number;
        model: string;
        /** Of the ladder; and the name of its tier. */
        rung?: number;
        tier?: string;
      }
    >
  | Fact<
      "call.ended",
      {
        path: string;
        call: string;
        costMicros: number;
        /** It settled at its bound: nothing that could be believed was heard. */
        estimated: boolean;
        tokens: number;
        tier?: string;
      } & Heard
    >
  | Fact<
      "step.completed",
      {
        path: string;
        attempt: number;
        stages: Stages;
        by: By;
        costMicros: number;
        /** Facts that this step changed, so that cancelling can supersede them (ST10). */
        record?: { kind: string; id: string; before: number; after: number };
        /** The record that this step read, as it was then: what it gave rests on it. */
        read?: { kind: string; id: string; version: number };
        /** The arrival that ended a wait. */
        signal?: string;
      },
      "output"
    >
  /** Without `proposals`' answers the step is not done; it is never executed again (ST4). */
  | Fact<
      "step.proposed",
      {
        path: string;
        attempt: number;
        stages: Stages;
        by: By;
        costMicros: number;
        proposals: Proposal[];
      }
    >
  | Fact<
      "step.failed",
      {
        path: string;
        attempt: number;
        rung: number;
        failure: FailureClass;
        code: string;
        /** Whose model was not asked, where no budget had so much left. */
        tier?: string;
        /** Null when it will not be tried again by itself. */
        retryAt: number | null;
        item: number | null;
      },
      "message"
    >
  /** A step that the operator does by hand: last rung, policy, or takeover. */
  | Fact<
      "form.opened",
      { path: string; attempt: number; item: number; why: "ladder" | "taken" },
      "known"
    >
  | Fact<
      "wait.opened",
      { path: string; on: string | null; endsAt: number | null; item: number | null }
    >
  | Fact<"signal.received", { inbound: string; type: string }, "event">
  /** A job that this one called took it out of the mailbox. */
  | Fact<"signal.taken", { inbound: string }>
  | Fact<"call.opened", { path: string; run: string }>
  | Fact<
      "approval.requested",
      {
        about: string;
        item: number;
        digest: string;
        expiresAt: number;
        /** How often it has been asked, from 1. */
        round: number;
        factor: boolean;
        /** True where it is about an act outside; its `about` is a token then. */
        act: boolean;
      },
      "shown"
    >
  /** `action` names what the answer counts for, as experience: "mail.send", "onboard-client/confirm". */
  | Fact<"approval.granted", { about: string; by: string; action: string; edited: string[] }>
  | Fact<"approval.denied", { about: string; by: string; action: string }, "reason">
  | Fact<"approval.spent", { about: string }>
  | Fact<"approval.voided", { about: string; because: "changed" | "stricter" | "news" | "taken" }>
  | Fact<
      "effect.judged",
      { token: string; verdict: string; rules: string[]; reasons: string[] },
      "facts"
    >
  | Fact<"effect.cleared", { token: string; key: string | null; approved: boolean }>
  | Fact<
      "effect.sent",
      { token: string; attempt: number; number: string | null; deadlineAt: number; process: string }
    >
  | Fact<"effect.applied", { token: string; found: boolean; costMicros: number }, "result">
  | Fact<
      "effect.notDone",
      { token: string; attempt: number; failure: FailureClass; retryAt: number | null },
      "message"
    >
  /**
   * It waits as it is until then: its connector keeps failing, or it could not be looked up yet. Or, by
   * `why`: so that she can still take it back, or because its conversation cannot be read.
   */
  | Fact<"effect.postponed", { token: string; until: number; why?: "hold" | "unread" }>
  /** After a takeover it was looked up, or she was asked: in this epoch it may be performed. */
  | Fact<"effect.sought" | "undo.sought", { token: string; epoch: number }>
  | Fact<"effect.unknown", { token: string; item: number; lookAgainAt: number | null }, "message">
  /** `newsAt`: when the newest of the news came, by the clock of where it was read; `newsOwn`: from her. */
  | Fact<
      "effect.held",
      { token: string; why: Held; item: number; newsAt?: number; newsOwn?: boolean },
      "message"
    >
  /** What she does by hand was put before her: a draft lies in her mailbox. */
  | Fact<"effect.handed", { token: string }>
  | Fact<"effect.forbidden" | "effect.failed", { token: string }, "message">
  | Fact<"effect.denied" | "effect.withdrawn", { token: string }>
  | Fact<"undo.sent", { token: string; attempt: number; deadlineAt: number; process: string }>
  | Fact<"undo.applied", { token: string; found: boolean }, "result">
  | Fact<
      "undo.notDone",
      { token: string; attempt: number; failure: FailureClass; retryAt: number },
      "message"
    >
  | Fact<"undo.failed", { token: string; item: number }, "message">
  | Fact<"undo.unknown", { token: string; item: number; lookAgainAt: number | null }, "message">
  | Fact<"undo.skipped", { token: string; why: "final" | "operator" }>
  | Fact<"undo.recorded", { path: string; record: { kind: string; id: string; version: number } }>;

/** As a fold sees it. */
export type At<E> = E & { at: number; seq: number };
