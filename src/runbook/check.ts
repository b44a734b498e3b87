import { type Chosen, type Node, type Plan, type Template, walk } from "../kernel/plan.ts";
import { kept } from "../value/fault.ts";
import { type Json, type JsonObject, textOf } from "../value/json.ts";
import * as pointers from "../value/pointer.ts";
import type { Compiled } from "./compile.ts";
import { mismatches } from "./contract.ts";
import { checkExpression, checkTemplate, type Elsewhere, shapeOf } from "./expressions.ts";
import { type Mistake, mistake } from "./mistake.ts";
import { suggest } from "../value/nearest.ts";
import { atSlot, atTrigger, atWait, including, outermost, type Scope } from "./scope.ts";
import { anything, ofSchema, type Shape, withFields } from "./shape.ts";

/** What a runbook may name. `runbooks` says of each which others call it. */
export type World = {
  agents: Readonly<Record<string, { input: JsonObject; output: JsonObject }>>;
  connectors: Readonly<
    Record<string, Readonly<Record<string, { input: JsonObject; output: readonly string[] }>>>
  >;
  /** Types of arrivals that some connector emits, or that she brings. */
  emits: readonly string[];
  schemas: Readonly<Record<string, JsonObject>>;
  runbooks: Readonly<Record<string, { calledBy: readonly string[] }>>;
  /** Whether a policy grants this runbook the action: "mail.send". */
  granted(runbook: string, action: string): boolean;
};

/** Everything that can be told to be wrong before any run, at its place in the file. */
export function check(compiled: Compiled, world: World): Mistake[] {
  return new Check(compiled, world).run();
}

class Check {
  private readonly compiled: Compiled;
  private readonly world: World;
  private readonly found: Mistake[] = [];
  private readonly elsewhere: Elsewhere;

  constructor(compiled: Compiled, world: World) {
    this.compiled = compiled;
    this.world = world;
    this.elsewhere = new Map([...walk(compiled.plan.steps)].map((node) => [node.name, node.path]));
  }

  run(): Mistake[] {
    const { plan } = this.compiled;
    const called = this.world.runbooks[plan.runbook]?.calledBy[0] !== undefined;
    if (plan.triggers.length === 0 && !called) {
      this.report(
        "/runbook",
        `Cannot start runbook "${plan.runbook}": it has no trigger, and no runbook calls it`,
        `add "trigger: request", or what else starts it`,
      );
    }
    const outer = outermost(plan, called);
    this.triggers(plan);
    if (plan.subject !== null) this.template(plan.subject, "/subject", outer);
    if (plan.per !== undefined) this.template(plan.per, "/per", outer);
    const end = this.block(plan.steps, outer);
    if (plan.success !== null) this.expression(plan.success, "/success", end);
    return this.found;
  }

  private triggers(plan: Plan): void {
    const { source } = this.compiled;
    const listed = Array.isArray(pointers.get(source.value, "/trigger"));
    for (const [i, trigger] of plan.triggers.entries()) {
      const at = listed ? `/trigger/${i}` : "/trigger";
      if (trigger.on === "time" && trigger.about !== undefined) {
        this.chosen(trigger.about, `${at}/about`, "each", atSlot);
      }
      if (trigger.on !== "event") continue;
      this.arrival(trigger.type, `${at}/on`);
      if (trigger.when !== null) this.expression(trigger.when, `${at}/when`, atTrigger);
      if (trigger.some !== undefined) this.chosen(trigger.some, `${at}/some`, "record", atTrigger);
    }
  }

  /** Which records of a kind: its name stands under `key`. Answers what is known of one of them. */
  private chosen({ record, where }: Chosen, at: string, key: string, scope: Scope): Scope {
    const schema = this.world.schemas[record];
    if (schema === undefined) {
      this.unknown("record", record, `${at}/${key}`, Object.keys(this.world.schemas));
    }
    const inside = including(scope, "record", schema === undefined ? anything : ofSchema(schema));
    if (where !== null) this.expression(where, `${at}/where`, inside);
    return inside;
  }

  /** Checks the steps in order; answers what can be seen behind the last. */
  private block(nodes: readonly Node[], outer: Scope): Scope {
    let scope = outer;
    let closed: string | null = null;
    for (const node of nodes) {
      const at = this.pointer(node);
      if (closed !== null) {
        this.reportKey(
          at,
          `Cannot reach step "${node.name}": ${closed}`,
          `remove it, or correct what stands before it`,
        );
        closed = null;
      }
      this.freeName(node.name, at, scope);
      scope = including(scope, node.name, this.node(node, at, scope));
      if (node.kind === "check" && node.that.trim() === "false") {
        closed = `the check "${node.name}" before it never holds`;
      }
    }
    return scope;
  }

