import { nodeAt, plainText } from "../../kernel/interpret.ts";
import type { ApproveNode, Node } from "../../kernel/plan.ts";
import { compile, ExpressionError, type Scope } from "../../value/cel.ts";
import { equal, isObject, type Json } from "../../value/json.ts";
import type { Labelled } from "../../value/label.ts";
import { expressions, render } from "../../value/template.ts";
import { fingerprint } from "../step/approve.ts";
import { cellOf, type Context, scopeOf, stepOf } from "../step/context.ts";
import { readNow } from "../step/record.ts";
import { foundNow } from "../step/records.ts";

/**
 * What an approval shows of records, held against how they stand now.
 *
 * GR1 Counted is only what she would see otherwise: the title or what is shown, drawn up from what the
 *     steps before it would read by now. A fact that stands on no card moves nothing.
 * GR2 To a card that moved she says no, where she saw it as it stands now, or has it asked anew, from the
 *     first step that would read something else. Nothing is done by any other answer.
 * GR3 What she corrected herself rests on her word, and on no record.
 */
export type Moved = {
  /** The first step that reads something else by now. */
  from: string;
  /** Names of what is shown otherwise by now; empty where it is the title alone. */
  fields: readonly string[];
  title: string;
  shown: Labelled;
  /** Of what is shown now. */
  digest: string;
};

export function movedGround(context: Context<ApproveNode>): Moved | null {
  const { node, office } = context;
  const { subject } = cellOf(context).run;
  const step = stepOf(context);
  if (step === undefined || ("override" in step && step.override !== null)) return null;
  const then = scopeOf(context);
  const stale = staleReadings(context, then);
  const before = drawnUp(node, then);
  const [first] = stale;
  if (first === undefined || before === null) return null;
  const now = Object.fromEntries(stale.map(({ name, output }) => [name, output]));
  const after = drawnUp(node, { ...then, ...now });
  const { shown } = after ?? before;
  const moved = { from: first.path, shown, digest: fingerprint(office, subject, shown) };
  if (after === null) return { ...moved, fields: [], title: before.title };
  if (before.title === after.title && equal(before.shown.value, after.shown.value)) return null;
  const fields = differing(before.shown.value, after.shown.value);
  return { ...moved, fields, title: after.title };
}

type Reading = { path: string; name: string; output: Labelled };

/** Of the readings that the card is drawn up from, those that would give something else by now. */
function staleReadings(context: Context<ApproveNode>, then: Scope): Reading[] {
  const { plan, node } = context;
  const used = new Set(
    expressions([node.title, node.show]).flatMap(({ source }) =>
      compile(source).free.map(([name]) => name),
    ),
  );
  return Object.entries(cellOf(context).run.steps).flatMap(([path, step]) => {
    const reader = nodeAt(plan, path);
    if (reader === null || step.status !== "done" || !used.has(reader.name)) return [];
    // Another of that name may stand in a block that this one cannot see.
    if (then[reader.name] !== step.output) return [];
    const output = readAgain({ ...context, path }, reader);
    if (output === null || equal(output.value, step.output.value)) return [];
    return [{ path, name: reader.name, output }];
  });
}

/** Null where the step does not only read, or would read nothing. */
function readAgain(context: Context, node: Node): Labelled | null {
  if (node.kind === "records") return foundNow({ ...context, node });
  if (node.kind !== "record" || node.from !== null || node.set !== null) return null;
  return readNow({ ...context, node });
}

/** Null where it cannot be drawn up: what it rests on is not there any more. */
function drawnUp(node: ApproveNode, scope: Scope): { title: string; shown: Labelled } | null {
  try {
    return {
      title: plainText(render(node.title, scope).value),
      shown: render(node.show, scope),
    };
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

function differing(before: Json, after: Json): string[] {
  if (!isObject(before) || !isObject(after)) return [];
  return Object.keys(after).filter((name) => !equal(before[name] ?? null, after[name] ?? null));
}
