import type { Tainted } from "../../../engine/memory/poison.ts";
import type { Owner } from "../../../engine/owner.ts";
import { runOf } from "../../../engine/streams.ts";
import type { Rested } from "../../contract/facts.ts";
import { actLine, jobLine } from "../jobs.ts";
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
    const times = reads.map((row) => Number(row["at"]));
    const steps = reads.map((row) => String(row["path"])).toReversed();
    const read = { last: Math.max(...times), first: Math.min(...times) };
    found.push(...(await restedIn(owner, run, steps, read)));
  }
  return found;
}

/** Jobs that worked with something, with what they did since; the newest only. */
export async function jobsThat(
  owner: Owner,
  jobs: ReadonlyMap<string, Tainted>,
): Promise<Rested[]> {
  const found: Rested[] = [];
  const newest = [...jobs].toSorted(([, a], [, b]) => b.since - a.since).slice(0, most);
  for (const [run, { since, paths }] of newest) {
    found.push(...(await restedIn(owner, run, [...paths], { first: since, last: since })));
  }
  return found;
}

async function restedIn(
  owner: Owner,
  run: string,
  steps: string[],
  { first, last }: { first: number; last: number },
): Promise<Rested[]> {
  const [job] = await owner.store.find({ table: "run", where: { id: run }, limit: 1 });
  if (job === undefined) return [];
  const { number, runbook, status } = await jobLine(owner, job);
  const { run: state } = await owner.office.book.read(runOf(run));
  const again =
    state.status === "open" ? `repair ${number} --step ${steps[0] ?? ""}` : begunBy(state);
  const acts = await actsSince(owner, run, first);
  return [{ number, runbook, status, steps, at: last, acts, again }];
}

async function actsSince(owner: Owner, run: string, at: number): Promise<string[]> {
  const { run: job } = await owner.office.book.read(runOf(run));
  const acts = await owner.store.find({ table: "act", where: { run, status: "applied" } });
  return acts.flatMap((row) => {
    const act = job.effects[String(row["token"])];
    return act === undefined || Number(row["at"]) < at ? [] : [actLine(owner, act)];
  });
}
