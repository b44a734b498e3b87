import { heldBack } from "../../src/kernel/control.ts";
import type { Effect } from "../../src/kernel/effect.ts";
import { progress } from "../../src/kernel/interpret.ts";
import type { Run } from "../../src/kernel/run.ts";
import type { Step } from "../../src/kernel/step.ts";
import { controlStream, runOf, seriesOf } from "../../src/engine/streams.ts";
import type { Row } from "../../src/ledger/table.ts";
import type { Evidence } from "./evidence.ts";

/** Timers may be late by this much (TM3). */
const slackMs = 120_000;

type Surroundings = {
  evidence: Evidence;
  id: string;
  run: Run;
  now: number;
  due: ReadonlyMap<string, number>;
  items: ReadonlySet<string>;
  waiting: ReadonlySet<string>;
};

export async function checkRuns(evidence: Evidence): Promise<void> {
  const { owner, disk } = evidence;
  const control = await owner.office.book.read(controlStream);
  const halted = heldBack(control, {}) !== null || control.clock !== null;
  const rows = await disk.store.find({ table: "run", where: { status: ["open", "cancelling"] } });
  const tables = {
    due: await disk.store.find({ table: "due" }),
    item: await disk.store.find({ table: "item", where: { status: "open" } }),
    waiting: await disk.store.find({ table: "waiting" }),
  };
  for (const row of rows) {
    const id = String(row["id"]);
    const { run } = await owner.office.book.read(runOf(id));
    await owner.office.releases.load(run.release);
    const of = (all: readonly Row[]) => all.filter((each) => each["run"] === id);
    const surroundings: Surroundings = {
      evidence,
      id,
      run,
      now: owner.office.clock.now(),
      due: new Map(of(tables.due).map((each) => [String(each["key"]), Number(each["at"])])),
      items: new Set(of(tables.item).map((each) => String(each["about"]))),
      waiting: new Set(of(tables.waiting).map((each) => String(each["path"]))),
    };
    const stuck = halted ? [] : await stuckAt(surroundings);
    for (const why of stuck) {
      evidence.break(
        "SIM2",
        `job ${run.number} (${run.runbook}) waits on nothing that anybody sees: ${why}`,
      );
    }
  }
  rollbacks(evidence);
}

/** SIM2: what of an open run nothing and nobody will move. */
async function stuckAt(at: Surroundings): Promise<string[]> {
  const { run, evidence, id, now } = at;
  const { office } = evidence.owner;
  if (run.status === "cancelling") return cancelling(at);
  const plan = office.releases.get(run.release).plans[run.runbook];
  if (plan === undefined) return ["its release has no such runbook"];
  const control = await office.book.read(controlStream);
  const held = (what: Parameters<typeof heldBack>[1]) => heldBack(control, what) !== null;
  if (held({ runbook: run.runbook })) return [];
  const stuck: string[] = [];
  const { ready, done } = progress(plan, run, now);
  if (done) stuck.push("all its steps are done");
  for (const { path, node } of ready) {
    if (office.underWay.has(`${id}:${path}`)) continue;
    if (node.kind === "agent" && held({ agent: node.agent })) continue;
    stuck.push(`"${path}" could begin`);
  }
  for (const [path, step] of Object.entries(run.steps)) {
    const why = await waitOf(at, path, step);
    if (why !== null) stuck.push(why);
  }
  return stuck;
}

/** Null: it is visible what this step waits for, or it waits for nothing. */
async function waitOf(at: Surroundings, path: string, step: Step): Promise<string | null> {
  const { id, items, waiting, now } = at;
  const { office } = at.evidence.owner;
  switch (step.status) {
    case "done":
    case "entered":
    case "ready":
      return null;
    case "retrying":
      if (step.at <= now || timer(at, `step:${path}`)) return null;
      return `"${path}" is tried again at a time that nobody knows of`;
    case "claimed":
      return office.underWay.has(`${id}:${path}`)
        ? null
        : `"${path}" is claimed, and nobody works on it`;
    case "waiting": {
      if (step.endsAt !== null && !timer(at, `wait:${path}`))
        return `the wait "${path}" has lost its end`;
      if (step.on !== null && !waiting.has(path)) return `the wait "${path}" takes no arrivals`;
      if (step.item !== null && !items.has(path))
        return `the question of "${path}" is not in the inbox`;
      return null;
    }
    case "asking":
    case "form":
    case "failed":
      return items.has(path) ? null : `"${path}" is ${step.status}, and not in the inbox`;
    case "calling": {
      const called = await office.book.read(runOf(step.run));
      return called.run.endedAt === null ? null : `"${path}" called a job that has ended`;
    }
    case "proposed": {
      for (const token of step.tokens) {
        const act = at.run.effects[token];
        const why =
          act === undefined ? `"${path}" proposed nothing` : await waitOfAct(at, token, act);
        if (why !== null) return why;
      }
      const open = step.tokens.some((token) => at.run.effects[token]?.status !== "applied");
      return open ? null : `"${path}" has done all it proposed, and does not end`;
    }
  }
}