  /** Checks one step; answers what is known of its output. */
  private node(node: Node, at: string, scope: Scope): Shape {
    switch (node.kind) {
      case "agent":
        return this.agent(node, at, scope);
      case "effect":
        return this.effect(node, at, scope);
      case "record":
        return this.record(node, at, scope);
      case "records": {
        const inside = this.chosen(node, at, "records", scope);
        this.template(node.give, `${at}/give`, inside);
        return anything;
      }
      case "check":
        this.expression(node.that, `${at}/check`, scope);
        this.template(node.because, `${at}/because`, scope);
        return anything;
      case "approve":
        return this.approve(node, `${at}/approve`, scope);
      case "choose":
        return this.choose(node, `${at}/choose`, scope);
      case "each": {
        const inside = `${at}/each`;
        this.expression(node.in, `${inside}/in`, scope);
        this.freeName(node.as, `${inside}/as`, scope);
        const each = including(scope, node.as, anything);
        this.expression(node.key, `${inside}/key`, each);
        this.block(node.steps, each);
        return anything;
      }
      case "parallel":
        for (const branch of node.branches) this.block(branch.steps, scope);
        return withFields(node.branches.map((branch) => branch.name));
      case "wait":
        return this.wait(node, `${at}/wait`, scope);
      default:
        if (this.world.runbooks[node.runbook] === undefined) {
          this.unknown("runbook", node.runbook, `${at}/call`, Object.keys(this.world.runbooks));
        }
        this.template(node.with, `${at}/with`, scope);
        if (node.about !== undefined) this.about(node.about, `${at}/about`, scope);
        return withFields(["success", "out"]);
    }
  }

  /** Only whom a `records` step found can be named, and nobody was looked for where there is none. */
  private about(about: Template, at: string, scope: Scope): void {
    this.template(about, at, scope);
    if ([...walk(this.compiled.plan.steps)].some(({ kind }) => kind === "records")) return;
    this.report(
      at,
      `Cannot call it about "${textOf(about)}": no step looks for clients`,
      `find them first, such as "- found: { records: client, where: … }", and use "{{ found[0].subject }}"`,
    );
  }

  private agent(node: Node & { kind: "agent" }, at: string, scope: Scope): Shape {
    this.template(node.with, `${at}/with`, scope);
    const spec = this.world.agents[node.agent];
    if (spec === undefined) {
      this.unknown("agent", node.agent, `${at}/agent`, Object.keys(this.world.agents));
    } else {
      this.contract(node.with, spec.input, `agent "${node.agent}"`, at);
    }
    const output = spec === undefined ? anything : ofSchema(spec.output);
    if (node.accept !== null) {
      this.expression(node.accept, `${at}/accept`, including(scope, "out", output));
    }
    return output;
  }

  private effect(node: Node & { kind: "effect" }, at: string, scope: Scope): Shape {
    const name = `${node.connector}.${node.action}`;
    this.template(node.with, `${at}/with`, scope);
    const actions = this.world.connectors[node.connector];
    if (actions === undefined) {
      this.unknown("connector", node.connector, `${at}/effect`, Object.keys(this.world.connectors));
      return anything;
    }
    const action = actions[node.action];
    if (action === undefined) {
      const known = Object.keys(actions).map((known) => `${node.connector}.${known}`);
      this.unknown("action", name, `${at}/effect`, known);
      return anything;
    }
    this.contract(node.with, action.input, `"${name}"`, at);
    this.capability(name, `${at}/effect`, node);
    return withFields(action.output);
  }

  private record(node: Node & { kind: "record" }, at: string, scope: Scope): Shape {
    const schema = this.world.schemas[node.record];
    if (node.id !== null) this.template(node.id, `${at}/id`, scope);
    if (node.from !== null) this.template(node.from, `${at}/from`, scope);
    if (node.set !== null) this.template(node.set, `${at}/set`, scope);
    if (schema === undefined) {
      this.unknown("record", node.record, `${at}/record`, Object.keys(this.world.schemas));
      return anything;
    }
    // Changing a record is judged like an act; reading one is not.
    if (node.from !== null || node.set !== null) {
      this.capability(`record.${node.record}`, `${at}/record`, node);
    }
    const whose = `record "${node.record}"`;
    if (node.from !== null) this.contract(node.from, schema, whose, at, "from", true);
    if (node.set !== null) this.contract(node.set, schema, whose, at, "set", true);
    const shape = ofSchema(schema);
    return shape.fields === null ? shape : { fields: { ...shape.fields, id: anything } };
  }

