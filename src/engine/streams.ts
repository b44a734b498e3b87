import * as apart from "../kernel/apart.ts";
import * as breaker from "../kernel/breaker.ts";
import * as budget from "../kernel/budget.ts";
import * as control from "../kernel/control.ts";
import type { At, RunEvent } from "../kernel/event.ts";
import * as inbound from "../kernel/inbound.ts";
import * as occasion from "../kernel/occasion.ts";
import * as release from "../kernel/release.ts";
import * as run from "../kernel/run.ts";
import * as schedule from "../kernel/schedule.ts";
import * as series from "../kernel/series.ts";
import * as subject from "../kernel/subject.ts";
import type { Recorded } from "../ledger/event.ts";
import * as heuristic from "../memory/heuristic.ts";
import * as imports from "../memory/import.ts";
import * as mark from "../memory/mark.ts";
import * as passage from "../memory/passage.ts";
import * as record from "../memory/record.ts";
import * as removal from "../memory/removal.ts";
import * as revision from "../memory/revision.ts";
import * as approval from "../policy/approval.ts";
import type { Labelled } from "../value/label.ts";
import type { Fold, Stream } from "./turn.ts";

/**
 * Every stream there is, by the prefix of its name, with the fold that gives it meaning. Names hold
 * opaque ids and keyed hashes only (LG1).
 */
export type RunCell = {
  readonly run: run.Run;
  /** By what they are about: a step's path or an effect's token. */
  readonly approvals: Readonly<Record<string, approval.Approval>>;
  /** What was shown with each, under which number, and when. */
  readonly asked: Readonly<Record<string, Asked>>;
  /** Root of its causal chain: the arrival, slot or request that started it. */
  readonly intent: number;
  /** `seq` of its newest event: the cause of what is decided next. */
  readonly last: number;
  /** When the operator last said something that acts may rest on; 0 for never. */
  readonly saidAt: number;
};

export type Asked = { shown: Labelled; item: number; round: number; at: number; factor: boolean };

const runFold: Fold<RunCell> = {
  initial: { run: run.initial, approvals: {}, asked: {}, intent: 0, last: 0, saidAt: 0 },
  subject: ({ run: { subject } }) => subject,
  evolve(cell, recorded) {
    // Event types of this stream are written by this program only, or upcast to its shapes.
    const event = recorded as unknown as At<RunEvent>;
    const next = run.evolve(cell.run, event);
    const intent = cell.intent === 0 ? recorded.intent : cell.intent;
    const { approvals, asked } = event.type.startsWith("approval.")
      ? evolveApprovals(cell, event)
      : cell;
    const said = recorded.actor === "operator" && herWord.has(event.type);
    const saidAt = said ? recorded.at : cell.saidAt;
    return { run: next, approvals, asked, intent, last: recorded.seq, saidAt };
  },
};

/** Recorded by her: a yes, an edit, what she filled in, or her word for an act that was held. */
const herWord: ReadonlySet<RunEvent["type"]> = new Set<RunEvent["type"]>([
  "approval.granted",
  "effect.cleared",
  "effect.withdrawn",
  "step.completed",
]);

function evolveApprovals(cell: RunCell, event: At<RunEvent>): Pick<RunCell, "approvals" | "asked"> {
  switch (event.type) {
    case "approval.requested":
    case "approval.granted":
    case "approval.denied":
    case "approval.spent":
    case "approval.voided": {
      const { about } = event.data;
      const state = approval.evolve(cell.approvals[about] ?? approval.initial, toApproval(event));
      return {
        approvals: { ...cell.approvals, [about]: state },
        asked:
          event.type === "approval.requested"
            ? { ...cell.asked, [about]: askedOf(event) }
            : cell.asked,
      };
    }
    default:
      return cell;
  }
}

function askedOf(event: At<Extract<RunEvent, { type: "approval.requested" }>>): Asked {
  const { item, round, factor } = event.data;
  return { shown: event.values.shown, item, round, factor, at: event.at };
}

function toApproval(
  event: Extract<RunEvent, { type: `approval.${string}` }>,
): approval.ApprovalEvent {
  switch (event.type) {
    case "approval.requested": {
      const { digest, expiresAt } = event.data;
      return { type: event.type, digest, expiresAt };
    }
    case "approval.granted":
    case "approval.denied":
      return { type: event.type, by: event.data.by };
    case "approval.voided":
      return { type: event.type, because: event.data.because };
    case "approval.spent":
      return { type: event.type };
  }
}

