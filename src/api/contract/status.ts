import type { Fate } from "./arrivals.ts";

export type PauseTarget =
  | { kind: "everything" }
  | { kind: "runbook" | "agent" | "connector"; name: string };

/** What is held back until she resumes exactly it, and why. */
export type Paused = PauseTarget & { reason: string };

/** Restored from a backup that was taken then, or a copy; since when nothing leaves. */
export type Quarantine = {
  why: "restored" | "copied";
  takenAt: number | null;
  since: number;
  /** Series whose books came back with it: numbers that were used since may come again. */
  numbers: LastNumber[];
};

/** The last number of a series that is known; null: none is. */
export type LastNumber = { connector: string; series: string; last: string | null };

/** It only looks until then; `held`: numbers of the acts that would have been done. */
export type Looking = { until: number; held: number[] };

export type Status = {
  company: string;
  example: boolean;
  owner: boolean;
  release: string;
  stopped: string | null;
  paused: Paused[];
  quarantine: Quarantine | null;
  looking: Looking | null;
  /** What was found when it started. */
  start: {
    first: boolean;
    offForMs: number;
    recovered: number;
    lookedUp: number;
    arrivals: number;
  };
  arrivals: Record<Fate, number>;
  waiting: { items: number; minutes: number };
  doneThisWeek: number;
  next: { at: number; line: string } | null;
  spentMicros: number;
  currency: string;
  /** Models that can be asked, and that some ladder names: "openai/gpt-5-mini". */
  models: string[];
  /** True if nothing is under way and nothing is due now. */
  quiet: boolean;
  /** True while it still reads what came. */
  reading: boolean;
  now: number;
  timeZone: string;
  locale: string;
};

export type Finding = {
  ok: boolean;
  name: string;
  line: string;
  effect: string;
  remedy: string;
};

export type Morning = {
  subject: string;
  text: string;
  /** Time of the day at which one is written; null where none is. */
  at: string | null;
  /** `mail`: where its mail stands; null where none goes out. */
  kept: { at: number; subject: string; text: string; mail: string | null } | null;
  now: number;
  timeZone: string;
};
