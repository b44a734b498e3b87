import type { Labelled } from "../value/label.ts";

/** What a projection sees of an event. */
export type Seen = {
  stream: string;
  type: string;
  at: number;
  seq: number;
  /** `seq` of the root of its chain. */
  intent: number;
  subject: string | null;
  data: unknown;
  values: Readonly<Record<string, Labelled>>;
};
