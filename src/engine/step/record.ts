import type { RecordNode } from "../../kernel/plan.ts";
import * as record from "../../memory/record.ts";
import { inShape, shapeOf } from "../../memory/shape.ts";
import { judge, type Judgement } from "../../policy/judge.ts";
import { isObject, type Json } from "../../value/json.ts";
import { type Labelled, nest, ownText, part } from "../../value/label.ts";
import { join } from "../../value/pointer.ts";
import { render } from "../../value/template.ts";
import { opaque } from "../office.ts";
import { recordOf, runOf } from "../streams.ts";
import { jobsAbout, stageBy } from "../subject.ts";
import { factsForRecord, policiesFor } from "../facts.ts";
import { requestApproval } from "./approve.ts";
import { cellOf, complete, type Context, fail, scopeOf, stepOf, subjectOfRun } from "./context.ts";
import { targetOf, withId } from "./target.ts";
import { whenCancelled } from "./cancelled.ts";

/** Reads a record, or changes its facts together with this step's end (ST10). */
export function startRecord(context: Context<RecordNode>): void {
  const { node, path } = context;
  const target = targetOf(context, context.node.record, context.node.id);
  if (target === null) {
    return fail(
      context,
      "deterministic",
      "no_subject",
      `Cannot use record "${node.record}": this job is about nobody, so "id" is needed`,
    );
  }
  if (node.from === null && node.set === null) {
    const { version } = context.turn.get(target.stream);
    return complete(context, currentOf(context, target), "record", {
      read: { kind: node.record, id: target.key, version },
    });
  }
  const changed = record.changes(read(context, target), wanted(context), context.turn.at);
  const problem = problemWith(context, target, changed);
  if (problem !== null) return fail(context, "deterministic", "contract", problem);
  const judgement = judgementOfChange(context, changed);
  if (judgement.verdict === "permit") return change(context, changed);
  if (judgement.verdict === "ask" || judgement.verdict === "secondFactor") {
    if (stepOf(context)?.status === "asking") return;
    return requestApproval(context, path, changed, {
      expiresMs: 3 * 86_400_000,
      factor: judgement.verdict === "secondFactor",
    });
  }
  const because = judgement.rules.map((rule) => rule.because).join("; ");
  fail(context, "deterministic", "forbidden", `Cannot change record "${node.record}": ${because}`);
}

type Target = NonNullable<ReturnType<typeof targetOf>>;

function currentOf(context: Context<RecordNode>, target: Target): Labelled {
  return withId(record.current(read(context, target), context.turn.at), target.id);
}

/** As the release that the job pinned has such records. */
function read({ turn, release, node }: Context<RecordNode>, { stream }: Pick<Target, "stream">) {
  return inShape(turn.get(stream), release.schemas[node.record]);
}

/** What a step that only reads would answer now; null where it would read nothing. */
export function readNow(context: Context<RecordNode>): Labelled | null {
  const target = targetOf(context, context.node.record, context.node.id);
  return target === null ? null : currentOf(context, target);
}

/** What policy says by now of a change (E2). */
export function judgementOfChange(context: Context<RecordNode>, changed: Labelled): Judgement {
  return judge(policiesFor(context), factsForRecord(context, changed));
}

/** Records the change and ends the step; also what a granted approval of it does. */
export function change(context: Context<RecordNode>, changed: Labelled): void {
  const { turn, node, id } = context;
  const target = targetOf(context, context.node.record, context.node.id);
  if (target === null) return;
  const before = turn.get(target.stream);
  const fields = isObject(changed.value) ? Object.keys(changed.value) : [];
  let after = before;
  if (fields.length > 0) {
    after = turn.emit(target.stream, {
      type: "record.changed",
      data: {
        kind: node.record,
        id: target.key,
        version: before.version + 1,
        fields,
        reason: `${context.plan.runbook}/${context.path}`,
        author: `run:${id}`,
        validFrom: turn.at,
        source: cellOf(context).last,
        ...shapeOf(context.release.schemas[node.record]),
      },
      values: { set: changed },
      ...subjectOfRun(context),
    });
    stage(context, target.id, changed);
    tell(context);
  }
  const moved = { kind: node.record, id: target.key, before: before.version, after: after.version };
  complete(context, currentOf(context, target), "record", {
    ...(fields.length > 0 ? { record: moved } : {}),
    read: { kind: node.record, id: target.key, version: after.version },
  });
}

