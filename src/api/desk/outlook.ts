import type { Owner } from "../../engine/owner.ts";
import { partyName } from "./names.ts";

const weekMs = 7 * 86_400_000;

/** Acts done within the last week without asking her. */
export async function weekOfWork(owner: Owner): Promise<number> {
  const since = owner.office.clock.now() - weekMs;
  return owner.store.count({
    table: "act",
    where: { status: "applied", asked: 0 },
    above: { at: since },
  });
}

/** What falls due next by itself. */
export async function nextUp(owner: Owner): Promise<{ at: number; line: string } | null> {
  const now = owner.office.clock.now();
  const rows = await owner.store.find({
    table: "due",
    above: { at: now },
    order: [{ column: "at" }],
    limit: 20,
  });
  for (const row of rows) {
    const key = String(row["key"]);
    const kind = key.slice(0, key.indexOf(":") === -1 ? key.length : key.indexOf(":"));
    if (kind !== "wait" && kind !== "escalate") continue;
    const [run] = await owner.store.find({
      table: "run",
      where: { id: String(row["run"]) },
      limit: 1,
    });
    const client = await partyName(owner.store, run?.["subject"]);
    const what = kind === "wait" ? "a wait ends" : "asks you, if it is not done by then";
    return { at: Number(row["at"]), line: client === "" ? what : `${client}: ${what}` };
  }
  return null;
}
