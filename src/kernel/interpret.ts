import type { Json } from "../value/json.ts";
import { type Labelled, nest, ownText } from "../value/label.ts";
import {
  blocks,
  type EachNode,
  encloses,
  type Node,
  type Plan,
  type WaitNode,
  walk,
} from "./plan.ts";
import type { Run } from "./run.ts";
import type { Step } from "./step.ts";

/**
 * Reads a plan against what was recorded of its run, and says what can be worked on now.
 *
 * IN1 The answer depends only on plan and run: after a crash the same work is found again.
 * IN2 Steps of a block follow each other; branches and items go on side by side.
 * IN3 A block is closed by a recorded output, like any step.
 */
export type Ready =
  | { kind: "start"; node: Node; path: string }
  /** All steps inside a block are done: `output` is what the block answers. */
  | { kind: "close"; node: Node; path: string; output: Labelled };

export type Progress = { ready: readonly Ready[]; done: boolean };

export function progress(plan: Plan, run: Run, now: number): Progress {
  const ready: Ready[] = [];
  const done = sequence(plan.steps, "", { run, now }, ready);
  return { ready, done };
}

type Moment = { run: Run; now: number };
type Entered = Extract<Step, { status: "entered" }>;

/** Collects what is ready; true once every step of the block is done. */
function sequence(nodes: readonly Node[], base: string, moment: Moment, ready: Ready[]): boolean {
  for (const node of nodes) {
    const path = base === "" ? node.name : `${base}/${node.name}`;
    const step = moment.run.steps[path];
    if (step?.status === "done") continue;
    if (step?.status === "entered") inside(node, path, step, moment, ready);
    else if (startsNow(step, moment.now)) ready.push({ kind: "start", node, path });
    return false;
  }
  return true;
}

function startsNow(step: Step | undefined, now: number): boolean {
  if (step === undefined || step.status === "ready") return true;
  return step.status === "retrying" && step.at <= now;
}

function inside(node: Node, path: string, step: Entered, moment: Moment, ready: Ready[]): void {
  if (node.kind === "each") {
    items(node, path, step.keys ?? [], moment, ready);
    return;
  }
  const open = blocks(node).filter(
    (b) => step.branch === null || b.path.endsWith(`/${step.branch}`),
  );
  const inner = open.map(({ path: at, steps }) => ({
    name: at.slice(node.path.length + 1),
    steps,
  }));
  const ended = inner.map(({ name, steps }) => sequence(steps, `${path}/${name}`, moment, ready));
  if (!ended.every(Boolean)) return;
  const outputs = inner.map(
    ({ name, steps }) => [name, lastOutput(steps, `${path}/${name}`, moment.run)] as const,
  );
  const output =
    node.kind === "choose"
      ? gather([
          ["branch", step.decided ?? ownText(step.branch)],
          ["out", outputs[0]?.[1] ?? ownText(null)],
        ])
      : gather(outputs);
  ready.push({ kind: "close", node, path, output });
}

function items(
  node: EachNode,
  path: string,
  keys: readonly string[],
  moment: Moment,
  ready: Ready[],
): void {
  let underWay = 0;
  let all = true;
  for (const key of keys) {
    if (underWay >= node.atOnce) {
      all = false;
      break;
    }
    if (!sequence(node.steps, `${path}[${key}]`, moment, ready)) {
      underWay += 1;
      all = false;
    }
  }
  if (!all) return;
  const outputs = keys.map((key) => lastOutput(node.steps, `${path}[${key}]`, moment.run));
  ready.push({ kind: "close", node, path, output: list(outputs) });
}

function lastOutput(nodes: readonly Node[], base: string, run: Run): Labelled {
  const last = nodes.at(-1);
  const step = last === undefined ? undefined : run.steps[`${base}/${last.name}`];
  return step?.status === "done" ? step.output : ownText(null);
}

/**
 * What an expression at `path` can see (PL2): outputs before it in its own and in enclosing blocks,
 * the items of enclosing `each` blocks, and `base` (input, company, subject).
 */
export function scopeAt(
  plan: Plan,
  run: Run,
  path: string,
  base: Readonly<Record<string, Labelled>>,
): Record<string, Labelled> {
  const scope: Record<string, Labelled> = { ...base };
  descend(plan.steps, "", path, run, scope);
  return scope;
}

