import type { Owner } from "../../engine/owner.ts";
import { runOf } from "../../engine/streams.ts";
import type { Recorded } from "../../ledger/event.ts";
import { type Json, textOf } from "../../value/json.ts";
import type { DiffLine } from "../contract/item.ts";
import type { EditLine } from "../contract/history.ts";
import { changesAt } from "./changes.ts";
import { processMeant } from "./name-meant.ts";
import { partyName } from "./names.ts";

const usual = 20;

export async function edits(
  owner: Owner,
  { process, limit = usual }: { process?: string; limit?: number },
): Promise<EditLine[]> {
  const { store, journal, office } = owner;
  if (process !== undefined) await processMeant(owner, process);
  const where = { said: "edited" };
  const order = [{ column: "seq", descending: true }];
  const rows = await store.find({ table: "answer", where, order });
  const lines: EditLine[] = [];
  for (const row of rows) {
    if (lines.length === limit) break;
    const seq = Number(row["seq"]);
    const [answer] = await journal.readFrom(seq, 1);
    const id = answer?.stream.slice("run/".length) ?? "";
    const { run } = await office.book.read(runOf(id));
    if (process !== undefined && run.runbook !== process) continue;
    lines.push({
      at: Number(row["at"]),
      about: String(row["action"]),
      process: run.runbook,
      run: run.number,
      client: await partyName(store, run.subject),
      // Of a client who was forgotten nothing is left but that she answered.
      changes: editsIn(await journal.load(runOf(id).name)).get(seq) ?? [],
    });
  }
  return lines;
}

/**
 * What she changed in what was shown to her, before and after: by the event of her answer. Both stand in
 * the history as long as its client is not forgotten.
 */
export function editsIn(events: readonly Recorded[]): ReadonlyMap<number, readonly DiffLine[]> {
  const shown = new Map<string, Json>();
  const edits = new Map<number, readonly DiffLine[]>();
  for (const { seq, type, data, values } of events) {
    const about = textOf(data["about"]);
    if (type === "approval.requested") shown.set(about, values["shown"]?.value ?? null);
    const after = values["edited"];
    if (type !== "approval.granted" || after === undefined || after.forgotten === true) continue;
    const { edited } = data;
    const pointers = Array.isArray(edited) ? edited.map(textOf) : [];
    const changes = changesAt(shown.get(about) ?? null, after.value, pointers);
    edits.set(
      seq,
      changes.map(({ field, before, after, mark }) => ({ field, before, after, mark })),
    );
  }
  return edits;
}
