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
  /** Its entry in the history: its number. */
  entry: number;
  at: number;
  type: string;
  from: string;
  title: string;
  fate: Fate;
  because: string;
  run: number | null;
  item: number | null;
};

/** Her word on what came: it begins that process, or nothing is done about it. */
export type Reclassify = { entry: number; as: string | null; because: string };
