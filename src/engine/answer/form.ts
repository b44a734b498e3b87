import type { ApproveNode, EffectNode, Node, RecordNode, WaitNode } from "../../kernel/plan.ts";
import { isObject, type Json } from "../../value/json.ts";
import { fromOperator, type Labelled } from "../../value/label.ts";
import { actionOf } from "../effect/action.ts";
import { type Context, stepOf } from "../step/context.ts";
import { shapeProblems } from "./shape.ts";

/**
 * What the operator hands back for a step that she did by hand. Later steps read it like any output,
 * so it must be what the step itself would have answered.
 */
export type Handed = { ok: true; output: Labelled } | { ok: false; problem: string };

export function handed(context: Context, value: Json): Handed {
  const output = context.node.kind === "wait" ? endOfWait(context.node, value) : value;
  const problems = problemsOf(context, output);
  if (problems.length === 0) return { ok: true, output: fromOperator(output) };
  return { ok: false, problem: `Cannot take the form: ${problems.join(", ")}` };
}

function problemsOf(context: Context, value: Json): readonly string[] {
  const { node, release, office } = context;
  switch (node.kind) {
    case "agent": {
      const schema = release.agents[node.agent]?.output;
      return schema === undefined ? [] : office.check(schema, value);
    }
    case "approve":
      return draftProblems(context, node, shownIn(context), value);
    case "record":
      return recordProblems(context, node, value);
    case "wait":
      return waitProblems(node, value);
    case "effect":
      return resultProblems(context, node, value);
    default:
      return [];
  }
}

/** An edited draft satisfies the step's schema; without one it keeps the shape of what was shown. */
export function draftProblems(
  context: Pick<Context, "release" | "office">,
  node: ApproveNode,
  shown: Json,
  value: Json,
): readonly string[] {
  const schema = node.schema === null ? undefined : context.release.schemas[node.schema];
  return schema === undefined ? shapeProblems(shown, value) : context.office.check(schema, value);
}

/** True of a draft that lacks what its schema needs: she adds it before it can be approved. */
export function lacks(
  { node, ...context }: Pick<Context, "release" | "office"> & { node: Node | null },
  shown: Json,
): boolean {
  if (node?.kind !== "approve" || !node.editable || node.schema === null) return false;
  return draftProblems(context, node, shown, shown).length > 0;
}

function shownIn(context: Context): Json {
  const step = stepOf(context);
  return step?.status === "form" ? step.known.value : null;
}

/** The step answers the record with its id, which the schema need not know. */
function recordProblems(context: Context, node: RecordNode, value: Json): readonly string[] {
  if (!isObject(value)) return [`the record "${node.record}" is an object of its fields`];
  const schema = context.release.schemas[node.record];
  if (schema === undefined || context.office.check(schema, value).length === 0) return [];
  const { id: _, ...fields } = value;
  return context.office.check(schema, fields);
}

/** The name of an answer stands for how the wait ends by it. */
function endOfWait(node: WaitNode, value: Json): Json {
  const named = typeof value === "string" && Object.hasOwn(node.ask?.answers ?? {}, value);
  return named ? { by: "answer", answer: value } : value;
}

function waitProblems(node: WaitNode, value: Json): readonly string[] {
  const answers = Object.keys(node.ask?.answers ?? {});
  const { by, answer, event }: { [key: string]: Json } = isObject(value) ? value : {};
  if (by === "answer" && typeof answer === "string" && answers.includes(answer)) return [];
  if (by === "event" && node.on !== null && isObject(event ?? null)) return [];
  if (by === "time" && (node.forMs !== null || node.until !== null)) return [];
  const ends = [
    ...answers.map((name) => `"${name}"`),
    ...(node.on === null ? [] : ['{"by":"event","event":{…}}']),
    ...(node.forMs === null && node.until === null ? [] : ['{"by":"time"}']),
  ];
  return [`"${node.name}" ends by ${ends.join(" or ")}`];
}

function resultProblems(context: Context, node: EffectNode, value: Json): readonly string[] {
  const names = actionOf(context.office, node.connector, node.action)?.action.output ?? [];
  const missing = isObject(value) ? names.filter((name) => !Object.hasOwn(value, name)) : names;
  if (missing.length === 0 && isObject(value)) return [];
  const result = `${node.connector}.${node.action} answers an object`;
  return missing.length === 0
    ? [result]
    : [`${result} with ${names.join(", ")}; missing: ${missing.join(", ")}`];
}