async function waitOfAct(at: Surroundings, token: string, act: Effect): Promise<string | null> {
  const { evidence, items, id, run } = at;
  const { office } = evidence.owner;
  const { connector } = act.proposal;
  switch (act.status) {
    case "applied":
      return null;
    case "cleared": {
      const control = await office.book.read(controlStream);
      if (heldBack(control, { connector }) !== null) return null;
      if (office.underWay.has(`${id}:${token}`) || timer(at, `act:${token}`)) return null;
      const series = await office.book.read(seriesOf(connector, `${connector}-`));
      if (series.open !== null) return null;
      return `act ${token} is cleared, and does not leave`;
    }
    case "sent":
      return office.underWay.has(`${id}:${token}`)
        ? null
        : `act ${token} was sent, and nobody asks what became of it`;
    case "asking":
    case "unknown":
    case "held":
      return items.has(token) ? null : `act ${token} is ${act.status}, and not in the inbox`;
    default:
      return run.steps[act.path]?.status === "proposed"
        ? `act ${token} is ${act.status}, and its step still waits for it`
        : null;
  }
}

async function cancelling(at: Surroundings): Promise<string[]> {
  const { run, items, id, evidence } = at;
  const { office } = evidence.owner;
  const waits: boolean[] = [];
  const stuck: string[] = [];
  for (const [token, { status, undo, proposal }] of Object.entries(run.effects)) {
    const control = await office.book.read(controlStream);
    const held = heldBack(control, { connector: proposal.connector }) !== null;
    const visible = items.has(token) || office.underWay.has(`${id}:${token}`) || held;
    if (status === "unknown" || status === "sent") waits.push(visible);
    if (undo.status === "unknown" || undo.status === "failed") waits.push(items.has(token));
    if (undo.status === "waiting") waits.push(timer(at, `undo:${token}`) || held);
    if (undo.status === "sent") waits.push(office.underWay.has(`${id}:${token}/undo`));
    if (status === "applied" && undo.status === "none" && held) waits.push(true);
  }
  for (const step of Object.values(run.steps)) {
    if (step.status === "calling") waits.push(true);
  }
  for (const { run: child } of run.called) {
    const { status } = (await office.book.read(runOf(child))).run;
    if (status === "cancelling" || status === "open") waits.push(true);
  }
  if (waits.length === 0) stuck.push("it is being cancelled, and nothing is left to undo");
  if (waits.includes(false)) stuck.push("an undo is open, and not in the inbox");
  return stuck;
}

function timer({ due, now }: Surroundings, key: string): boolean {
  const at = due.get(key);
  return at !== undefined && at > now - slackMs;
}

/** SIM4: everything that had come to hold is taken back or said to stay, the newest first. */
function rollbacks(evidence: Evidence): void {
  const applied = new Map<string, string[]>();
  const undone = new Map<string, string[]>();
  for (const { type, stream, data } of evidence.events) {
    const name = String(data["token"] ?? data["path"]);
    if (type === "effect.applied" || (type === "step.completed" && data["record"] !== undefined)) {
      applied.set(stream, [...(applied.get(stream) ?? []), name]);
    } else if (type === "undo.applied" || type === "undo.skipped" || type === "undo.recorded") {
      undone.set(stream, [...(undone.get(stream) ?? []), name]);
    } else if (type === "run.cancelled") {
      const wanted = (applied.get(stream) ?? []).toReversed();
      const given = undone.get(stream) ?? [];
      if (wanted.join() !== given.join()) {
        evidence.break(
          "SIM4",
          `${stream} did ${wanted.toReversed().join(", ")} and took back ${given.join(", ") || "nothing"}`,
        );
      }
    }
  }
}
