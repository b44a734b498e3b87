import type { AgentSpec } from "../../src/agent/spec.ts";
import type { RunsChoice } from "../../src/engine/apply.ts";
import type { Verdict } from "../../src/policy/rule.ts";
import type { JsonObject } from "../../src/value/json.ts";

/**
 * Everything that is drawn before a play begins, as data: a smaller case is made by leaving some of
 * it out. What is drawn during the play follows from `seed` and from what happens.
 */
export type Case = {
  seed: number;
  /** True time at which it begins. */
  start: number;
  zone: string;
  /** What the company is like at the beginning. */
  files: Files;
  shapes: readonly Shape[];
  deeds: readonly Deed[];
  faults: readonly Fault[];
  /** Numbers of the places at which the process of the moment dies: durable writes and calls. */
  crashes: readonly number[];
  incidents: readonly Incident[];
  habits: Habits;
  /** How often time goes on although something could complete. */
  haste: number;
};

/** Until then everything may go wrong; from then on the world is kind, and the operator diligent. */
export const calmAfterMs = 2 * 86_400_000;
export const endAfterMs = 5 * 86_400_000;

/** The operator's files, as far as they differ from case to case. */
export type Files = {
  version: number;
  runbooks: readonly JsonObject[];
  agents: readonly AgentSpec[];
  rules: readonly SimRule[];
  budgets: { workspaceMicros: number | null; perDayMicros: number | null };
};

/** `above`: only where the act's `n` is above it. */
export type SimRule = { verdict: Verdict; connector: string; above: number | null };

/** What a connector's one action is like, and what the outside behind it promises. */
export type Shape = {
  name: string;
  lookup: "authoritative" | "presence" | "none";
  settlesMs: number;
  deadlineMs: number;
  latenessMs: number;
  undo: boolean;
  findsUndo: boolean;
  occasion: boolean;
  series: boolean;
  costMicros: number;
  undoCostMicros: number;
  /** The outside knows a token again, as long as it remembers it. */
  dedupes: boolean;
  /** How long a cleared act is held open. */
  holdMs: number;
  /** The conversation of an act is read before it leaves. */
  news: boolean;
  /** What she does by hand is laid among her drafts. */
  drafts: boolean;
};

export type Arriving = {
  id: string;
  type: "mail.received" | "payment.received" | "news.seen";
  client: number | null;
  n: number;
  /** Another arrival that this one answers. */
  answers: string | null;
  copyOf: string | null;
  damaged: boolean;
};

export type Deed = { at: number } & (
  | { kind: "request"; runbook: string; n: number; twice: boolean }
  | { kind: "arrive"; arrivals: readonly Arriving[] }
  | { kind: "stop" }
  | {
      kind: "pause" | "resume";
      what: "everything" | "runbook" | "connector" | "agent";
      name: string;
    }
  /** Of whatever is open then, one at this place between first (0) and last (1). */
  | { kind: "cancel" | "take" | "repair" | "migrate"; place: number }
  | { kind: "apply"; files: Files; runs: RunsChoice }
  | { kind: "rollback"; runs: RunsChoice }
  | { kind: "merge"; from: number; into: number }
  | { kind: "clock"; by: number }
  | { kind: "sleep"; forMs: number }
  | { kind: "kill" | "close"; downMs: number }
  /** Frozen right after a `sent` is durable; another takes over a copy; it thaws later. */
  | { kind: "freeze"; forMs: number; copied: boolean }
  | { kind: "backup" }
  | { kind: "restore" }
  | { kind: "forget"; client: number }
  /** A mail in the conversation with a client, which does not come by the inbox. */
  | { kind: "write"; client: number }
);

/**
 * What comes upon the n-th act that is held open, or that she is to do by hand, at this place of its time
 * between beginning (0) and end (1).
 */
export type Incident = { nth: number; place: number } & (
  | { during: "hold"; kind: "recall" | "write" | Blow }
  /** She sends it as it is, or written anew, or deletes it. */
  | { during: "draft"; kind: "send" | "rewrite" | "delete" | Blow }
);

/** `restore`: of how things were when that time began. */
export type Blow = "stop" | "kill" | "close" | "sleep" | "restore";

/** The n-th opportunity of its kind. */
export type Fault =
  | { site: "commit"; nth: number; kind: "before" | "after" }
  | { site: "putBlob"; nth: number; kind: "before" }
  | { site: "perform"; nth: number; kind: PerformFault }
  | { site: "undo"; nth: number; kind: UndoFault }
  | { site: "find"; nth: number; kind: "down" | "lag" }
  | { site: "highest"; nth: number; kind: "down" }
  | { site: "scan"; nth: number; kind: "broken" }
  | { site: "news" | "drafts"; nth: number; kind: "down" }
  | { site: "model" | "code"; nth: number; kind: AgentFault };

/**
 * - unreachable: does not act, and says so · refuse: says no for good · lost-before: does not act,
 *   cannot tell · lost-after: acts, cannot tell · mumbles: acts, says so, answers nothing readable
 * - breaks: acts, and the connector throws anything · late: cannot tell, acts later · twice: the
 *   outside itself acts twice · slow: acts and answers past the deadline
 * - hidden: all is well, but a look-up shows it only later
 * - silent: acts, never answers · deaf: neither acts nor answers · expired: the outside has forgotten
 *   every token it ever saw, then it is lost-after
 */
export type PerformFault =
  | "unreachable"
  | "refuse"
  | "lost-before"
  | "lost-after"
  | "mumbles"
  | "breaks"
  | "late"
  | "twice"
  | "slow"
  | "hidden"
  | "silent"
  | "deaf"
  | "expired";
export type UndoFault = Exclude<PerformFault, "twice" | "expired" | "hidden">;
export type AgentFault = "shape" | "nonsense" | "transient" | "broken" | "slow" | "never";

/** How she is before it gets calm. */
export type Habits = {
  /** How long between two looks into the inbox. */
  looksEveryMs: number;
  /** Chance that she answers an item at a look. */
  answers: number;
  edits: number;
  denies: number;
  twice: number;
  outdated: number;
};
