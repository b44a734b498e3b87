import { diff } from "../workspace/diff.ts";
import type { Difference, Problem, Release, Workspace } from "../workspace/release.ts";
import { previous } from "../kernel/release.ts";
import { cancelRun } from "./answer/step.ts";
import type { Turn } from "./turn.ts";
import { nodeAt } from "../kernel/interpret.ts";
import type { Plan } from "../kernel/plan.ts";
import type { Run } from "../kernel/run.ts";
import type { Office } from "./office.ts";
import type { Owner } from "./owner.ts";
import { type Migration, migrations, refusedOf } from "./migration.ts";
import { controlStream, releaseStream, runOf } from "./streams.ts";
import { decide, keyOf } from "../kernel/control.ts";

/**
 * Activates a workspace's files as a release, or goes back to an earlier one, in one transaction
 * together with what happens to the runs under way (ST2, B5).
 *
 * AP1 With `finish`, runs keep the release they pinned; with `migrate`, those go over whose steps so
 *     far the new plan still has, and the others finish; with `pause` and `cancel`, they are paused or
 *     cancelled.
 */
export type RunsChoice = "finish" | "pause" | "migrate" | "cancel";
export type Read = { ok: true; workspace: Workspace } | { ok: false; problems: readonly Problem[] };

export type Applied = {
  ok: boolean;
  problems: readonly Problem[];
  differences: readonly Difference[];
  release: string;
  touched: number[];
  /** What new schemas do to the records that there are. */
  migrations: readonly Migration[];
};

export async function apply(
  owner: Owner,
  read: Read,
  options: { dryRun: boolean; runs: RunsChoice },
): Promise<Applied> {
  const current = currentWorkspace(owner);
  if (!read.ok) {
    return {
      ok: false,
      problems: read.problems,
      differences: [],
      release: owner.office.active.id,
      touched: [],
      migrations: [],
    };
  }
  const differences = diff(current, read.workspace);
  const changes = changedRunbooks(current?.release ?? null, read.workspace.release);
  const touched = await runsOf(owner, changes);
  const found = await migrations(owner, current?.release ?? null, read.workspace.release);
  const problems = found.map(refusedOf).filter((problem) => problem !== null);
  const result = {
    problems,
    differences,
    release: read.workspace.release.id,
    touched: touched.map((t) => t.number),
    migrations: found,
  };
  if (problems.length > 0) return { ok: false, ...result, release: owner.office.active.id };
  if (options.dryRun || (current !== null && differences.length === 0))
    return { ok: true, ...result };
  await activate(owner, read.workspace, { runs: options.runs, back: false }, touched, found);
  return { ok: true, ...result };
}

export async function rollback(
  owner: Owner,
  options: { to?: string; runs: RunsChoice },
): Promise<Applied> {
  const releases = await owner.office.book.read(releaseStream);
  const wanted =
    options.to === undefined
      ? previous(releases)
      : (releases.history.findLast((entry) => entry.release.startsWith(options.to ?? "")) ?? null);
  if (wanted === null) {
    const message =
      options.to === undefined
        ? "Cannot roll back: there is no earlier release"
        : `Cannot roll back to "${options.to}": no release of that name was ever active`;
    const problem = {
      file: "",
      line: null,
      column: null,
      message,
      remedy: 'List them with "mainstay ledger --stream release"',
    };
    return {
      ok: false,
      problems: [problem],
      differences: [],
      release: owner.office.active.id,
      touched: [],
      migrations: [],
    };
  }
  const current = currentWorkspace(owner);
  const release = await owner.office.releases.load(wanted.release);
  const settings = await owner.settingsAt(wanted.settings);
  const workspace = { release, settings };
  const touched = await runsOf(owner, changedRunbooks(current?.release ?? null, release));
  const found = await migrations(owner, current?.release ?? null, release);
  await activate(owner, workspace, { runs: options.runs, back: true }, touched, found);
  return {
    ok: true,
    problems: [],
    differences: diff(current, workspace),
    release: release.id,
    touched: touched.map((t) => t.number),
    migrations: found,
  };
}

