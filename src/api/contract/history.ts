import type { DiffLine } from "./item.ts";
import type { JsonObject } from "../../value/json.ts";

export type EditLine = {
  at: number;
  /** Where she was asked: "publish-note/ready", or the kind of act: "mail.send". */
  about: string;
  process: string;
  /** Number of the job. */
  run: number;
  client: string;
  changes: readonly DiffLine[];
};

export type LedgerLine = {
  seq: number;
  stream: string;
  version: number;
  at: number;
  type: string;
  actor: string;
  cause: number | null;
  data: JsonObject;
};
