import type { Owner } from "../../engine/owner.ts";

/** `by`: "you", or "your rule for drafts". */
type RemovalTold = { at: number; by: string };

/** By entry, when its content was removed while its client stayed, and by whose word. */
export async function removalsOf(
  { store }: Owner,
  entries: readonly number[],
): Promise<ReadonlyMap<number, RemovalTold>> {
  const rows = await store.find({ table: "removed", where: { seq: entries } });
  return new Map(
    rows.map(({ seq, at, by, kind }) => [
      Number(seq),
      { at: Number(at), by: by === "rule" ? `your rule for ${String(kind)}` : "you" },
    ]),
  );
}