/** Jobs about the same subject may wait for just this. */
function tell({ turn, office, id }: Context): void {
  const { subject } = cellOf({ turn, id }).run;
  if (subject === null) return;
  for (const job of jobsAbout(turn, subject)) office.wake(job);
}

/** What cancelling does to a change: supersedes it with what stood before, or what its step says (EF8). */
export function undoRecord(
  context: Context,
  path: string,
  moved: { kind: string; id: string; before: number; after: number },
): void {
  const { turn, id } = context;
  const stream = recordOf(moved.kind, moved.id);
  const schema = context.release.schemas[moved.kind];
  const now = inShape(turn.get(stream), schema);
  const said = whenCancelled(context, path, now);
  const { fields, set } =
    said === null
      ? ownChanges(now, moved, `run:${id}`, turn.at)
      : { fields: isObject(said.value) ? Object.keys(said.value) : [], set: said };
  let version = now.version;
  if (fields.length > 0) {
    version += 1;
    turn.emit(stream, {
      type: "record.changed",
      data: {
        kind: moved.kind,
        id: moved.id,
        version,
        fields,
        reason: "cancelled",
        author: `run:${id}`,
        validFrom: turn.at,
        source: cellOf(context).last,
        ...shapeOf(schema),
      },
      values: { set },
      ...subjectOfRun(context),
    });
  }
  restage(context, moved, fields, set);
  tell(context);
  turn.emit(runOf(id), {
    type: "undo.recorded",
    data: { path, record: { kind: moved.kind, id: moved.id, version } },
  });
}

/** What this change moved, as far as nobody else has changed it since. */
function ownChanges(
  now: record.RecordState,
  moved: { before: number; after: number },
  author: string,
  at: number,
): { fields: string[]; set: Labelled } {
  const { fields, set } = record.revert(now, moved.before, at);
  const own = fields.filter((field) => {
    const since = (now.facts[field] ?? []).filter((fact) => fact.version > moved.before);
    return since[0]?.version === moved.after && since.every((fact) => fact.author === author);
  });
  const kept = isObject(set.value)
    ? Object.entries(set.value).filter(([field]) => own.includes(field))
    : [];
  let labels: Labelled["labels"] = {};
  for (const [field] of kept) {
    const pointer = join("", field);
    labels = { ...labels, ...nest(part(set.labels, pointer), pointer) };
  }
  return { fields: own, set: { value: Object.fromEntries(kept), labels } };
}

/** The stage that the subject had before. */
function restage(
  context: Context,
  moved: { kind: string; id: string },
  fields: readonly string[],
  set: Labelled,
): void {
  const { subject } = cellOf(context).run;
  if (subject === null || !fields.includes("stage")) return;
  if (moved.id !== opaque(context.office, "record", moved.kind, subject)) return;
  stageBy(context.turn, subject, isObject(set.value) ? (set.value["stage"] ?? "") : "");
}

function wanted(context: Context<RecordNode>): Labelled {
  const step = stepOf(context);
  if (step !== undefined && "override" in step && step.override !== null) return step.override;
  const scope = scopeOf(context);
  const { node } = context;
  const from = node.from === null ? ownText({}) : render(node.from, scope);
  const set = node.set === null ? ownText({}) : render(node.set, scope);
  const value: { [key: string]: Json } = {};
  let labels: Labelled["labels"] = {};
  for (const source of [from, set]) {
    if (!isObject(source.value)) continue;
    Object.assign(value, source.value);
    for (const key of Object.keys(source.value)) {
      const pointer = join("", key);
      labels = { ...labels, ...nest(part(source.labels, pointer), pointer) };
    }
  }
  return { value, labels };
}

function problemWith(
  context: Context<RecordNode>,
  target: Pick<Target, "stream">,
  changed: Labelled,
): string | null {
  const schema = context.release.schemas[context.node.record];
  if (schema === undefined) return null;
  const now = record.current(read(context, target), context.turn.at).value;
  const merged: Json = {
    ...(isObject(now) ? now : {}),
    ...(isObject(changed.value) ? changed.value : {}),
  };
  const messages = context.office.check(schema, merged);
  if (messages.length === 0) return null;
  return `Cannot change record "${context.node.record}": ${messages.slice(0, 3).join("; ")}`;
}

function stage(context: Context<RecordNode>, id: string, changed: Labelled): void {
  if (id !== cellOf(context).run.subject || !isObject(changed.value)) return;
  stageBy(context.turn, id, changed.value["stage"]);
}
