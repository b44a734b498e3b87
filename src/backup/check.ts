import { ofBytes } from "../value/digest.ts";
import type { KeysCopy, Snapshot } from "./manifest.ts";
import type { Stored } from "./object.ts";
import { objectsOf, type Repository } from "./repository.ts";

/** What can be told about a backup without its identity: that every object is there and unchanged. */
export type Wholeness = { objects: number; bytes: number; amiss: string[] };

export async function wholeness(
  repository: Repository,
  snapshots: readonly Snapshot[],
  copies: readonly KeysCopy[],
): Promise<Wholeness> {
  const found: Wholeness = { objects: 0, bytes: 0, amiss: [] };
  const look = async (stored: Stored, read: () => Promise<Uint8Array>): Promise<void> => {
    found.objects += 1;
    found.bytes += stored.bytes;
    const file = await read().catch((error: unknown) => String(error));
    if (typeof file === "string") found.amiss.push(`"${stored.name}" is missing`);
    else if (ofBytes(file) !== stored.name) found.amiss.push(`"${stored.name}" has changed`);
  };
  const objects = new Map(snapshots.flatMap(objectsOf).map((one) => [one.name, one]));
  for (const stored of objects.values()) await look(stored, () => repository.getObject(stored));
  for (const copy of copies) await look(copy.object, () => repository.getKeys(copy));
  return found;
}
