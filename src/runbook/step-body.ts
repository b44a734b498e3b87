import type { z } from "zod";
import type { Node } from "../kernel/plan.ts";
import type { Json } from "../value/json.ts";
import * as pointers from "../value/pointer.ts";
import * as amounts from "./amounts.ts";
import { bodies } from "./format.ts";
import { fit, type Mistake, type Source, type Spot } from "./mistake.ts";

const threeDaysMs = 3 * 24 * 3_600_000;

type Body<K extends keyof typeof bodies> = z.infer<(typeof bodies)[K]>;

/** Where a step stands, and how it is called. */
export type Base = { path: string; name: string; line: number };

/** What reads the blocks inside a step, and takes its mistakes. */
export type Reader = {
  readonly source: Source;
  readonly mistakes: Mistake[];
  block(steps: readonly Json[], pointer: string, base: string): Node[];
  wrong(spot: Spot, message: string, remedy: string): null;
};

/** The step that this body is, whose kind is `kind`; null where a mistake was found in it. */
export function nodeOf(reader: Reader, kind: string, pointer: string, base: Base): Node | null {
  switch (kind) {
    case "agent":
      return as(reader, "agent", pointer, ({ agent, with: args, accept }) => ({
        ...base,
        kind: "agent",
        agent,
        with: args ?? {},
        accept: accept ?? null,
      }));
    case "effect":
      return as(reader, "effect", pointer, (body) => {
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
      return as(reader, "record", pointer, ({ record, id, from, set, cancelled }) => ({
        ...base,
        kind: "record",
        record,
        id: id ?? null,
        from: from ?? null,
        set: set ?? null,
        ...(cancelled === undefined ? {} : { cancelled }),
      }));
    case "records":
      return as(reader, "records", pointer, ({ records, where, give }) => ({
        ...base,
        kind: "records",
        record: records,
        where: where ?? null,
        give: give ?? {},
      }));
    case "episodes":
      return as(reader, "episodes", pointer, ({ episodes }) => ({
        ...base,
        kind: "episodes",
        ...episodes,
      }));
    case "check":
      return as(reader, "check", pointer, ({ check, because }) => ({
        ...base,
        kind: "check",
        that: check,
        because,
      }));
    case "call":
      return as(reader, "call", pointer, (body) => ({
        ...base,
        kind: "call",
        runbook: body.call,
        with: body.with ?? {},
        ...(body.about === undefined ? {} : { about: body.about }),
      }));
    case "approve":
      return as(reader, "approve", pointer, (body) => approve(reader, body, pointer, base));
    case "choose":
      return as(reader, "choose", pointer, (body) => choose(reader, body, pointer, base));
    case "each":
      return as(reader, "each", pointer, ({ each }) => ({
        ...base,
        kind: "each",
        in: each.in,
        as: each.as ?? "item",
        key: each.key,
        atOnce: each.atOnce ?? 1,
        steps: reader.block(each.steps, `${pointer}/each/steps`, base.path),
      }));
    case "parallel":
      return as(reader, "parallel", pointer, (body) => parallel(reader, body, pointer, base));
    default:
      return as(reader, "wait", pointer, (body) => wait(reader, body, pointer, base));
  }
}

function approve(reader: Reader, { approve }: Body<"approve">, pointer: string, base: Base): Node {
  const { title, show, editable, schema, expires, onDeny, answers } = approve;
  return {
    ...base,
    kind: "approve",
    title,
    show,
    editable: editable ?? false,
    schema: schema ?? null,
    expiresMs: length(reader, expires, `${pointer}/approve/expires`) ?? threeDaysMs,
    onDeny: onDeny ?? "cancel",
    ...(answers === undefined ? {} : { answers }),
  };
}

function parallel(
  reader: Reader,
  { parallel }: Body<"parallel">,
  pointer: string,
  base: Base,
): Node {
  const branches = Object.entries(parallel).map(([name, steps]) => ({
    name,
    steps: reader.block(steps, pointers.join(`${pointer}/parallel`, name), `${base.path}/${name}`),
  }));
  return { ...base, kind: "parallel", branches };
}

function choose(reader: Reader, { choose }: Body<"choose">, pointer: string, base: Base): Node {
  const seen = new Set<string>();
  const cases = choose.map((one, i) => {
    const at = `${pointer}/choose/${i}`;
    const name = one.name ?? "otherwise";
    if (seen.has(name)) {
      reader.wrong(
        reader.source.at(`${at}/name`),
        `Cannot name a second case "${name}" in "${base.name}": the name is taken`,
        `give it a name of its own`,
      );
    }
    seen.add(name);
    const inside = `${base.path}/${name}`;
    return "otherwise" in one
      ? { name, when: null, steps: reader.block(one.otherwise, `${at}/otherwise`, inside) }
      : { name, when: one.when, steps: reader.block(one.steps, `${at}/steps`, inside) };
  });
  return { ...base, kind: "choose", cases };
}

function wait(reader: Reader, { wait }: Body<"wait">, pointer: string, base: Base): Node {
  if (wait.on === undefined && wait.where !== undefined) {
    reader.wrong(
      reader.source.keyAt(`${pointer}/wait/where`),
      `Cannot wait in "${base.name}": "where" asks about an arrival, and "on" names none`,
      `add "on", such as on: mail.received`,
    );
  }
  const { record, id, when } = wait;
  if ((record === undefined) !== (when === undefined) || (id !== undefined && !record)) {
    reader.wrong(
      reader.source.keyAt(`${pointer}/wait`),
      `Cannot wait in "${base.name}": "record" says which record, "when" what must hold of it`,
      `give both, or neither of "record", "id" and "when"`,
    );
  }
  const ends = [wait.on, record, wait.for, wait.until, wait.ask];
  if (ends.every((end) => end === undefined)) {
    reader.wrong(
      reader.source.keyAt(`${pointer}/wait`),
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
    forMs: length(reader, wait.for, `${pointer}/wait/for`),
    until: wait.until ?? null,
    ask: wait.ask ?? null,
  };
}

function as<K extends keyof typeof bodies>(
  reader: Reader,
  kind: K,
  pointer: string,
  make: (body: Body<K>) => Node,
): Node | null {
  // The entry of `bodies` under `kind` is the schema of exactly that body.
  const schema = bodies[kind] as unknown as z.ZodType<Body<K>>;
  const read = fit(schema, reader.source, pointer);
  if (read.ok) return make(read.value);
  reader.mistakes.push(...read.mistakes);
  return null;
}

function length(reader: Reader, text: string | undefined, pointer: string): number | null {
  return text === undefined ? null : amounts.length(text, reader.source, pointer, reader.mistakes);
}
