import { list, nodeAt } from "../../kernel/interpret.ts";
import type {
  CallNode,
  CheckNode,
  ChooseNode,
  EachNode,
  ParallelNode,
  Template,
} from "../../kernel/plan.ts";
import { compile, isTrue } from "../../value/cel.ts";
import { isObject } from "../../value/json.ts";
import { at, join, type Label, type Labelled, own, ownText, part } from "../../value/label.ts";
import { plainText } from "../../kernel/interpret.ts";
import { render } from "../../value/template.ts";
import { startRun } from "../start.ts";
import { runOf } from "../streams.ts";
import { canonical, isLeaving } from "../subject.ts";
import {
  cellOf,
  complete,
  type Context,
  fail,
  givenTo,
  holds,
  rendered,
  scopeOf,
} from "./context.ts";

/** Most items that one `each` goes through. */
const maxItems = 1_000;

export function startChoose(context: Context<ChooseNode>): void {
  const scope = scopeOf(context);
  // What decided the branch is part of its story: the labels of every condition that was read (ST4).
  let read: Label = own;
  for (const { name, when } of context.node.cases) {
    if (when !== null) {
      const condition = compile(when);
      const answer = condition.evaluate(scope);
      read = join(read, at(answer.labels, ""));
      if (!isTrue(condition, answer)) continue;
    }
    const decided = { value: name, labels: read === own ? {} : { "": read } };
    return enter(context, { branch: name, keys: null }, { decided });
  }
  complete(context, ownText({ branch: null, out: null }), "choose");
}

export function startParallel(context: Context<ParallelNode>): void {
  enter(context, { branch: null, keys: null });
}

export function startEach(context: Context<EachNode>): void {
  const { node } = context;
  const scope = scopeOf(context);
  const items = compile(node.in).evaluate(scope);
  if (!Array.isArray(items.value)) {
    return fail(
      context,
      "deterministic",
      "not_a_list",
      `Cannot go through "${node.in}": it is no list`,
    );
  }
  if (items.value.length > maxItems) {
    const message = `Cannot go through ${items.value.length} items: ${maxItems} is the most; split the list`;
    return fail(context, "deterministic", "too_many_items", message);
  }
  const members = items.value.map((value, i) => ({ value, labels: part(items.labels, `/${i}`) }));
  const key = compile(node.key);
  const names = members.map((item) => {
    const text = plainText(key.evaluate({ ...scope, [node.as]: item }).value);
    return text.replaceAll(/[[\]/]/g, "_").slice(0, 80);
  });
  const twice = names.find((text, i) => names.indexOf(text) !== i);
  if (twice !== undefined) {
    const message = `Cannot go through "${node.in}": two items have the key "${twice}"`;
    return fail(context, "deterministic", "duplicate_key", message);
  }
  if (names.length === 0) return complete(context, ownText([]), "each");
  const keys = names.map((text) => keyFor(context, text));
  const { turn, id, path } = context;
  turn.emit(runOf(id), {
    type: "step.entered",
    data: { path, branch: null, keys },
    values: { items: list(members) },
  });
}

/** Paths are kept for good: of what an item of a client's is called they hold a digest alone (EV1). */
function keyFor(context: Context, text: string): string {
  const { subject } = cellOf(context).run;
  if (subject === null) return text;
  return context.office.sealer.fingerprint(subject, `item ${text}`).slice(0, 12);
}

function enter(
  context: Context,
  decided: { branch: string | null; keys: string[] | null },
  values: Readonly<Record<string, Labelled>> = {},
): void {
  const { turn, id, path } = context;
  const data = { path, ...decided };
  turn.emit(runOf(id), { type: "step.entered", data, values });
}

export function startCheck(context: Context<CheckNode>): void {
  const { node } = context;
  if (holds(context, node.that)) return complete(context, ownText(true), "check");
  const because = plainText(render(node.because, scopeOf(context)).value);
  fail(
    context,
    "semantic",
    "check_failed",
    because === "" ? `"${node.that}" does not hold` : because,
  );
}

/**
 * The child shares its parent's release, and its subject unless the call names another; its end
 * completes this step (see close.ts).
 */
export function startCall(context: Context<CallNode>): void {
  const { turn, id, path, node, office } = context;
  const { run } = cellOf(context);
  const subject = node.about === undefined ? run.subject : aboutWhom(context, node.about);
  if (node.about !== undefined && subject === null) {
    const message = `Cannot call "${node.runbook}": "about" names nobody that a records step found`;
    return fail(context, "deterministic", "no_subject", message);
  }
  const revision = run.steps[path]?.revision ?? 0;
  const child = startRun(turn, office, {
    runbook: node.runbook,
    release: run.release,
    trigger: { kind: "call", key: `${id}/${path}/${revision}` },
    subject,
    input: givenTo(context, node.with),
    parent: { run: id, path },
  });
  turn.emit(runOf(id), { type: "call.opened", data: { path, run: child.run } });
}

/** Only whom a `records` step of this run found: no text makes a job somebody else's (E6). */
function aboutWhom(context: Context, about: Template): string | null {
  const { turn, plan } = context;
  const { value } = rendered(context, about);
  const found = Object.entries(cellOf(context).run.steps).some(
    ([path, step]) =>
      step.status === "done" &&
      nodeAt(plan, path)?.kind === "records" &&
      Array.isArray(step.output.value) &&
      step.output.value.some((one) => isObject(one) && one["subject"] === value),
  );
  if (!found || typeof value !== "string") return null;
  const subject = canonical(turn, value);
  return isLeaving(turn, subject) ? null : subject;
}
