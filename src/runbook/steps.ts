import type { Node } from "../kernel/plan.ts";
import { isObject, type Json } from "../value/json.ts";
import { nameable } from "../value/cel.ts";
import * as pointers from "../value/pointer.ts";
import { describe } from "./explain.ts";
import { kinds, stepName } from "./format.ts";
import { type Mistake, mistake, type Source, type Spot } from "./mistake.ts";
import { type Base, nodeOf, type Reader } from "./step-body.ts";
import { suggest } from "../value/nearest.ts";

/** Names that the runtime gives. */
const given: ReadonlySet<string> = new Set(
  "event input subject job slot company trigger out record".split(" "),
);

/** Reads blocks of steps one step at a time, so that every mistake is found and has its place. */
export class Steps implements Reader {
  readonly mistakes: Mistake[] = [];
  readonly where = new Map<string, string>();
  readonly source: Source;

  constructor(source: Source) {
    this.source = source;
  }

  block(steps: readonly Json[], pointer: string, base: string): Node[] {
    const seen = new Set<string>();
    return steps.flatMap((step, i) => {
      const node = this.step(step, pointers.join(pointer, i), base, seen);
      return node === null ? [] : [node];
    });
  }

  private step(step: Json, pointer: string, base: string, seen: Set<string>): Node | null {
    const entries = isObject(step) ? Object.entries(step) : [];
    const [only] = entries;
    if (only === undefined || entries.length > 1) {
      const names = entries.map(([key]) => key).join(", ");
      const found = entries.length > 1 ? `the keys ${names} side by side` : describe(step);
      return this.wrong(
        this.source.at(pointer),
        `Cannot read a step: expected one name with its step, found ${found}`,
        `write "- name: { … }", with what belongs to the step inside the braces or indented below`,
      );
    }
    const [name, body] = only;
    const at = pointers.join(pointer, name);
    if (!stepName.safeParse(name).success) {
      return this.wrong(
        this.source.keyAt(at),
        `Cannot name a step "${name}": it is used in expressions`,
        `use letters, digits and _, beginning with a small letter`,
      );
    }
    if (given.has(name) || !nameable(name)) {
      return this.wrong(
        this.source.keyAt(at),
        `Cannot name a step "${name}": expressions use that word for something else`,
        `give it another name`,
      );
    }
    if (seen.has(name)) {
      return this.wrong(
        this.source.keyAt(at),
        `Cannot name a second step "${name}": the name is taken in this block`,
        `give it a name of its own`,
      );
    }
    seen.add(name);
    const path = base === "" ? name : `${base}/${name}`;
    return this.body(body, at, {
      path,
      name,
      line: this.source.keyAt(at).line,
    });
  }

  private body(body: Json, pointer: string, base: Base): Node | null {
    const keys = isObject(body) ? Object.keys(body) : [];
    const found = keys.filter((key) => kinds.includes(key));
    const kind = found[0];
    if (kind === undefined) {
      const key = keys[0];
      if (key === undefined) {
        return this.wrong(
          this.source.keyAt(pointer),
          `Cannot read step "${base.name}": expected what it does, found ${describe(body)}`,
          `write one of: ${kinds.join(", ")}`,
        );
      }
      return this.wrong(
        this.source.keyAt(pointers.join(pointer, key)),
        `Cannot read step "${base.name}": "${key}" is no kind of step`,
        suggest(key, kinds, "kind"),
      );
    }
    if (found.length > 1) {
      return this.wrong(
        this.source.keyAt(pointer),
        `Cannot read step "${base.name}": it is ${found.join(" and ")} at once`,
        `make a step of each`,
      );
    }
    this.where.set(base.path, pointer);
    return nodeOf(this, kind, pointer, base);
  }

  wrong(spot: Spot, message: string, remedy: string): null {
    this.mistakes.push(mistake(spot, message, remedy));
    return null;
  }
}
