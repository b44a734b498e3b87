import type { Owner } from "../../engine/owner.ts";
import { runOf } from "../../engine/streams.ts";
import type { Recorded } from "../../ledger/event.ts";
import { isObject, type Json, textOf } from "../../value/json.ts";
import { get, parse } from "../../value/pointer.ts";
import type { DiffLine } from "../contract/item.ts";
import type { EditLine } from "../contract/history.ts";
import { partyName } from "./names.ts";

const usual = 20;

export async function edits(
  owner: Owner,
  { process, limit = usual }: { process?: string; limit?: number },
): Promise<EditLine[]> {
  const { store, journal, office } = owner;
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
    edits.set(seq, changes(shown.get(about) ?? null, after.value, data["edited"] ?? []));
  }
  return edits;
}

function changes(before: Json, after: Json, pointers: Json): DiffLine[] {
  if (!Array.isArray(pointers)) return [];
  return pointers.flatMap((pointer) => {
    if (typeof pointer !== "string") return [];
    const [was, is] = narrowed(written(get(before, pointer)), written(get(after, pointer)));
    return [
      {
        field: parse(pointer).join("."),
        before: was || null,
        after: is || null,
        mark: "changed" as const,
      },
    ];
  });
}

function written(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(written).join("\n");
  if (isObject(value)) return Object.values(value).map(written).join(" ");
  return String(value);
}

/** The lines from the first to the last that differ; what both have around them is left out. */
function narrowed(before: string, after: string): [string, string] {
  const was = before.split("\n");
  const is = after.split("\n");
  const most = Math.min(was.length, is.length);
  let head = 0;
  while (head < most && was[head] === is[head]) head += 1;
  let tail = 0;
  while (tail < most - head && was.at(-1 - tail) === is.at(-1 - tail)) tail += 1;
  const cut = (lines: string[]) => lines.slice(head, lines.length - tail).join("\n");
  return [cut(was), cut(is)];
}
