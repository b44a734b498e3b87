import type { Owner } from "../../../engine/owner.ts";
import { importOf } from "../../../engine/streams.ts";
import { markFor } from "../../../engine/memory/mark.ts";
import type { Row } from "../../../ledger/table.ts";
import { nameOf, type Source } from "../../../memory/revision.ts";
import { fromOperator } from "../../../value/label.ts";
import { done } from "../../../engine/answer/outcome.ts";
import type { Outcome } from "../../contract/desk.ts";
import type { BeginImport } from "../../contract/memory.ts";
import { Refused } from "../../contract/refused.ts";
import type { ImportLine, RevisionLine, SourcesView } from "../../contract/revisions.ts";
import { askOf } from "../ask.ts";
import { operator } from "../../../engine/who.ts";

/** Begins an import: what comes of it is found by its number. Before facts, a snapshot is made. */
export async function beginImport(owner: Owner, { what, file }: BeginImport): Promise<Outcome> {
  return askOf(owner)((turn) => {
    const number = turn.number();
    turn.emit(importOf(number), {
      type: "import.begun",
      data: { number, what },
      values: { file: fromOperator(file) },
    });
    if (what === "facts") markFor(turn, "import", number);
    return done(`Import ${number} begins`, number);
  });
}

/** Who decides about a part of an import: all of it is one chain. */
export async function importer(
  { office }: Owner,
  number: number | undefined,
): Promise<typeof operator | { actor: string; cause: number; intent: number }> {
  if (number === undefined) return operator;
  const { entry } = await office.book.read(importOf(number));
  if (entry !== null) return { actor: operator.actor, cause: entry, intent: entry };
  throw new Refused({ code: "import_unknown", message: `There is no import ${number}` });
}

const most = 1_000;

export async function sources(owner: Owner): Promise<SourcesView> {
  const { store, office } = owner;
  const newest = { order: [{ column: "number", descending: true }], limit: most };
  const imports: ImportLine[] = [];
  for (const row of await store.find({ table: "import", ...newest })) {
    imports.push(await importLine(owner, row));
  }
  const revisions = await store.find({ table: "revision", ...newest });
  return {
    imports,
    revisions: await Promise.all(revisions.map((row) => revisionLine(owner, row))),
    now: office.clock.now(),
    timeZone: office.settings.company.timeZone,
  };
}

async function importLine({ store }: Owner, row: Row): Promise<ImportLine> {
  const { number, what, file, at, seq: entry } = row;
  const root = Number(entry);
  return {
    number: Number(number),
    what: what === "facts" ? "facts" : "passages",
    file: String(file),
    at: Number(at),
    entry: root,
    facts: await store.count({
      table: "change",
      where: { intent: root, author: "import" },
      above: { version: 0 },
    }),
    passages: await store.count({ table: "passage", where: { root } }),
    withdrawn: await store.count({ table: "withdrawn", where: { root } }),
  };
}

async function revisionLine(owner: Owner, row: Row): Promise<RevisionLine> {
  // Written by the events of revisions alone: a source, or an entry.
  const of = JSON.parse(String(row["of"])) as Source | number;
  return {
    number: Number(row["number"]),
    how: row["how"] === "restore" ? "restore" : "rollback",
    of: typeof of === "number" ? await placeOf(owner, of) : nameOf(of),
    because: String(row["why"]),
    at: Number(row["at"]),
    facts: Number(row["facts"]),
    passages: Number(row["passages"]),
    conflicts: Number(row["conflicts"]),
    ended: row["ended_at"] !== null,
  };
}

/** A snapshot by its number; else a place that has none. */
async function placeOf({ store }: Owner, entry: number): Promise<string> {
  const [mark] = await store.find({ table: "mark", where: { seq: entry }, limit: 1 });
  return mark === undefined ? `entry:${entry}` : `snapshot:${Number(mark["number"])}`;
}
