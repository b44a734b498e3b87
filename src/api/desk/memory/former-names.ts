import type { Owner } from "../../../engine/owner.ts";
import { recordOf } from "../../../engine/streams.ts";

export type Former = { subject: string; name: string };

/**
 * What clients were called before, from the versions of their name; what a client is called now may be
 * among it. Who is forgotten has none: their versions are sealed under a key that is gone.
 */
export async function formerNames({ store, office }: Owner): Promise<Former[]> {
  const changes = await store.find({ table: "change", where: { kind: "client" } });
  const named = changes.filter(({ version, subject, fields }) => {
    const said = typeof fields === "string" ? (JSON.parse(fields) as unknown) : [];
    const isRecorded = typeof version === "number" && typeof subject === "string";
    return isRecorded && Array.isArray(said) && said.includes("name");
  });
  const found: Former[] = [];
  for (const [id, rows] of Map.groupBy(named, (row) => String(row["id"]))) {
    // Of one who was never called anything else the name itself is looked at.
    if (rows.length < 2) continue;
    const subject = String(rows[0]?.["subject"]);
    for (const { value } of (await office.book.read(recordOf("client", id))).facts["name"] ?? []) {
      if (typeof value === "string") found.push({ subject, name: value });
    }
  }
  return found;
}
