import type { Owner } from "../../../engine/owner.ts";
import { removalStream } from "../../../engine/streams.ts";
import { textOf } from "../../../value/json.ts";
import type { RemovedFact } from "../../contract/facts.ts";
import { removalsOf } from "../removals.ts";

/** By the entry that recorded it: when a version was removed for good, by whose word, and why. */
export async function removedFacts(
  owner: Owner,
  entries: readonly number[],
): Promise<ReadonlyMap<number, RemovedFact>> {
  const removals = await removalsOf(owner, entries);
  if (removals.size === 0) return new Map();
  const because = await reasons(owner, new Set(removals.keys()));
  return new Map(
    [...removals].map(([entry, said]) => [entry, { ...said, because: because.get(entry) ?? "" }]),
  );
}

/** Her reason stands where the removal was recorded. */
async function reasons(
  owner: Owner,
  entries: ReadonlySet<number>,
): Promise<ReadonlyMap<number, string>> {
  const said = new Map<number, string>();
  const events = await owner.journal.load(removalStream.name);
  for (const { type, data, values } of events) {
    if (type !== "content.removing" || !Array.isArray(data["entries"])) continue;
    for (const entry of data["entries"]) {
      if (typeof entry === "number" && entries.has(entry))
        said.set(entry, textOf(values["why"]?.value));
    }
  }
  return said;
}
