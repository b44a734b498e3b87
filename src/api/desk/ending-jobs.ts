import type { Owner } from "../../engine/owner.ts";
import { callsOthers } from "../../engine/namings.ts";
import { controlStream, runOf } from "../../engine/streams.ts";
import { heldBack } from "../../kernel/control.ts";
import type { Run } from "../../kernel/run.ts";
import type { ForgetPreview } from "../contract/forget.ts";
import { jobLine } from "./jobs.ts";
import { operator } from "../../engine/who.ts";

/** A job that ends before its client is forgotten, or that is waited for. */
export async function openLine(
  owner: Owner,
  id: string,
  members: readonly string[],
): Promise<ForgetPreview["openJobs"][number]> {
  const [row] = await owner.store.find({ table: "run", where: { id }, limit: 1 });
  const { number, runbook, status, line } = await jobLine(owner, row ?? {});
  const { result: waited } = await owner.office.book.turn(operator, (turn) =>
    callsOthers(turn, id, members),
  );
  return { number, runbook, line: line === "" ? status : line, waited };
}

export async function numbersOf(owner: Owner, jobs: readonly string[]): Promise<number[]> {
  const numbers: number[] = [];
  for (const id of jobs) numbers.push((await owner.office.book.read(runOf(id))).run.number);
  return numbers.toSorted((a, b) => a - b);
}

/** Why her jobs could not be ended now, each with what to do first. */
export async function hindrances(owner: Owner, open: readonly string[]): Promise<string[]> {
  const { book } = owner.office;
  const found: string[] = [];
  const held = heldBack(await book.read(controlStream), {});
  if (held !== null && open.length > 0) {
    found.push(`nothing of their jobs can be undone while ${held}; lift that first`);
  }
  for (const id of open) {
    const { run } = await book.read(runOf(id));
    const doubt = doubtIn(run);
    if (doubt !== null)
      found.push(
        `in job ${run.number} ${doubt}; decide it first with "mainstay show ${run.number}"`,
      );
  }
  return found;
}

function doubtIn(run: Run): string | null {
  const acts = Object.values(run.effects);
  if (acts.some((act) => act.status === "unknown")) return "it is not sure whether an act happened";
  const undone = acts.some(({ undo: { status } }) => /^(unknown|failed|waiting)$/.test(status));
  return undone ? "it is not sure whether an act was taken back" : null;
}
