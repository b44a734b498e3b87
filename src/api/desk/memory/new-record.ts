import type { Owner } from "../../../engine/owner.ts";
import { fieldsOf, kindBy } from "../../../memory/kind.ts";
import { naming } from "../../../memory/title.ts";
import { plainKinds } from "../../../value/plain-kinds.ts";
import type { FactWord } from "../../contract/facts.ts";
import { Refused } from "../../contract/refused.ts";
import { there, type Titled } from "./records.ts";

/** The field that such records are called by, as her files have them; null where they have none. */
export function calledBy({ office }: Owner, kind: string): string | null {
  const fields = fieldsOf(office.active.schemas[kind] ?? {});
  return naming.find((field) => Object.hasOwn(fields, field)) ?? null;
}

/**
 * A typing error makes no record: of a kind that she alone changes, or whose records have names, a new one
 * is begun where she says so.
 */
export function mustBegin(owner: Owner, kind: string): boolean {
  if (plainKinds.includes(kind)) return false;
  return kindBy(owner.office.active.schemas[kind]).strong || calledBy(owner, kind) !== null;
}

/** Why one that is not there yet is not begun; `theirs` are those that there are. */
export function unbegun({ kind, id }: FactWord, theirs: readonly Titled[]): Refused {
  const name = `${kind} "${id}"`;
  const message =
    theirs.length === 0
      ? `Cannot find the ${name}: they have none; begin it with --new`
      : `Cannot find the ${name}: ${there(theirs)}; name one with --of, or begin this one with --new`;
  return new Refused({ code: "fact_which", message });
}

export function begunBefore({ kind, id }: FactWord): Refused {
  const message = `Cannot begin the ${kind} "${id}": there is one already; leave out --new`;
  return new Refused({ code: "fact_begun", message });
}
