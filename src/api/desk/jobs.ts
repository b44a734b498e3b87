import type { Owner } from "../../engine/owner.ts";
import { controlStream, type RunCell, runOf } from "../../engine/streams.ts";
import type { Row } from "../../ledger/table.ts";
import { isObject } from "../../value/json.ts";
import type { RunLine, RunStatus, RunView } from "../contract/jobs.ts";
import { Refused } from "../contract/refused.ts";
import { lineOf } from "../../engine/effect/action.ts";
import { isJudgedOnly } from "../../engine/effect/propose.ts";
import type { Effect } from "../../kernel/effect.ts";
import { processMeant } from "./name-meant.ts";
import { arrivalWords } from "./names.ts";
import { clientOf } from "./whom.ts";
import { actAgain, asking, type NextTry, stepAgain } from "./next-try.ts";
import { holdOf } from "./held.ts";
import { timeline } from "./timeline/timeline.ts";
import { filledIn, jobName, standing, type Standing } from "./place.ts";
import { purposeOf, stepWords } from "./sentences.ts";

export async function runs(
  owner: Owner,
  filter: { status?: RunStatus; runbook?: string; limit?: number },
): Promise<RunLine[]> {
  const { status, runbook, limit } = filter;
  if (runbook !== undefined) await processMeant(owner, runbook);
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
  for (const row of rows) lines.push(await jobLine(owner, row));
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

export async function jobLine(owner: Owner, row: Row): Promise<RunLine> {
  const cell = await owner.office.book.read(runOf(String(row["id"])));
  const status = String(row["status"]);
  const open = status === "open" || status === "cancelling";
  const waits = open ? await waitingFor(owner, String(row["id"]), cell) : nothing;
  const control = await owner.office.book.read(controlStream);
  const paused = status === "open" ? holdOf(control, String(row["runbook"])) : null;
  return {
    number: Number(row["number"]),
    runbook: String(row["runbook"]),
    title: await nameOf(owner, String(row["id"])),
    client: await clientOf(owner.store, row["subject"], cell.run),
    status: standingOf(status, waits.line, paused !== null),
    line: waits.line !== "" || !open ? waits.line : (asking(cell) ?? ""),
    nextTryAt: waits.nextTryAt,
    paused,
    startedAt: Number(row["started_at"]),
    endedAt: typeof row["ended_at"] === "number" ? row["ended_at"] : null,
    costMicros: cell.run.costMicros,
  };
}

async function nameOf(owner: Owner, id: string): Promise<string> {
  const at = await standing(owner, id, "");
  return at === null ? "" : jobName(owner, at);
}

/** Statuses as stored, but what is open says why it does not go on. */
function standingOf(stored: string, waiting: string, paused: boolean): RunStatus {
  if (stored !== "open") return stored as RunStatus; // Stored names other than "open" are those of the desk.
  if (paused) return "paused";
  return waiting === "" ? "running" : "waiting";
}

type Waits = { line: string; nextTryAt: number | null };

const nothing: Waits = { line: "", nextTryAt: null };

/** What the job waits for, by its open steps; an empty line while it works. */
async function waitingFor(owner: Owner, id: string, cell: RunCell): Promise<Waits> {
  const parts: string[] = [];
  const tries: NextTry[] = Object.values(cell.run.effects).flatMap(
    (act) => actAgain(owner, act, actLine(owner, act)) ?? [],
  );
  for (const [path, step] of Object.entries(cell.run.steps)) {
    if (step.status === "done") continue;
    if (step.status === "proposed") {
      parts.push(...heldActs(owner, cell, step.tokens));
      continue;
    }
    const at = await standing(owner, id, path);
    tries.push(...[stepAgain(owner, at, step) ?? []].flat());
    const name = stepName(owner, at, path);
    if (step.status === "waiting") {
      parts.push(step.on === null ? `waiting: ${name}` : `waiting for ${arrivalWords(step.on)}`);
    } else if (step.status === "asking") parts.push(`waiting for your answer: ${name}`);
    else if (step.status === "form") parts.push(`waiting for you to do: ${name}`);
    else if (step.status === "failed") parts.push(`stuck at "${stepWords(path)}"`);
    else if (step.status === "calling") parts.push(`waiting for a part of the job: ${name}`);
  }
  const line = [...parts, ...tries.map((each) => each.line)].join(", ");
  return { line, nextTryAt: tries.length === 0 ? null : Math.min(...tries.map(({ at }) => at)) };
}

/** A step by its title, else by what it is for, else by its name. */
function stepName(owner: Owner, at: Standing | null, path: string): string {
  if (at?.node?.kind === "approve") return filledIn(owner, at, at.node.title);
  if (at?.node?.kind === "wait" && at.node.ask !== null)
    return filledIn(owner, at, at.node.ask.title);
  const purpose = at === null ? "" : purposeOf(at.release, at.node);
  return purpose === "" ? stepWords(path) : purpose;
}

function heldActs(owner: Owner, cell: RunCell, tokens: readonly string[]): string[] {
  return tokens.flatMap((token) => {
    const act = cell.run.effects[token];
    if (act !== undefined && isJudgedOnly(cell, token))
      return [`being looked up, whether it was done already: ${actLine(owner, act)}`];
    if (act?.status === "asking" || act?.status === "held")
      return [`waiting for your answer: ${actLine(owner, act)}`];
    return act?.status === "unknown"
      ? [`not sure whether it was done: ${actLine(owner, act)}`]
      : [];
  });
}

export function actLine(owner: Owner, act: Effect): string {
  const { connector, action: name } = act.proposal;
  return lineOf(owner.office, act) ?? `${connector}.${name}`;
}

export async function run(owner: Owner, number: number): Promise<RunView> {
  const row = await jobRow(owner, number);
  const id = String(row["id"]);
  const line = await jobLine(owner, row);
  const at = await standing(owner, id, "");
  const cell = await owner.office.book.read(runOf(id));
  const { currency, timeZone, locale } = owner.office.settings.company;
  return {
    ...line,
    from: origin(cell),
    version: at?.plan.version.slice(0, 8) ?? "",
    release: cell.run.release.slice(0, 8),
    entries: await timeline(owner, id),
    next: line.line,
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
