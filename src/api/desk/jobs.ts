import type { Owner } from "../../engine/owner.ts";
import { type RunCell, runOf } from "../../engine/streams.ts";
import type { Row } from "../../ledger/table.ts";
import { isObject } from "../../value/json.ts";
import type { CancelPreview, RunLine, RunStatus, RunView } from "../contract/desk.ts";
import { Refused } from "../contract/refused.ts";
import { actionOf, argsOf } from "../../engine/effect/action.ts";
import { inDoubt } from "../../kernel/effect.ts";
import { arrivalWords, partyName } from "./names.ts";
import { timeline } from "./timeline.ts";
import { standing } from "./place.ts";

export async function runs(
  owner: Owner,
  filter: { status?: RunStatus; runbook?: string; limit?: number },
): Promise<RunLine[]> {
  const { status, runbook, limit } = filter;
  const stored = status === undefined ? undefined : storedStatus(status);
  const rows = await owner.store.find({
    table: "run",
    where: {
      ...(stored === undefined ? {} : { status: stored }),
      ...(runbook === undefined ? {} : { runbook }),
    },
    order: [{ column: "number", descending: true }],
    limit: limit ?? 50,
  });
  const lines: RunLine[] = [];
  for (const row of rows) lines.push(await lineOf(owner, row));
  return status === undefined ? lines : lines.filter((line) => line.status === status);
}

export async function jobRow(owner: Owner, number: number): Promise<Row> {
  const [row] = await owner.store.find({ table: "run", where: { number }, limit: 1 });
  if (row === undefined)
    throw new Refused({
      code: "job_unknown",
      message: `There is no job ${number}; see "mainstay runs"`,
    });
  return row;
}

function storedStatus(status: RunStatus): string[] {
  if (status === "running" || status === "waiting" || status === "paused") return ["open"];
  return [status];
}

async function lineOf(owner: Owner, row: Row): Promise<RunLine> {
  const cell = await owner.office.book.read(runOf(String(row["id"])));
  const status = String(row["status"]);
  const waiting = waitingFor(cell);
  return {
    number: Number(row["number"]),
    runbook: String(row["runbook"]),
    client: await partyName(owner.store, row["subject"]),
    status: status === "open" ? (waiting === "" ? "running" : "waiting") : (status as RunStatus),
    line: status === "open" ? waiting : "",
    startedAt: Number(row["started_at"]),
    endedAt: typeof row["ended_at"] === "number" ? row["ended_at"] : null,
    costMicros: cell.run.costMicros,
  };
}

/** What the job waits for, by its open steps; empty while it works. */
function waitingFor(cell: RunCell): string {
  const parts: string[] = [];
  for (const [path, step] of Object.entries(cell.run.steps)) {
    const name = path.split("/").at(-1) ?? path;
    if (step.status === "waiting") {
      parts.push(
        step.on === null ? `waiting at "${name}"` : `waiting for ${arrivalWords(step.on)}`,
      );
    } else if (step.status === "asking") parts.push(`waiting for your answer at "${name}"`);
    else if (step.status === "form") parts.push(`waiting for you to do "${name}"`);
    else if (step.status === "failed") parts.push(`stuck at "${name}"`);
    else if (step.status === "calling") parts.push(`waiting for a part of the job: "${name}"`);
    else if (step.status === "proposed") parts.push(...heldActs(cell, step.tokens));
  }
  return parts.join(", ");
}

function heldActs(cell: RunCell, tokens: readonly string[]): string[] {
  return tokens.flatMap((token) => {
    const status = cell.run.effects[token]?.status;
    if (status === "asking" || status === "held") return ["waiting for your answer to an act"];
    return status === "unknown" ? ["an act whose outcome is not known"] : [];
  });
}

export async function run(owner: Owner, number: number): Promise<RunView> {
  const row = await jobRow(owner, number);
  const id = String(row["id"]);
  const line = await lineOf(owner, row);
  const at = await standing(owner, id, "");
  const cell = await owner.office.book.read(runOf(id));
  const { currency, timeZone, locale } = owner.office.settings.company;
  return {
    ...line,
    from: origin(cell),
    version: at?.plan.version.slice(0, 8) ?? "",
    release: cell.run.release.slice(0, 8),
    entries: await timeline(owner, id),
    next: line.status === "waiting" ? line.line : "",
    currency,
    timeZone,
    locale,
  };
}

function origin(cell: RunCell): string {
  const { trigger, input } = cell.run;
  if (trigger.kind === "event" && isObject(input.value)) {
    const title = input.value["title"];
    return typeof title === "string" ? `mail "${title}"` : "an arrival";
  }
  if (trigger.kind === "time") return "the calendar";
  return trigger.kind === "call" ? "another job" : "you";
}

export async function cancelPreview(owner: Owner, number: number): Promise<CancelPreview> {
  const row = await jobRow(owner, number);
  const preview: CancelPreview = { undone: [], stays: [], waitsFor: [] };
  await foreseeCancel(owner, String(row["id"]), preview);
  return preview;
}

/** Newest first, the jobs that it called among it. */
async function foreseeCancel(owner: Owner, id: string, preview: CancelPreview): Promise<void> {
  const { run } = await owner.office.book.read(runOf(id));
  for (const call of run.called.toReversed()) await foreseeCancel(owner, call.run, preview);
  for (const applied of run.applied.toReversed()) {
    if (applied.kind === "record") {
      preview.undone.push(`${applied.record.kind}: back to what stood before`);
      continue;
    }
    const act = run.effects[applied.token];
    if (act === undefined) continue;
    const action = actionOf(owner.office, act.proposal.connector, act.proposal.action)?.action;
    const line = action?.preview(argsOf(act.args)).line ?? act.proposal.action;
    if (action?.undo === null || action === undefined) preview.stays.push(line);
    else preview.undone.push(`${line}: ${action.undo.note}`);
  }
  for (const act of Object.values(run.effects)) {
    if (inDoubt(act)) preview.waitsFor.push(`${act.proposal.connector}.${act.proposal.action}`);
  }
}
