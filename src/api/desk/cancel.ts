import { actionOf, lineOf } from "../../engine/effect/action.ts";
import { notOpen } from "../../engine/answer/step.ts";
import type { Owner } from "../../engine/owner.ts";
import { runOf } from "../../engine/streams.ts";
import { inDoubt } from "../../kernel/effect.ts";
import { nodeAt } from "../../kernel/interpret.ts";
import type { Outcome } from "../contract/desk.ts";
import type { CancelPreview } from "../contract/jobs.ts";
import { Refused } from "../contract/refused.ts";
import { actLine, jobRow } from "./jobs.ts";
import { leftBy } from "./left-by.ts";

export async function cancelPreview(owner: Owner, number: number): Promise<CancelPreview> {
  const id = String((await jobRow(owner, number))["id"]);
  const { run: job } = await owner.office.book.read(runOf(id));
  if (job.status !== "open") throw new Refused(notOpen(job));
  return foreseen(owner, id);
}

/** What a job's cancelling leads to, told with it: what is taken back, and what stays. */
export async function cancelling(
  owner: Owner,
  id: string,
  cancel: () => Promise<Outcome>,
): Promise<Outcome> {
  const preview = await foreseen(owner, id);
  const said = await cancel();
  if (!said.ok) return said;
  const { undone, stays, waitsFor } = preview;
  const doubt = waitsFor.map((line) => `first you are asked whether it was done: ${line}`);
  const follows = [...doubt, ...undone.map((line) => `taken back: ${line}`)];
  if (follows.length === 0) follows.push("nothing has to be taken back");
  const kept = stays.map((line) => `stays, as it is final: ${line}`);
  const { waits, ...rest } = said;
  if (waits !== undefined) return { ...rest, waits: [...follows, ...kept] };
  return { ...rest, message: [said.message, ...follows, ...kept].join("; ") };
}

async function foreseen(owner: Owner, id: string): Promise<CancelPreview> {
  const preview: CancelPreview = { undone: [], stays: [], waitsFor: [] };
  await foreseeCancel(owner, id, preview);
  return preview;
}

/** Newest first, the jobs that it called among it. */
async function foreseeCancel(owner: Owner, id: string, preview: CancelPreview): Promise<void> {
  const { run } = await owner.office.book.read(runOf(id));
  await owner.office.releases.load(run.release);
  const plan = owner.office.releases.get(run.release).plans[run.runbook];
  for (const call of run.called.toReversed()) await foreseeCancel(owner, call.run, preview);
  for (const applied of run.applied.toReversed()) {
    if (applied.kind === "record") {
      const node = plan === undefined ? null : nodeAt(plan, applied.path);
      const stays = node?.kind === "record" && node.cancelled !== undefined;
      const what = stays ? "stays on record, as what is left of it" : "back to what stood before";
      preview.undone.push(`${applied.record.kind}: ${what}`);
      continue;
    }
    const act = run.effects[applied.token];
    if (act === undefined) continue;
    const action = actionOf(owner.office, act.proposal.connector, act.proposal.action)?.action;
    const line = lineOf(owner.office, act) ?? act.proposal.action;
    if (action?.undo === null || action === undefined) preview.stays.push(line);
    else preview.undone.push(`${line}: ${[action.undo.note, ...leftBy(action, act)].join("; ")}`);
  }
  for (const act of Object.values(run.effects)) {
    if (inDoubt(act)) preview.waitsFor.push(actLine(owner, act));
  }
}
