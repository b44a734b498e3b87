import { takenOver } from "../../engine/bring/record.ts";
import type { Owner } from "../../engine/owner.ts";
import { recordOf } from "../../engine/streams.ts";

/** How many became clients in a time; those that she only brought along were hers before. */
export async function won(
  { store, office }: Owner,
  { from, until }: { from: number; until: number },
): Promise<number> {
  const rows = await store.find({
    table: "fact",
    where: { kind: "client", field: "stage", value: '"active"' },
    above: { at: from - 1 },
    below: { at: until },
  });
  let count = 0;
  for (const row of rows) {
    const { facts } = await office.book.read(recordOf("client", String(row["id"])));
    if (facts["stage"]?.at(-1)?.reason !== takenOver) count += 1;
  }
  return count;
}
