import type { Labelled } from "../value/label.ts";
import type { By, FailureClass } from "./event.ts";

export type Signal = { inbound: string; type: string; event: Labelled; at: number };

/** `attempt` counts executions; `revision` counts repairs, so that new proposals have new tokens. */
export type Step = { readonly attempt: number; readonly revision: number } & (
  | Readonly<{ status: "ready"; tried: readonly Tried[]; override: Labelled | null }>
  | Readonly<{ status: "retrying"; tried: readonly Tried[]; override: Labelled | null; at: number }>
  | Readonly<{
      status: "claimed";
      tried: readonly Tried[];
      override: Labelled | null;
      /** Of the ladder. */
      rung: number;
      worker: string;
      expiresAt: number;
      /** A call whose end is not recorded: its bound stays reserved (ST7). */
      call: OpenCall | null;
    }>
  | Readonly<{
      status: "entered";
      branch: string | null;
      /** The branch's name with the labels of what decided it (ST4). */
      decided: Labelled | null;
      keys: readonly string[] | null;
      items: Labelled | null;
      at: number;
    }>
  | Readonly<{
      status: "waiting";
      on: string | null;
      endsAt: number | null;
      item: number | null;
      at: number;
    }>
  | Readonly<{ status: "asking" }>
  | Readonly<{
      status: "form";
      item: number;
      known: Labelled;
      why: "ladder" | "taken";
      /** What was tried before it came to her. */
      tried: readonly Tried[];
    }>
  | Readonly<{ status: "calling"; run: string }>
  | Readonly<{ status: "proposed"; tokens: readonly string[]; output: Labelled | null; by: By }>
  | Readonly<{
      status: "failed";
      tried: readonly Tried[];
      failure: FailureClass;
      code: string;
      item: number | null;
    }>
  | Readonly<{
      status: "done";
      output: Labelled;
      by: By;
      /** The arrival that a wait took, and when: it may have been kept for the job before. */
      signal: (Signal & { takenAt: number }) | null;
      /** Taken over: the operator did it herself. */
      byHand: boolean;
    }>
);

export type OpenCall = {
  readonly id: string;
  readonly boundMicros: number;
  readonly at: number;
  /** Null in events from before it was told. */
  readonly tier: string | null;
};

/** An attempt that failed: on which rung of the ladder, how, and why. */
export type Tried = {
  readonly index: number;
  readonly failure: FailureClass;
  readonly message: string;
};
