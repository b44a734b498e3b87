import type { Owner } from "../../../engine/owner.ts";
import { recordOf } from "../../../engine/streams.ts";

export type Former = { subject: string; name: string };

/**
 * What clients were called before, from the versions of their name; what a client is called now may be
 * among it. Who is forgotten has none: their facts are no rows any more.
 */
export async function formerNames({ store, office }: Owner): Promise<Former[]> {
  // Of one who was never called anything else the name itself is looked at.
  const renamed = await store.find({
    table: "fact",
    where: { kind: "client", field: "name" },
    above: { version: 1 },
  });
  const found: Former[] = [];
  for (const { id, subject } of renamed) {
    if (typeof subject !== "string") continue;
    const { facts } = await office.book.read(recordOf("client", String(id)));
    for (const { value } of facts["name"] ?? []) {
      if (typeof value === "string") found.push({ subject, name: value });
    }
  }
  return found;
}
