import { unreadable } from "../../../engine/memory/form.ts";
import { markNamed, plainName } from "../../../engine/memory/mark.ts";
import { done, no, type Said } from "../../../engine/answer/outcome.ts";
import type { Owner } from "../../../engine/owner.ts";
import type { Outcome } from "../../contract/desk.ts";
import {
  mostSnapshotName,
  type SnapshotLine,
  type SnapshotsView,
  usualSnapshots,
} from "../../contract/snapshots.ts";
import { askOf } from "../ask.ts";
import { isOtherPlace, placeIn } from "../history-place.ts";

/** Marks what is remembered now, under a name of hers. */
export async function snapshot(owner: Owner, name: string): Promise<Outcome> {
  const wrong = misnamed(plainName(name));
  if (wrong !== null) return { ok: false, code: "snapshot_name", message: wrong };
  return askOf(owner)((turn): Said => {
    const { number, fresh } = markNamed(turn, owner.office, name);
    if (fresh)
      return done(`Snapshot ${number} is "${plainName(name)}": what is remembered now`, number);
    return no(
      "snapshot_exists",
      `Cannot make snapshot "${plainName(name)}": number ${number} has that name; choose another`,
    );
  });
}

function misnamed(name: string): string | null {
  const act = "Cannot make a snapshot";
  if (name === "") return `${act} without a name; give one like "before the tax advisor"`;
  if (name.length > mostSnapshotName)
    return `${act} with a name of more than ${mostSnapshotName} characters; give a shorter one`;
  const odd = unreadable(name);
  if (odd !== null) return `${act} by that name: ${odd}`;
  return isOtherPlace(name)
    ? `${act} by the name "${name}": it means a number or a time already; put a word before it`
    : null;
}

export async function snapshots(
  owner: Owner,
  { limit = usualSnapshots }: { limit?: number },
): Promise<SnapshotsView> {
  const { store, office } = owner;
  const rows = await store.find({
    table: "mark",
    order: [{ column: "number", descending: true }],
    limit,
  });
  const lines: SnapshotLine[] = [];
  for (const row of rows) {
    const { entry, name, at, number } = placeIn(row);
    const above = { seq: entry };
    lines.push({
      number: number ?? 0,
      name,
      at,
      entry,
      why: row["why"] as SnapshotLine["why"], // Written by the event of exactly these words.
      facts: await store.count({ table: "change", above }),
      passages: await store.count({ table: "passage", above }),
    });
  }
  return {
    snapshots: lines,
    more: (await store.count({ table: "mark" })) - lines.length,
    now: office.clock.now(),
    timeZone: office.settings.company.timeZone,
  };
}
