import type { Owner } from "../../engine/owner.ts";
import { runOf } from "../../engine/streams.ts";
import type { Rested } from "../contract/facts.ts";
import { actLine, jobLine } from "./jobs.ts";
import { begunBy } from "./rests-on.ts";

/** Of more, only the newest are told. */
const most = 100;

/** Jobs that read a record at this version of it or a later one, the newest first, with what they did since (D6). */
export async function restedOn(
  owner: Owner,
  { kind, key }: { kind: string; key: string },
  from: number,
): Promise<Rested[]> {
  const rows = await owner.store.find({
    table: "rested",
    where: { kind, id: key },
    above: { version: from - 1 },
    order: [{ column: "at", descending: true }],
    limit: most,
  });
  const found: Rested[] = [];
  for (const [run, reads] of Map.groupBy(rows, (row) => String(row["run"]))) {
    const [job] = await owner.store.find({ table: "run", where: { id: run }, limit: 1 });
    if (job === undefined) continue;
    const { number, runbook, status } = await jobLine(owner, job);
    const times = reads.map((row) => Number(row["at"]));
    const steps = reads.map((row) => String(row["path"])).toReversed();
    const { run: state } = await owner.office.book.read(runOf(run));
    found.push({
      number,
      runbook,
      status,
      steps,
      at: Math.max(...times),
      acts: await actsSince(owner, run, Math.min(...times)),
      again: state.status === "open" ? `repair ${number} --step ${steps[0] ?? ""}` : begunBy(state),
    });
  }
  return found;
}

async function actsSince(owner: Owner, run: string, at: number): Promise<string[]> {
  const { run: job } = await owner.office.book.read(runOf(run));
  const acts = await owner.store.find({ table: "act", where: { run, status: "applied" } });
  return acts.flatMap((row) => {
    const act = job.effects[String(row["token"])];
    return act === undefined || Number(row["at"]) < at ? [] : [actLine(owner, act)];
  });
}
