import type { Time } from "./facts.ts";
import type { RunStatus } from "./jobs.ts";

/** Jobs as they went. */
export type EpisodesQuery = {
  /** As she names clients; missing: of all. */
  client?: string;
  /** Words that are looked for in what was seen, made, decided and said. */
  words?: string;
  process?: string;
  /** Under way then. */
  since?: Time;
  until?: Time;
  limit?: number;
};

export type EpisodesView = {
  /** Those that hold the most of the words first; the newest first where none are asked for. */
  episodes: EpisodeLine[];
  /** How many jobs were read through, and how many older ones were not. */
  read: number;
  more: number;
  /** Whether words were asked for. */
  asked: boolean;
  now: number;
  timeZone: string;
  currency: string;
  locale: string;
};

export type EpisodeLine = {
  /** Of the job. */
  number: number;
  process: string;
  title: string;
  client: string;
  startedAt: number;
  endedAt: number | null;
  status: RunStatus;
  costMicros: number;
  /** Those that hold the words, or the last of all. */
  moments: MomentLine[];
};

export type MomentLine = {
  /** Its entry in the history. */
  seq: number;
  at: number;
  /** As the job's own history tells it. */
  verb: string;
  what: string;
  /** What stands there around the words that are looked for; "" without any. */
  text: string;
};

export const mostEpisodes = 100;