type Touched = { id: string; number: number; runbook: string };

async function activate(
  owner: Owner,
  workspace: Workspace,
  how: { runs: RunsChoice; back: boolean },
  touched: readonly Touched[],
  found: readonly Migration[],
): Promise<void> {
  const shapes = found
    .filter(({ from, to }) => from !== to)
    .map(({ kind, from, to }) => ({ kind, from, to }));
  await owner.activate(workspace, { ...how, shapes }, (turn) => {
    if (owner.office.active.id === "") beginLooking(turn, workspace.settings.lookingDays ?? 0);
    if (how.runs === "pause") pauseAll(turn, touched);
    for (const { id } of touched) {
      if (how.runs === "cancel") cancelRun(turn, owner.office, id, "its process was changed");
      if (how.runs === "migrate") migrate(turn, owner.office, id, workspace.release);
    }
  });
  for (const { id } of touched) owner.office.wake(id);
}

/** LK1: in the transaction that sets the company up, so that no act comes before it. */
function beginLooking(turn: Turn, days: number): void {
  const until = turn.at + days * 86_400_000;
  const decision = decide(turn.get(controlStream), { type: "look", until, at: turn.at });
  if (decision.ok) turn.emit(controlStream, ...decision.events);
}

/** Pausing is by runbook, so that one "resume" takes them all up again. */
function pauseAll(turn: Turn, touched: readonly Touched[]): void {
  for (const runbook of new Set(touched.map((t) => t.runbook))) {
    const target = { kind: "runbook", name: runbook } as const;
    const control = turn.get(controlStream);
    if (control.paused[keyOf(target)] !== undefined) continue;
    const decision = decide(control, { type: "pause", target, reason: "its process was changed" });
    if (decision.ok) turn.emit(controlStream, ...decision.events);
  }
}

function migrate(turn: Turn, office: Office, id: string, release: Release): void {
  const { run } = turn.get(runOf(id));
  const before = office.releases.get(run.release).plans[run.runbook];
  const after = release.plans[run.runbook];
  if (before === undefined || after === undefined || run.status !== "open") return;
  if (!fits(run, before, after)) return;
  turn.emit(runOf(id), { type: "run.migrated", data: { release: release.id } });
}

/** AP1. A wait that is open ends only by what the plan still says it ends by. */
function fits(run: Run, before: Plan, after: Plan): boolean {
  return Object.entries(run.steps).every(([path, step]) => {
    const now = nodeAt(after, path);
    if (now === null || now.kind !== nodeAt(before, path)?.kind) return false;
    if (step.status !== "waiting" || now.kind !== "wait") return true;
    return now.on === step.on && (now.ask === null) === (step.item === null);
  });
}

function currentWorkspace(owner: Owner): Workspace | null {
  const { active, settings } = owner.office;
  return active.id === "" ? null : { release: active, settings };
}

/** Runbooks whose runs under way would find another plan, agent or template behind them. */
function changedRunbooks(before: Release | null, after: Release): string[] {
  if (before === null || before.id === after.id) return [];
  return Object.keys(before.plans).filter((name) => {
    const changed = before.plans[name]?.version !== after.plans[name]?.version;
    return changed || JSON.stringify(before.agents) !== JSON.stringify(after.agents);
  });
}

async function runsOf(owner: Owner, runbooks: readonly string[]): Promise<Touched[]> {
  if (runbooks.length === 0) return [];
  const rows = await owner.store.find({
    table: "run",
    where: { status: ["open", "cancelling"], runbook: runbooks },
    order: [{ column: "number" }],
  });
  return rows.map((row) => ({
    id: String(row["id"]),
    number: Number(row["number"]),
    runbook: String(row["runbook"]),
  }));
}
