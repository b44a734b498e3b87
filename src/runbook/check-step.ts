import { type Chosen, type Node, type Template, walk } from "../kernel/plan.ts";
import { textOf } from "../value/json.ts";
import type { Checking } from "./checking.ts";
import { shapeOf } from "./expressions.ts";
import { atWait, including, type Scope } from "./scope.ts";
import { anything, ofSchema, type Shape, withFields } from "./shape.ts";

/** Steps that hold no others. */
type Single = Exclude<Node, { kind: "choose" | "each" | "parallel" }>;

/** Checks one step; answers what is known of its output. */
export function checkStep(on: Checking, node: Single, at: string, scope: Scope): Shape {
  switch (node.kind) {
    case "agent":
      return agent(on, node, at, scope);
    case "effect":
      return effect(on, node, at, scope);
    case "record":
      return record(on, node, at, scope);
    case "records": {
      const inside = chosen(on, node, at, "records", scope);
      on.template(node.give, `${at}/give`, inside);
      return anything;
    }
    case "episodes":
      on.template(node.from, `${at}/episodes/from`, scope);
      on.template(node.until, `${at}/episodes/until`, scope);
      return withFields(["from", "until", "jobs", "said", "more"]);
    case "check":
      on.expression(node.that, `${at}/check`, scope);
      on.template(node.because, `${at}/because`, scope);
      return anything;
    case "approve":
      return approve(on, node, `${at}/approve`, scope);
    case "wait":
      return wait(on, node, `${at}/wait`, scope);
    default:
      if (on.world.runbooks[node.runbook] === undefined) {
        on.unknown("runbook", node.runbook, `${at}/call`, Object.keys(on.world.runbooks));
      }
      on.template(node.with, `${at}/with`, scope);
      if (node.about !== undefined) about(on, node.about, `${at}/about`, scope);
      return withFields(["success", "out"]);
  }
}

/** Which records of a kind: its name stands under `key`. Answers what is known of one of them. */
export function chosen(
  on: Checking,
  { record, where }: Chosen,
  at: string,
  key: string,
  scope: Scope,
): Scope {
  const schema = on.world.schemas[record];
  if (schema === undefined) {
    on.unknown("record", record, `${at}/${key}`, Object.keys(on.world.schemas));
  }
  const inside = including(scope, "record", schema === undefined ? anything : ofSchema(schema));
  if (where !== null) on.expression(where, `${at}/where`, inside);
  return inside;
}

/** Only whom a `records` step found can be named, and nobody was looked for where there is none. */
function about(on: Checking, about: Template, at: string, scope: Scope): void {
  on.template(about, at, scope);
  if ([...walk(on.compiled.plan.steps)].some(({ kind }) => kind === "records")) return;
  on.report(
    at,
    `Cannot call it about "${textOf(about)}": no step looks for clients`,
    `find them first, such as "- found: { records: client, where: … }", and use "{{ found[0].subject }}"`,
  );
}

function agent(on: Checking, node: Node & { kind: "agent" }, at: string, scope: Scope): Shape {
  on.template(node.with, `${at}/with`, scope);
  const spec = on.world.agents[node.agent];
  if (spec === undefined) {
    on.unknown("agent", node.agent, `${at}/agent`, Object.keys(on.world.agents));
  } else {
    on.contract(node.with, spec.input, `agent "${node.agent}"`, at);
  }
  const output = spec === undefined ? anything : ofSchema(spec.output);
  if (node.accept !== null) {
    on.expression(node.accept, `${at}/accept`, including(scope, "out", output));
  }
  return output;
}

function effect(on: Checking, node: Node & { kind: "effect" }, at: string, scope: Scope): Shape {
  const name = `${node.connector}.${node.action}`;
  on.template(node.with, `${at}/with`, scope);
  const actions = on.world.connectors[node.connector];
  if (actions === undefined) {
    on.unknown("connector", node.connector, `${at}/effect`, Object.keys(on.world.connectors));
    return anything;
  }
  const action = actions[node.action];
  if (action === undefined) {
    const known = Object.keys(actions).map((known) => `${node.connector}.${known}`);
    on.unknown("action", name, `${at}/effect`, known);
    return anything;
  }
  on.contract(node.with, action.input, `"${name}"`, at);
  capability(on, name, `${at}/effect`, node);
  return withFields(action.output);
}

function record(on: Checking, node: Node & { kind: "record" }, at: string, scope: Scope): Shape {
  const schema = on.world.schemas[node.record];
  if (node.id !== null) on.template(node.id, `${at}/id`, scope);
  if (node.from !== null) on.template(node.from, `${at}/from`, scope);
  if (node.set !== null) on.template(node.set, `${at}/set`, scope);
  if (node.cancelled !== undefined) {
    const known = schema === undefined ? anything : ofSchema(schema);
    on.template(node.cancelled, `${at}/cancelled`, including(scope, "record", known));
  }
  if (schema === undefined) {
    on.unknown("record", node.record, `${at}/record`, Object.keys(on.world.schemas));
    return anything;
  }
  // Changing a record is judged like an act; reading one is not.
  if (node.from !== null || node.set !== null) {
    capability(on, `record.${node.record}`, `${at}/record`, node);
  }
  const whose = `record "${node.record}"`;
  if (node.from !== null) on.contract(node.from, schema, whose, at, "from", true);
  if (node.set !== null) on.contract(node.set, schema, whose, at, "set", true);
  const shape = ofSchema(schema);
  return shape.fields === null ? shape : { fields: { ...shape.fields, id: anything } };
}

function approve(on: Checking, node: Node & { kind: "approve" }, at: string, scope: Scope): Shape {
  on.template(node.title, `${at}/title`, scope);
  on.template(node.show, `${at}/show`, scope);
  if (typeof node.show === "string" && scope.has(node.show)) {
    on.report(
      `${at}/show`,
      `Cannot show "${node.show}": this is the bare word, not what the step gave`,
      `write "{{ ${node.show} }}"`,
    );
  }
  if (node.schema === null) return shapeOf(node.show, scope);
  const schema = on.world.schemas[node.schema];
  if (schema === undefined) {
    on.unknown("schema", node.schema, `${at}/schema`, Object.keys(on.world.schemas));
    return anything;
  }
  on.contract(node.show, schema, `schema "${node.schema}"`, at, "show");
  return ofSchema(schema);
}

function wait(on: Checking, node: Node & { kind: "wait" }, at: string, scope: Scope): Shape {
  if (node.on !== null) on.arrival(node.on, `${at}/on`);
  if (node.where !== null) on.expression(node.where, `${at}/where`, atWait(scope));
  if (node.known !== undefined) {
    const { record, id, when } = node.known;
    if (id !== null) on.template(id, `${at}/id`, scope);
    const inside = chosen(on, { record, where: null }, at, "record", scope);
    on.expression(when, `${at}/when`, inside);
  }
  if (node.until !== null) on.expression(node.until, `${at}/until`, scope);
  if (node.ask !== null) on.template(node.ask.title, `${at}/ask/title`, scope);
  return withFields(["by", "event", "answer"]);
}

function capability(on: Checking, action: string, at: string, node: Node): void {
  const { runbook } = on.compiled.plan;
  if (on.world.granted(runbook, action)) return;
  on.report(
    at,
    `Cannot use "${action}" in step "${node.path}": no policy grants it to runbook "${runbook}"`,
    `grant it in policies/: grants: [{ to: "runbook:${runbook}", may: [${action}] }]`,
  );
}
