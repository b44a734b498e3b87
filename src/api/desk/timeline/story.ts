import type { Owner } from "../../../engine/owner.ts";
import type { RunCell } from "../../../engine/streams.ts";
import type { Recorded } from "../../../ledger/event.ts";
import { isObject, textOf } from "../../../value/json.ts";
import type { TimelineEntry } from "../../contract/jobs.ts";
import { editsIn } from "../edits.ts";
import { callsIn, type CallTold } from "../calls.ts";
import type { Standing } from "../place.ts";
import { stageWords } from "../sentences.ts";

/** What the lines of one job are told from: beside each event, what others say of it. */
export type Story = {
  owner: Owner;
  at: Standing;
  cell: RunCell;
  /** By token, why policy let the act go. */
  reasons: ReadonlyMap<string, string>;
  /** By their own id. */
  calls: ReadonlyMap<string, CallTold>;
  /** By seq of the step, where a record stands after it. */
  stages: ReadonlyMap<number, string>;
  /** By seq of her answer, what she changed. */
  edits: ReturnType<typeof editsIn>;
};

/** One line, where it differs from what every line says. */
export type Told = { verb: string; what: string } & Partial<TimelineEntry>;

export async function storyOf(
  owner: Owner,
  at: Standing,
  events: readonly Recorded[],
): Promise<Story> {
  return {
    owner,
    at,
    cell: at.cell,
    reasons: reasonsIn(events),
    stages: await stagesIn(owner, events),
    calls: callsIn(events),
    edits: editsIn(events),
  };
}

async function stagesIn(
  owner: Owner,
  events: readonly Recorded[],
): Promise<ReadonlyMap<number, string>> {
  const stages = new Map<number, string>();
  for (const { seq, data } of events) {
    const moved = data["record"];
    if (!isObject(moved)) continue;
    const kind = textOf(moved["kind"]);
    const facts = await owner.journal.load(`record/${kind}/${textOf(moved["id"])}`);
    const change = facts.find((fact) => fact.data["version"] === moved["after"]);
    const stage = stageWords(kind, change?.values["set"]?.value);
    if (stage !== null) stages.set(seq, stage);
  }
  return stages;
}

function reasonsIn(events: readonly Recorded[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const { type, data } of events) {
    const list = data["reasons"];
    if (type === "effect.judged" && Array.isArray(list))
      reasons.set(textOf(data["token"]), list.map(textOf).join("; "));
  }
  return reasons;
}
