import type { Owner } from "../../engine/owner.ts";
import type { Row } from "../../ledger/table.ts";
import { morningNote } from "../../workspace/morning.ts";

/** Kinds of items by which a job asks before it goes on. */
const asking = ["approval", "effect", "question", "form"];
const atOnce = 500;

/**
 * Acts done in a time, and those of them that came of no answer of hers: neither the act, nor its job, nor
 * one that called it had asked by then. A mail to her about what was done is nothing that was done.
 */
export async function doneIn(
  owner: Owner,
  { from, until }: { from: number; until: number },
): Promise<{ done: number; alone: number }> {
  const acts = await owner.store.find({
    table: "act",
    where: { status: "applied" },
    above: { at: from - 1 },
    below: { at: until },
  });
  const jobs = await withCallers(
    owner,
    acts.map((act) => String(act["run"])),
  );
  const asked = await firstAsked(owner, [...jobs.keys()]);
  const done = acts.filter((act) => jobs.get(String(act["run"]))?.["runbook"] !== morningNote);
  const alone = done.filter((act) => {
    const callers = chain(jobs, String(act["run"]));
    const since = Math.min(...callers.map((id) => asked.get(id) ?? Infinity));
    return act["asked"] === 0 && since > Number(act["at"]);
  });
  return { done: done.length, alone: alone.length };
}

/** The jobs, and all that called them, by id. */
async function withCallers({ store }: Owner, ids: readonly string[]): Promise<Map<string, Row>> {
  const jobs = new Map<string, Row>();
  for (let wanted = new Set(ids); wanted.size > 0;) {
    const rows: Row[] = [];
    for (const id of pieces([...wanted])) rows.push(...(await store.find(where("run", { id }))));
    for (const row of rows) jobs.set(String(row["id"]), row);
    const callers = rows.flatMap((row) => (typeof row["parent"] === "string" ? row["parent"] : []));
    wanted = new Set(callers.filter((id) => !jobs.has(id)));
  }
  return jobs;
}

/** When each job first put something before her. */
async function firstAsked({ store }: Owner, runs: readonly string[]): Promise<Map<string, number>> {
  const first = new Map<string, number>();
  for (const run of pieces(runs)) {
    for (const row of await store.find(where("item", { run, kind: asking }))) {
      const id = String(row["run"]);
      first.set(id, Math.min(first.get(id) ?? Infinity, Number(row["opened_at"])));
    }
  }
  return first;
}

function chain(jobs: ReadonlyMap<string, Row>, id: string): string[] {
  const parent = jobs.get(id)?.["parent"];
  return [id, ...(typeof parent === "string" ? chain(jobs, parent) : [])];
}

function where(table: string, given: Record<string, string[]>) {
  return { table, where: given };
}

function pieces<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / atOnce);
  return Array.from({ length: count }, (_, i) => all.slice(i * atOnce, (i + 1) * atOnce));
}
