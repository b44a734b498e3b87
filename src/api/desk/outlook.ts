import type { Owner } from "../../engine/owner.ts";
import { morningNote } from "../../workspace/morning.ts";
import { partyName } from "./names.ts";

const weekMs = 7 * 86_400_000;

/** Acts done within the last week without asking her. */
export async function weekOfWork(owner: Owner): Promise<number> {
  const since = owner.office.clock.now() - weekMs;
  const where = { status: "applied", asked: 0 };
  const all = await owner.store.count({ table: "act", where, above: { at: since } });
  return all - (await notesSince(owner, since));
}

/** A mail to her about what was done is nothing that was done. */
async function notesSince({ store }: Owner, since: number): Promise<number> {
  const runs = await store.find({
    table: "run",
    where: { runbook: morningNote },
    order: [{ column: "number", descending: true }],
    limit: 8,
  });
  const run = runs.map((row) => String(row["id"]));
  if (run.length === 0) return 0;
  const where = { status: "applied", asked: 0, run };
  return store.count({ table: "act", where, above: { at: since } });
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
