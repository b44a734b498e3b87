import type { Owner } from "../../../engine/owner.ts";
import { entityKind } from "../../../memory/entity.ts";
import { suggest } from "../../../value/nearest.ts";
import { plainKinds } from "../../../value/plain-kinds.ts";
import { Refused } from "../../contract/refused.ts";

/** A kind that her schemas name, or of which anything is on record; else it is refused. */
export async function kindMeant({ office, store }: Owner, kind: string): Promise<string> {
  const known = [...new Set([...Object.keys(office.active.schemas), ...plainKinds, entityKind])];
  if (known.includes(kind)) return kind;
  const [row] = await store.find({ table: "fact", where: { kind }, limit: 1 });
  if (row !== undefined) return kind;
  throw new Refused({
    code: "fact_kind",
    message: `There is no kind of record "${kind.slice(0, 60)}"; ${suggest(kind, known.toSorted(), "kind")}`,
  });
}
