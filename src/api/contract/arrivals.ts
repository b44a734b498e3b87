export type Fate =
  | "started"
  | "delivered"
  | "queued"
  | "ignored"
  | "suspicious"
  | "parked"
  | "damaged"
  | "duplicate";

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
