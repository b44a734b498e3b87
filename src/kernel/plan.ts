import type { Json } from "../value/json.ts";

/**
 * A plan is a runbook as the runtime reads it: a tree of blocks, every expression checked.
 *
 * PL1 Each node has a `path` of names, unique in its plan, which keeps its meaning while the names
 *     stay: "deposit", "paid/yes/open". Inside `each`, an instance's path carries the item's key in
 *     brackets: "remind[INV-3]/send".
 * PL2 A node sees `event`/`input`, the outputs of earlier steps of its own and of enclosing blocks,
 *     and the item names of enclosing `each` blocks; nothing else.
 * PL3 A `Template` is JSON whose strings may hold {{ expressions }}; a string that is one expression
 *     keeps the expression's type.
 */
export type Expression = string;
export type Template = Json;

export type Plan = {
  runbook: string;
  purpose: string;
  /** Digest of the runbook's file: its version. */
  version: string;
  triggers: readonly Trigger[];
  /** What one run of it is called; steps that are not done yet are null there. */
  title?: Template;
  /** What a request begins it with: a schema of the release. Without one it takes anything. */
  input?: string;
  /** Whom or what a run is about; opaque. One open run of this runbook per subject. */
  subject: Template | null;
  /** What else makes a run one of its own: one open run per subject and this (SU2). */
  per?: Template;
  budgetMicros: number | null;
  slaMs: number | null;
  steps: readonly Node[];
  success: Expression | null;
  escalateAfterMs: number | null;
};

export type Trigger =
  /** With `some`, only where such a record exists: else it is none of this runbook's business. */
  | { on: "event"; type: string; when: Expression | null; some?: Chosen }
  /** With `about`, each slot starts one run about each subject of whom such a record is kept. */
  | {
      on: "time";
      cron: string;
      zone: string;
      missed: "each" | "latest" | "skip";
      about?: Chosen;
    }
  /** With `about`, whoever has the mail address that it gives, of `input`, is whom the run is about. */
  | { on: "request"; about?: Template };

/** The records of one kind for which `where` holds; it reads `record`, besides what there is to see. */
export type Chosen = { record: string; where: Expression | null };

type Base = {
  path: string;
  name: string;
  /** Line in the runbook's file. */
  line: number;
};

export type AgentNode = Base & {
  kind: "agent";
  agent: string;
  with: Template;
  accept: Expression | null;
};
/** `connector` is the name of a file in connectors/, `action` one of its actions. */
export type EffectNode = Base & {
  kind: "effect";
  connector: string;
  action: string;
  with: Template;
};
/** Writes facts of a record and answers the record; with neither `from` nor `set` it only reads. */
export type RecordNode = Base & {
  kind: "record";
  record: string;
  /** Null: the run's subject. */
  id: Template | null;
  from: Template | null;
  set: Template | null;
  /** What it says once the run is cancelled; absent: what stood before. Reads it as `record`. */
  cancelled?: Template;
};
/**
 * Looks through the records of all subjects. Output: a list of `{ subject }` with what `give` makes of
 * each; whose it is, and that it is hers, goes with it (its label names her as client).
 */
export type RecordsNode = Base & { kind: "records"; give: Template } & Chosen;
/**
 * Looks back on what became of its subject's jobs, and on what was said. `from` and `until` are days, as
 * they begin where the company is, or instants; the end is outside.
 * Output: { from, until, jobs: [{ job, process, status, moments: [{ at, what, about, text }] }],
 * said: [{ at, author, text }], more }, where `more` counts what had no room.
 */
export type EpisodesNode = Base & { kind: "episodes"; from: Template; until: Template };
export type CheckNode = Base & { kind: "check"; that: Expression; because: Template };
/** Its output is what was shown, as she left it. A no cancels the run, or goes on with `null`. */
export type ApproveNode = Base & {
  kind: "approve";
  title: Template;
  show: Template;
  editable: boolean;
  /** JSON Schema of what is approved or edited; null: an edit keeps the shape of what was shown. */
  schema: string | null;
  expiresMs: number;
  onDeny: "cancel" | "continue";
  /** What an answer does, where the runbook says it in words of its own. */
  answers?: Readonly<Partial<Record<"approve" | "edit" | "deny", string | undefined>>>;
};
/** Output: { branch }. The first case whose `when` holds; a null `when` always holds. */
export type ChooseNode = Base & {
  kind: "choose";
  cases: readonly { name: string; when: Expression | null; steps: readonly Node[] }[];
};
/** Output: the list of each item's last output, in order. */
export type EachNode = Base & {
  kind: "each";
  in: Expression;
  as: string;
  key: Expression;
  atOnce: number;
  steps: readonly Node[];
};
/** Output: an object of each branch's last output. */
export type ParallelNode = Base & {
  kind: "parallel";
  branches: readonly { name: string; steps: readonly Node[] }[];
};
/**
 * Ends by the first of: an arrival of type `on` for which `where` holds (`event` names it), a record
 * of whom the run is about that is as `when` says, the time, or an answer.
 * Output: { by: "event" | "record" | "time" | "answer", event?, answer? }.
 * Arrivals without a subject (a bank statement) are offered to every wait on their type.
 */
export type WaitNode = Base & {
  kind: "wait";
  on: string | null;
  where: Expression | null;
  known?: { record: string; id: Template | null; when: Expression };
  /** Length, or an instant as RFC 3339 text or date; null: no end by time. */
  forMs: number | null;
  until: Expression | null;
  ask: { title: Template; answers: Readonly<Record<string, string>> } | null;
};
/** `about`: whom the called run is about, as a `records` step answered it; else the caller's subject. */
export type CallNode = Base & { kind: "call"; runbook: string; with: Template; about?: Template };

export type Node =
  | AgentNode
  | EffectNode
  | RecordNode
  | RecordsNode
  | EpisodesNode
  | CheckNode
  | ApproveNode
  | ChooseNode
  | EachNode
  | ParallelNode
  | WaitNode
  | CallNode;

/** The blocks of steps directly inside a node, by the path each begins with. */
export function blocks(node: Node): readonly { path: string; steps: readonly Node[] }[] {
  switch (node.kind) {
    case "choose":
      return node.cases.map((c) => ({ path: `${node.path}/${c.name}`, steps: c.steps }));
    case "parallel":
      return node.branches.map((b) => ({ path: `${node.path}/${b.name}`, steps: b.steps }));
    case "each":
      return [{ path: node.path, steps: node.steps }];
    default:
      return [];
  }
}

/** True if `path` stands inside the block at `block`, in one of its branches or items. */
export function encloses(block: string, path: string): boolean {
  return path.startsWith(`${block}/`) || path.startsWith(`${block}[`);
}

/** Every node of the plan, outer before inner, in order. */
export function* walk(nodes: readonly Node[]): Generator<Node> {
  for (const node of nodes) {
    yield node;
    for (const block of blocks(node)) yield* walk(block.steps);
  }
}
