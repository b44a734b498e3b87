import type { z } from "zod";
import type { Node } from "../kernel/plan.ts";
import { isObject, type Json } from "../value/json.ts";
import { nameable } from "../value/cel.ts";
import * as pointers from "../value/pointer.ts";
import * as amounts from "./amounts.ts";
import { describe } from "./explain.ts";
import { bodies, kinds, stepName } from "./format.ts";
import { fit, type Mistake, mistake, type Source } from "./mistake.ts";
import { suggest } from "../value/nearest.ts";

const threeDaysMs = 3 * 24 * 3_600_000;

/** Names that the runtime gives. */
const given: ReadonlySet<string> = new Set(
  "event input subject slot company trigger out record".split(" "),
);

type Body<K extends keyof typeof bodies> = z.infer<(typeof bodies)[K]>;
type Base = { path: string; name: string; line: number };

/** Reads blocks of steps one step at a time, so that every mistake is found and has its place. */
export class Steps {
  readonly mistakes: Mistake[] = [];
  readonly where = new Map<string, string>();
  private readonly source: Source;

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
    return this.node(kind, pointer, base);
  }

  private node(kind: string, pointer: string, base: Base): Node | null {
    switch (kind) {
      case "agent":
        return this.as("agent", pointer, ({ agent, with: args, accept }) => ({
          ...base,
          kind: "agent",
          agent,
          with: args ?? {},
          accept: accept ?? null,
        }));
      case "effect":
        return this.as("effect", pointer, (body) => {
          const dot = body.effect.indexOf(".");
          return {
            ...base,
            kind: "effect",
            connector: body.effect.slice(0, dot),
            action: body.effect.slice(dot + 1),
            with: body.with ?? {},
          };
        });
      case "record":
        return this.as("record", pointer, ({ record, id, from, set }) => ({
          ...base,
          kind: "record",
          record,
          id: id ?? null,
          from: from ?? null,
          set: set ?? null,
        }));
      case "records":
        return this.as("records", pointer, ({ records, where, give }) => ({
          ...base,
          kind: "records",
          record: records,
          where: where ?? null,
          give: give ?? {},
        }));
      case "check":
        return this.as("check", pointer, ({ check, because }) => ({
          ...base,
          kind: "check",
          that: check,
          because,
        }));
      case "call":
        return this.as("call", pointer, (body) => ({
          ...base,
          kind: "call",
          runbook: body.call,
          with: body.with ?? {},
          ...(body.about === undefined ? {} : { about: body.about }),
        }));
      case "approve":
        return this.as("approve", pointer, (body) => this.approve(body, pointer, base));
      case "choose":
        return this.as("choose", pointer, (body) => this.choose(body, pointer, base));
      case "each":
        return this.as("each", pointer, ({ each }) => ({
          ...base,
          kind: "each",
          in: each.in,
          as: each.as ?? "item",
          key: each.key,
          atOnce: each.atOnce ?? 1,
          steps: this.block(each.steps, `${pointer}/each/steps`, base.path),
        }));
      case "parallel":
        return this.as("parallel", pointer, (body) => ({
          ...base,
          kind: "parallel",
          branches: Object.entries(body.parallel).map(([name, steps]) => ({
            name,
            steps: this.block(
              steps,
              pointers.join(`${pointer}/parallel`, name),
              `${base.path}/${name}`,
            ),
          })),
        }));
      default:
        return this.as("wait", pointer, (body) => this.wait(body, pointer, base));
    }
  }

  private approve({ approve }: Body<"approve">, pointer: string, base: Base): Node {
    const { title, show, editable, schema, expires, onDeny } = approve;
    return {
      ...base,
      kind: "approve",
      title,
      show,
      editable: editable ?? false,
      schema: schema ?? null,
      expiresMs: this.length(expires, `${pointer}/approve/expires`) ?? threeDaysMs,
      onDeny: onDeny ?? "cancel",
    };
  }

  private choose({ choose }: Body<"choose">, pointer: string, base: Base): Node {
    const seen = new Set<string>();
    const cases = choose.map((one, i) => {
      const at = `${pointer}/choose/${i}`;
      const name = one.name ?? "otherwise";
      if (seen.has(name)) {
        this.wrong(
          this.source.at(`${at}/name`),
          `Cannot name a second case "${name}" in "${base.name}": the name is taken`,
          `give it a name of its own`,
        );
      }
      seen.add(name);
      const inside = `${base.path}/${name}`;
      return "otherwise" in one
        ? { name, when: null, steps: this.block(one.otherwise, `${at}/otherwise`, inside) }
        : { name, when: one.when, steps: this.block(one.steps, `${at}/steps`, inside) };
    });
    return { ...base, kind: "choose", cases };
  }

  private wait({ wait }: Body<"wait">, pointer: string, base: Base): Node {
    if (wait.on === undefined && wait.where !== undefined) {
      this.wrong(
        this.source.keyAt(`${pointer}/wait/where`),
        `Cannot wait in "${base.name}": "where" asks about an arrival, and "on" names none`,
        `add "on", such as on: mail.received`,
      );
    }
    const { record, id, when } = wait;
    if ((record === undefined) !== (when === undefined) || (id !== undefined && !record)) {
      this.wrong(
        this.source.keyAt(`${pointer}/wait`),
        `Cannot wait in "${base.name}": "record" says which record, "when" what must hold of it`,
        `give both, or neither of "record", "id" and "when"`,
      );
    }
    const ends = [wait.on, record, wait.for, wait.until, wait.ask];
    if (ends.every((end) => end === undefined)) {
      this.wrong(
        this.source.keyAt(`${pointer}/wait`),
        `Cannot wait in "${base.name}": nothing ends the wait`,
        `add "on", "record", "for", "until" or "ask"`,
      );
    }
    return {
      ...base,
      kind: "wait",
      on: wait.on ?? null,
      where: wait.where ?? null,
      ...(record === undefined || when === undefined
        ? {}
        : { known: { record, id: id ?? null, when } }),
      forMs: this.length(wait.for, `${pointer}/wait/for`),
      until: wait.until ?? null,
      ask: wait.ask ?? null,
    };
  }

  private as<K extends keyof typeof bodies>(
    kind: K,
    pointer: string,
    make: (body: Body<K>) => Node,
  ): Node | null {
    // The entry of `bodies` under `kind` is the schema of exactly that body.
    const schema = bodies[kind] as unknown as z.ZodType<Body<K>>;
    const read = fit(schema, this.source, pointer);
    if (read.ok) return make(read.value);
    this.mistakes.push(...read.mistakes);
    return null;
  }

  private length(text: string | undefined, pointer: string): number | null {
    return text === undefined ? null : amounts.length(text, this.source, pointer, this.mistakes);
  }

  private wrong(spot: { line: number; column: number }, message: string, remedy: string): null {
    this.mistakes.push(mistake(spot, message, remedy));
    return null;
  }
}