/** A fold of the kernel as a fold over recorded events: one cast, for the reason given above. */
function plain<S>(initial: S, evolve: (state: S, event: never) => S): Fold<S> {
  return { initial, evolve: (state, event: Recorded) => evolve(state, event as never) };
}

const folds = {
  subject: plain(subject.initial, subject.evolve),
  inbound: {
    ...plain<inbound.Inbound>(inbound.initial, inbound.evolve),
    subject: (state: inbound.Inbound) => state.subject,
  },
  occasion: plain(occasion.initial, occasion.evolve),
  series: plain(series.initial, series.evolve),
  budget: plain(budget.initial, budget.evolve),
  breaker: plain(breaker.initial, breaker.evolve),
  record: plain(record.initial, record.evolve),
  passage: plain(passage.initial, passage.evolve),
  heuristic: {
    ...plain<heuristic.Heuristic>(heuristic.initial, heuristic.evolve),
    subject: (state: heuristic.Heuristic) => state.subject,
  },
  mark: plain(mark.initial, mark.evolve),
  import: plain(imports.initial, imports.evolve),
  revision: plain(revision.initial, revision.evolve),
  schedule: plain(schedule.initial, schedule.evolve),
  alias: plain<{ subject: string | null }>({ subject: null }, (_, event: AliasEvent) => ({
    subject: event.type === "alias.freed" ? null : event.data.subject,
  })),
};

export type AliasEvent =
  | { type: "alias.assigned"; data: { subject: string } }
  /** It leads nowhere from now on: she took back what she had said. */
  | { type: "alias.freed"; data: Record<string, never> };

const runs = new Map<string, Stream<RunCell>>();

/** Asked for many times per step: made once, so that its name is put together and hashed once. */
export function runOf(id: string): Stream<RunCell> {
  const known = runs.get(id);
  if (known !== undefined) return known;
  const stream = { name: `run/${id}`, fold: runFold };
  if (runs.size >= 10_000) runs.clear();
  runs.set(id, stream);
  return stream;
}

export const subjectOf = (id: string) => ({ name: `subject/${id}`, fold: folds.subject });
export const inboundOf = (id: string) => ({ name: `inbound/${id}`, fold: folds.inbound });
/** By keyed hash of an address, a message id or a payment reference. */
export const aliasOf = (hash: string) => ({ name: `alias/${hash}`, fold: folds.alias });
export const occasionOf = (hash: string) => ({ name: `key/${hash}`, fold: folds.occasion });
export const seriesOf = (connector: string, name: string) => ({
  name: `series/${connector}/${name}`,
  fold: folds.series,
});
/** By the name of a connector's file, or "model/<provider>/<model>". */
export const breakerOf = (what: string) => ({
  name: `breaker/${what}`,
  fold: folds.breaker,
});
/** "workspace", "day/<date>", "run/<id>" or "agent/<name>/<date>". */
export const budgetOf = (scope: string) => ({ name: `budget/${scope}`, fold: folds.budget });
export const recordOf = (kind: string, hash: string) => ({
  name: `record/${kind}/${hash}`,
  fold: folds.record,
});
/** By keyed hash of the client and the passage's id. */
export const passageOf = (hash: string) => ({ name: `passage/${hash}`, fold: folds.passage });
/** By keyed hash of what it says, of which answers, and of whom. */
export const heuristicOf = (hash: string) => ({
  name: `heuristic/${hash}`,
  fold: folds.heuristic,
});
/** By keyed hash of its name, or by what it was made for. */
export const markOf = (key: string) => ({ name: `mark/${key}`, fold: folds.mark });
export const importOf = (number: number) => ({ name: `import/${number}`, fold: folds.import });
export const revisionOf = (number: number) => ({
  name: `revision/${number}`,
  fold: folds.revision,
});
/** A runbook's n-th trigger. */
export const scheduleOf = (runbook: string, n: number) => ({
  name: `schedule/${runbook}/${n}`,
  fold: folds.schedule,
});
export const probeStream = { name: "probe/models", fold: plain(apart.initial, apart.evolve) };
export const embeddingStream = {
  name: "embedding/calls",
  fold: plain(apart.initial, apart.evolve),
};
export const controlStream: Stream<control.Control> = {
  name: "control",
  fold: plain(control.initial, control.evolve),
};
export const releaseStream: Stream<release.Releases> = {
  name: "release",
  fold: plain(release.initial, release.evolve),
};
/** What was and is being removed while its client stays. */
export const removalStream: Stream<removal.Removals> = {
  name: "removal",
  fold: plain(removal.initial, removal.evolve),
};
