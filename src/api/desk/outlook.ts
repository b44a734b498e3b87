import type { Owner } from "../../engine/owner.ts";
import { morningNote } from "../../workspace/morning.ts";
import { arrivalWords } from "./names.ts";
import { filledIn, jobName, standing, type Standing } from "./place.ts";
import { capital, stepWords } from "./sentences.ts";
import { lowerFirst } from "./timeline/words.ts";
import { clientOf } from "./whom.ts";

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
    const line = await fallsDue(owner, String(row["run"]), kind === "wait" ? key.slice(5) : null);
    if (line !== null) return { at: Number(row["at"]), line };
  }
  return null;
}

/** Whose it is and what: the end of the wait at that path, or that the whole job takes too long. */
async function fallsDue(owner: Owner, run: string, wait: string | null): Promise<string | null> {
  const at = await standing(owner, run, wait ?? "");
  if (at === null) return null;
  const { run: job } = at.cell;
  const client = await clientOf(owner.store, job.subject ?? undefined, job);
  const name = jobName(owner, at) || capital(stepWords(job.runbook));
  const whose = client === "" || name.includes(client) ? name : `${client}, ${lowerFirst(name)}`;
  return `${whose}: ${wait === null ? "asks you, if it is not done by then" : endOf(owner, at)}`;
}

function endOf(owner: Owner, at: Standing): string {
  const { node, path } = at;
  if (node?.kind === "wait" && node.ask !== null)
    return `“${filledIn(owner, at, node.ask.title)}” waits no longer`;
  if (node?.kind === "wait" && node.on !== null)
    return `waits no longer for ${arrivalWords(node.on)}`;
  return `“${stepWords(path)}” is over`;
}