  private approve(node: Node & { kind: "approve" }, at: string, scope: Scope): Shape {
    this.template(node.title, `${at}/title`, scope);
    this.template(node.show, `${at}/show`, scope);
    if (typeof node.show === "string" && scope.has(node.show)) {
      this.report(
        `${at}/show`,
        `Cannot show "${node.show}": this is the bare word, not what the step gave`,
        `write "{{ ${node.show} }}"`,
      );
    }
    if (node.schema === null) return shapeOf(node.show, scope);
    const schema = this.world.schemas[node.schema];
    if (schema === undefined) {
      this.unknown("schema", node.schema, `${at}/schema`, Object.keys(this.world.schemas));
      return anything;
    }
    this.contract(node.show, schema, `schema "${node.schema}"`, at, "show");
    return ofSchema(schema);
  }

  private choose(node: Node & { kind: "choose" }, at: string, scope: Scope): Shape {
    let always: string | null = null;
    for (const [i, one] of node.cases.entries()) {
      if (always !== null) {
        this.report(
          `${at}/${i}`,
          `Cannot reach case "${one.name}" of step "${node.path}": case "${always}" before it always holds`,
          `move "${always}" to the end, or remove one of them`,
        );
      }
      if (one.when === null || one.when.trim() === "true") always ??= one.name;
      if (one.when !== null) this.expression(one.when, `${at}/${i}/when`, scope);
      this.block(one.steps, scope);
    }
    return withFields(["branch", "out"]);
  }

  private wait(node: Node & { kind: "wait" }, at: string, scope: Scope): Shape {
    if (node.on !== null) this.arrival(node.on, `${at}/on`);
    if (node.where !== null) this.expression(node.where, `${at}/where`, atWait(scope));
    if (node.known !== undefined) {
      const { record, id, when } = node.known;
      if (id !== null) this.template(id, `${at}/id`, scope);
      const inside = this.chosen({ record, where: null }, at, "record", scope);
      this.expression(when, `${at}/when`, inside);
    }
    if (node.until !== null) this.expression(node.until, `${at}/until`, scope);
    if (node.ask !== null) this.template(node.ask.title, `${at}/ask/title`, scope);
    return withFields(["by", "event", "answer"]);
  }

  private capability(action: string, at: string, node: Node): void {
    const { runbook } = this.compiled.plan;
    if (this.world.granted(runbook, action)) return;
    this.report(
      at,
      `Cannot use "${action}" in step "${node.path}": no policy grants it to runbook "${runbook}"`,
      `grant it in policies/: grants: [{ to: "runbook:${runbook}", may: [${action}] }]`,
    );
  }

  private arrival(type: string, at: string): void {
    if (!this.world.emits.includes(type)) this.unknown("arrival", type, at, this.world.emits);
  }

  private freeName(name: string, at: string, scope: Scope): void {
    if (!scope.has(name)) return;
    this.reportKey(
      at,
      `Cannot use the name "${name}" a second time: it already means something here`,
      `give this step a name of its own`,
    );
  }

  private contract(
    given: Json,
    schema: JsonObject,
    whose: string,
    at: string,
    key = "with",
    partial = false,
  ): void {
    const { source } = this.compiled;
    for (const one of mismatches(given, schema, whose, partial)) {
      const pointer = `${at}/${key}${one.pointer}`;
      const spot = one.aboutKey ? source.keyAt(pointer) : source.at(pointer);
      this.found.push(mistake(spot, one.message, one.remedy));
    }
  }

  private expression(text: string, at: string, scope: Scope): void {
    this.found.push(...checkExpression(text, this.compiled.source, at, scope, this.elsewhere));
  }

  private template(template: Json, at: string, scope: Scope): void {
    this.found.push(...checkTemplate(template, this.compiled.source, at, scope, this.elsewhere));
  }

  private unknown(what: string, name: string, at: string, known: readonly string[]): void {
    this.report(at, `Cannot find the ${what} "${name}"`, suggest(name, known, what));
  }

  private pointer(node: Node): string {
    return kept(this.compiled.where, node.path);
  }

  private report(at: string, message: string, remedy: string): void {
    this.found.push(mistake(this.compiled.source.at(at), message, remedy));
  }

  private reportKey(at: string, message: string, remedy: string): void {
    this.found.push(mistake(this.compiled.source.keyAt(at), message, remedy));
  }
}