function descend(
  nodes: readonly Node[],
  base: string,
  path: string,
  run: Run,
  scope: Record<string, Labelled>,
): void {
  for (const node of nodes) {
    const here = base === "" ? node.name : `${base}/${node.name}`;
    if (here === path) return;
    if (encloses(here, path)) return enter(node, here, path, run, scope);
    const step = run.steps[here];
    if (step?.status === "done") scope[node.name] = step.output;
  }
}

function enter(
  node: Node,
  here: string,
  path: string,
  run: Run,
  scope: Record<string, Labelled>,
): void {
  if (node.kind === "each") {
    const step = run.steps[here];
    if (step?.status !== "entered" || step.items === null) return;
    const keys = step.keys ?? [];
    const at = keys.findIndex((key) => path.startsWith(`${here}[${key}]/`));
    const item = part(step.items, at);
    if (item === null) return;
    scope[node.as] = item;
    descend(node.steps, `${here}[${keys[at]}]`, path, run, scope);
    return;
  }
  for (const block of blocks(node)) {
    const inner = here + block.path.slice(node.path.length);
    if (path.startsWith(`${inner}/`)) descend(block.steps, inner, path, run, scope);
  }
}

function part(items: Labelled, index: number): Labelled | null {
  const value = Array.isArray(items.value) ? items.value[index] : undefined;
  if (value === undefined) return null;
  const prefix = `/${index}`;
  const labels: Record<string, Labelled["labels"][string]> = {};
  for (const [pointer, label] of Object.entries(items.labels)) {
    if (pointer === "") labels[""] ??= label;
    if (pointer === prefix || pointer.startsWith(`${prefix}/`))
      labels[pointer.slice(prefix.length)] = label;
  }
  return { value, labels };
}

export function gather(members: readonly (readonly [string, Labelled])[]): Labelled {
  const value: Record<string, Json> = {};
  let labels: Labelled["labels"] = {};
  for (const [name, member] of members) {
    value[name] = member.value;
    if (Object.keys(member.labels).length > 0)
      labels = { ...labels, ...nest(member.labels, `/${name}`) };
  }
  return { value, labels };
}

export function list(members: readonly Labelled[]): Labelled {
  let labels: Labelled["labels"] = {};
  for (const [i, member] of members.entries()) {
    if (Object.keys(member.labels).length > 0)
      labels = { ...labels, ...nest(member.labels, `/${i}`) };
  }
  return { value: members.map((m) => m.value), labels };
}

/** The node that an instance path belongs to. */
export function nodeAt(plan: Plan, path: string): Node | null {
  const wanted = path.replaceAll(/\[[^\]]*\]/g, "");
  for (const node of walk(plan.steps)) if (node.path === wanted) return node;
  return null;
}

/**
 * True if the run has a present or later wait that may take an arrival of this type: it belongs to it
 * (ST8). `takes` judges one wait, which stands at a path of its plan, as far as can be told by now.
 * `called` answers for a part of the job that stands in a run of its own, begun or still to come.
 */
export function waitsFor(
  plan: Plan,
  run: Run,
  type: string,
  called: (runbook: string, begun: string | null) => boolean,
  takes: (wait: WaitNode, path: string) => boolean = () => true,
): boolean {
  const ahead = (nodes: readonly Node[], base: string): boolean =>
    nodes.some((node) => {
      const path = base === "" ? node.name : `${base}/${node.name}`;
      const step = run.steps[path];
      if (step?.status === "done") return false;
      if (node.kind === "wait") return node.on === type && takes(node, path);
      if (node.kind === "call") {
        return called(node.runbook, step?.status === "calling" ? step.run : null);
      }
      return aheadInside(node, path, step, ahead);
    });
  return ahead(plan.steps, "");
}

function aheadInside(
  node: Node,
  path: string,
  step: Step | undefined,
  ahead: (nodes: readonly Node[], base: string) => boolean,
): boolean {
  const entered = step?.status === "entered" ? step : null;
  if (node.kind === "each") {
    const keys = entered?.keys ?? [""];
    return keys.some((key) => ahead(node.steps, `${path}[${key}]`));
  }
  return blocks(node).some((block) => {
    const name = block.path.slice(node.path.length + 1);
    const taken = entered === null || entered.branch === null || entered.branch === name;
    return taken && ahead(block.steps, `${path}/${name}`);
  });
}

/** Text of a labelled value for a title or a message; never an error. */
export function plainText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
