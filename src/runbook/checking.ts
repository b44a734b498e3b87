import { type Node, walk } from "../kernel/plan.ts";
import { kept } from "../value/fault.ts";
import type { Json, JsonObject } from "../value/json.ts";
import { suggest } from "../value/nearest.ts";
import type { Compiled } from "./compile.ts";
import { mismatches } from "./contract.ts";
import { checkExpression, checkTemplate, type Elsewhere } from "./expressions.ts";
import { type Mistake, mistake } from "./mistake.ts";
import type { Scope } from "./scope.ts";
import type { World } from "./world.ts";

/** A runbook that is being checked: what it may name, and every mistake found so far at its place. */
export class Checking {
  readonly compiled: Compiled;
  readonly world: World;
  readonly found: Mistake[] = [];
  private readonly elsewhere: Elsewhere;

  constructor(compiled: Compiled, world: World) {
    this.compiled = compiled;
    this.world = world;
    this.elsewhere = new Map([...walk(compiled.plan.steps)].map((node) => [node.name, node.path]));
  }

  arrival(type: string, at: string): void {
    if (!this.world.emits.includes(type)) this.unknown("arrival", type, at, this.world.emits);
  }

  freeName(name: string, at: string, scope: Scope): void {
    if (!scope.has(name)) return;
    this.reportKey(
      at,
      `Cannot use the name "${name}" a second time: it already means something here`,
      `give this step a name of its own`,
    );
  }

  contract(
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

  expression(text: string, at: string, scope: Scope): void {
    this.found.push(...checkExpression(text, this.compiled.source, at, scope, this.elsewhere));
  }

  template(template: Json, at: string, scope: Scope): void {
    this.found.push(...checkTemplate(template, this.compiled.source, at, scope, this.elsewhere));
  }

  unknown(what: string, name: string, at: string, known: readonly string[]): void {
    this.report(at, `Cannot find the ${what} "${name}"`, suggest(name, known, what));
  }

  pointer(node: Node): string {
    return kept(this.compiled.where, node.path);
  }

  report(at: string, message: string, remedy: string): void {
    this.found.push(mistake(this.compiled.source.at(at), message, remedy));
  }

  reportKey(at: string, message: string, remedy: string): void {
    this.found.push(mistake(this.compiled.source.keyAt(at), message, remedy));
  }
}
