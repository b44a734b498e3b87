/** Of an arrival that is recorded. */
export const recordedFates = [
  "started",
  "delivered",
  "queued",
  "ignored",
  "suspicious",
  "parked",
  "damaged",
] as const;
export const fates = [...recordedFates, "duplicate"] as const;
export type Fate = (typeof fates)[number];

export type ArrivalLine = {
  at: number;
  type: string;
  from: string;
  title: string;
  fate: Fate;
  because: string;
  run: number | null;
  item: number | null;
};
