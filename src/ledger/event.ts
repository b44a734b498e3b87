import type { JsonObject } from "../value/json.ts";
import type { Labelled } from "../value/label.ts";

/**
 * An event is a fact in the past tense, in one total order, never changed.
 *
 * EV1 `data` decides: folds read it. It holds opaque ids, digests, numbers and codes, never a name,
 *     an address or a letter's text.
 * EV2 `values` are content: labelled JSON that stands outside the event, which names the digest of
 *     its stored bytes. A value may be forgotten later; no fold decides by its content.
 * EV3 The stored bytes of an event are what proofs are made over; they are never written again.
 */
export type Draft<T extends string = string> = {
  type: T;
  data: JsonObject;
  values?: Readonly<Record<string, Labelled>>;
  /** Whose personal content the values hold: names the seal key. */
  subject?: string;
};

export type Envelope = {
  seq: number;
  stream: string;
  /** Position in its stream, from 1. */
  version: number;
  /** Epoch milliseconds; never decreasing along `seq`. */
  at: number;
  type: string;
  /** Version of this event type's shape; older ones are upcast when read. */
  schema: number;
  /** "operator", "engine", "agent:<name>", "connector:<name>". */
  actor: string;
  /** `seq` of the event that caused this one; null at the root of a chain. */
  cause: number | null;
  /** `seq` of the root of the chain. */
  intent: number;
  tenant: string;
  /** Id of the release that was active when this was recorded; empty before the first. */
  release: string;
  /** Counts restores: 1 for a workspace that was never restored. */
  epoch: number;
  subject: string | null;
};

/** An event as read back: values resolved, old shapes upcast. */
export type Recorded<T extends string = string> = Envelope & {
  type: T;
  data: JsonObject;
  values: Readonly<Record<string, Labelled>>;
};

/** Drafts of one stream that belong together. */
export type Write = { stream: string; drafts: readonly Draft[] };

/**
 * One decision: written whole or not at all.
 * `relied` names streams that the decision read without writing, at the versions it read.
 */
export type Transaction = {
  actor: string;
  cause: number | null;
  intent: number | null;
  /** When it was decided, so that what is kept of it agrees with what is recorded; else now. */
  at?: number;
  writes: readonly Write[];
  relied?: readonly { stream: string; version: number }[];
};
