import type { EntityKind } from "../value/entity-kind.ts";
import { skeleton } from "../value/skeleton.ts";
import type { Names } from "./finding/names.ts";

/**
 * Who is called how: a client, or a person, a company or a project of theirs, with every other name that
 * leads to them.
 *
 * EN1 A name leads to one entity. What looks like a name of another, or is one in other letters, is none.
 * EN2 Names are matched whole, never in part: the beginning of another's name leads to whom it was given.
 */
export type Entity = {
  /** Whose it is. */
  subject: string;
  /** Of its record, or of the client itself. */
  key: string;
  kind: EntityKind | "client";
  name: string;
  /** Other names of it, and addresses. */
  aliases: readonly string[];
};

/** The kind under which names stand on record. */
export const entityKind = "entity";

export const mostAliases = 50;
const mostName = 200;

/** What a name is compared by: whatever looks the same is the same. */
export function lookOf(name: string): string {
  const folded = name.normalize("NFKC").toLowerCase().replaceAll(/\s+/gu, "");
  // An address is told apart to the letter: mail is sent to it.
  return folded.includes("@") ? folded : skeleton(folded);
}

/** Why nobody can be called so; null where they can. */
export function misnamed(name: string): string | null {
  if (name.trim() === "" || name.trim() !== name)
    return "it is empty, or begins or ends with a blank";
  if (name.length > mostName) return `it is longer than ${mostName} characters`;
  if (/^\d+$/.test(name)) return "a number stands for a job; add a letter to it";
  return /[\p{L}\p{N}]/u.test(name) ? null : "it holds no letter";
}

/** To whom a name leads already, and by which of theirs (EN1). */
export function takenBy(
  name: string,
  entities: readonly Entity[],
  besides: string,
): { entity: Entity; as: string } | null {
  const look = lookOf(name);
  for (const entity of entities) {
    if (entity.key === besides) continue;
    const as = [entity.name, ...entity.aliases].find((each) => lookOf(each) === look);
    if (as !== undefined) return { entity, as };
  }
  return null;
}

/** What the entities are called in texts; addresses stand in none. */
export function namesIn(entities: readonly Entity[]): Names[] {
  return entities
    .map(({ name, aliases }) => [name, ...aliases].filter((each) => !/^$|@/.test(each)))
    .filter((names) => names.length > 0);
}
