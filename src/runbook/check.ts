import type { Node, Plan } from "../kernel/plan.ts";
import * as pointers from "../value/pointer.ts";
import { checkStep, chosen } from "./check-step.ts";
import { Checking } from "./checking.ts";
import type { Compiled } from "./compile.ts";
import type { Mistake } from "./mistake.ts";
import { atRequest, atSlot, atTrigger, including, outermost, type Scope } from "./scope.ts";
import { anything, type Shape, withFields } from "./shape.ts";
import type { World } from "./world.ts";

export type { World } from "./world.ts";

/** Everything that can be told to be wrong before any run, at its place in the file. */
export function check(compiled: Compiled, world: World): Mistake[] {
  const on = new Checking(compiled, world);
  const { plan } = compiled;
  const called = world.runbooks[plan.runbook]?.calledBy[0] !== undefined;
  if (plan.triggers.length === 0 && !called) {
    on.report(
      "/runbook",
      `Cannot start runbook "${plan.runbook}": it has no trigger, and no runbook calls it`,
      `add "trigger: request", or what else starts it`,
    );
  }
  const outer = outermost(plan, called);
  if (plan.input !== undefined) begunWith(on, plan.input, plan);
  triggers(on, plan);
  if (plan.subject !== null) on.template(plan.subject, "/subject", outer);
  if (plan.per !== undefined) on.template(plan.per, "/per", outer);
  const end = block(on, plan.steps, outer);
  if (plan.title !== undefined) on.template(plan.title, "/title", end);
  if (plan.success !== null) on.expression(plan.success, "/success", end);
  return on.found;
}

/** Only a request is held against it: what a call, an arrival or the calendar gives stands in files. */
function begunWith(on: Checking, input: string, plan: Plan): void {
  if (on.world.schemas[input] === undefined) {
    on.unknown("schema", input, "/input", Object.keys(on.world.schemas));
  }
  if (plan.triggers.some((trigger) => trigger.on === "request")) return;
  on.report(
    "/input",
    `Cannot say what "${plan.runbook}" is begun with by hand: nobody begins it so`,
    `add "trigger: request", or leave "input" out`,
  );
}

function triggers(on: Checking, plan: Plan): void {
  const listed = Array.isArray(pointers.get(on.compiled.source.value, "/trigger"));
  for (const [i, trigger] of plan.triggers.entries()) {
    const at = listed ? `/trigger/${i}` : "/trigger";
    if (trigger.on === "time" && trigger.about !== undefined) {
      chosen(on, trigger.about, `${at}/about`, "each", atSlot);
    }
    if (trigger.on === "request" && trigger.about !== undefined) {
      on.template(trigger.about, `${at}/about`, atRequest);
    }
    if (trigger.on !== "event") continue;
    on.arrival(trigger.type, `${at}/on`);
    if (trigger.when !== null) on.expression(trigger.when, `${at}/when`, atTrigger);
    if (trigger.some !== undefined) chosen(on, trigger.some, `${at}/some`, "record", atTrigger);
  }
}

/** Checks the steps in order; answers what can be seen behind the last. */
function block(on: Checking, nodes: readonly Node[], outer: Scope): Scope {
  let scope = outer;
  let closed: string | null = null;
  for (const node of nodes) {
    const at = on.pointer(node);
    if (closed !== null) {
      on.reportKey(
        at,
        `Cannot reach step "${node.name}": ${closed}`,
        `remove it, or correct what stands before it`,
      );
      closed = null;
    }
    on.freeName(node.name, at, scope);
    scope = including(scope, node.name, step(on, node, at, scope));
    if (node.kind === "check" && node.that.trim() === "false") {
      closed = `the check "${node.name}" before it never holds`;
    }
  }
  return scope;
}

/** Checks one step with those inside it; answers what is known of its output. */
function step(on: Checking, node: Node, at: string, scope: Scope): Shape {
  switch (node.kind) {
    case "choose":
      return choose(on, node, `${at}/choose`, scope);
    case "each": {
      const inside = `${at}/each`;
      on.expression(node.in, `${inside}/in`, scope);
      on.freeName(node.as, `${inside}/as`, scope);
      const each = including(scope, node.as, anything);
      on.expression(node.key, `${inside}/key`, each);
      block(on, node.steps, each);
      return anything;
    }
    case "parallel":
      for (const branch of node.branches) block(on, branch.steps, scope);
      return withFields(node.branches.map((branch) => branch.name));
    default:
      return checkStep(on, node, at, scope);
  }
}

function choose(on: Checking, node: Node & { kind: "choose" }, at: string, scope: Scope): Shape {
  let always: string | null = null;
  for (const [i, one] of node.cases.entries()) {
    if (always !== null) {
      on.report(
        `${at}/${i}`,
        `Cannot reach case "${one.name}" of step "${node.path}": case "${always}" before it always holds`,
        `move "${always}" to the end, or remove one of them`,
      );
    }
    if (one.when === null || one.when.trim() === "true") always ??= one.name;
    if (one.when !== null) on.expression(one.when, `${at}/${i}/when`, scope);
    block(on, one.steps, scope);
  }
  return withFields(["branch", "out"]);
}
