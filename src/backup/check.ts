import { ofBytes } from "../value/digest.ts";
import type { Copies } from "./key-ring.ts";
import type { Snapshot } from "./manifest.ts";
import type { Stored } from "./object.ts";
import { whatOf } from "./refused.ts";
import { keysPath, objectPath, objectsOf, type Repository } from "./repository.ts";

/**
 * What can be told about a backup without its identity: that every object is there and unchanged, and
 * the newest copy of the keys.
 */
export type Wholeness = { objects: number; bytes: number; amiss: string[] };

const keysRemedy =
  'make a new copy of the keys with "mainstay backup"; until then a restore takes the newest that is whole';

export async function wholeness(
  repository: Repository,
  snapshot: Snapshot,
  { sound, spoilt }: Copies,
): Promise<Wholeness> {
  const objects = new Map(objectsOf(snapshot).map((one) => [one.name, one]));
  const copy = sound.at(-1);
  const all = copy === undefined ? [...objects.values()] : [...objects.values(), copy.object];
  const amiss: string[] = [];
  for (const stored of objects.values()) {
    amiss.push(...(await look(stored, objectPath(stored.name), repository.getObject(stored))));
  }
  const keys = spoilt.filter(({ id }) => id > (copy?.id ?? "")).map(({ error }) => whatOf(error));
  if (copy !== undefined) {
    keys.push(...(await look(copy.object, keysPath(copy.id), repository.getKeys(copy))));
  }
  return {
    objects: all.length,
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    amiss: [...amiss, ...keys.map((what) => `${what}; ${keysRemedy}`)],
  };
}

async function look(stored: Stored, place: string, read: Promise<Uint8Array>): Promise<string[]> {
  const file = await read.catch(whatOf);
  if (typeof file === "string") return [file];
  return ofBytes(file) === stored.name ? [] : [`"${place}" has changed`];
}
