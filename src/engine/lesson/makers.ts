import { nodeAt } from "../../kernel/interpret.ts";
import type { By } from "../../kernel/event.ts";
import type { Node, Plan } from "../../kernel/plan.ts";
import type { Recorded } from "../../ledger/event.ts";
import { compile } from "../../value/cel.ts";
import { isObject, type Json, textOf } from "../../value/json.ts";
import type { Maker } from "../../value/maker.ts";
import type { Pack } from "../../value/pack.ts";
import { parse } from "../../value/pointer.ts";
import { expressions } from "../../value/template.ts";

/**
 * Which agents stand behind what was shown to her, or behind one part of it.
 *
 * LS2 It is read from the process, not guessed from texts: what a part of a template names, up to the
 *     agent that gave it, through records and drafts between. Where it comes to no agent it names none.
 * LS3 Who did a step is as it was then: a step that was done again later changes nothing.
 */

/** A job's plan, and what had happened in it by then. */
export type Then = { plan: Plan; events: readonly Recorded[] };

/** Behind the part of what a step shows or asks for that a pointer names. */
export function makersOf(then: Then, path: string, pointer: string): Maker[] {
  const found = new Map<string, Maker>();
  behind(then, path, templateOf(nodeAt(then.plan, path)), pointer, new Set(), found);
  return [...found.values()];
}

/** Who did this step, where an agent did. */
export function makerAt({ events }: Then, path: string): Maker | null {
  const done = doneAt(events, path);
  // Events of these types are written by the engine only, in these shapes.
  const by = done?.data["by"] as By | undefined;
  if (done === null || by === undefined || by.agent === null) return null;
  const claim = events.findLast(
    ({ type, data, seq }) => type === "step.claimed" && data["path"] === path && seq < done.seq,
  );
  return {
    agent: by.agent,
    version: by.version ?? "",
    rung: by.rung,
    model: by.model ?? null,
    step: path,
    entry: done.seq,
    pack: (claim?.data["pack"] as Pack | undefined) ?? null,
  };
}

function behind(
  then: Then,
  path: string,
  template: Json,
  pointer: string,
  seen: Set<string>,
  found: Map<string, Maker>,
): void {
  for (const name of namesIn(partAt(template, pointer))) {
    const at = stepNamed(then, path, name);
    if (at === null || seen.has(at)) continue;
    seen.add(at);
    const maker = makerAt(then, at);
    if (maker !== null) found.set(at, maker);
    else
      for (const from of sources(then, at))
        behind(then, from, templateOf(nodeAt(then.plan, from)), "", seen, found);
  }
}

/** Steps whose own templates say where the output of this one comes from. */
function sources({ plan, events }: Then, path: string): string[] {
  const node = nodeAt(plan, path);
  if (node?.kind === "approve") return [path];
  if (node?.kind !== "record") return [];
  if (node.from !== null || node.set !== null) return [path];
  // It only reads: what it answers was noted by others of this job.
  return events.flatMap(({ type, data }) => {
    const noted = textOf(data["path"]);
    const writes = type === "step.completed" && data["record"] !== undefined;
    const other = writes ? nodeAt(plan, noted) : null;
    return other?.kind === "record" && other.record === node.record ? [noted] : [];
  });
}

function templateOf(node: Node | null): Json {
  switch (node?.kind) {
    case "approve":
      return node.show;
    case "effect":
    case "agent":
    case "call":
      return node.with;
    case "record":
      return [node.from, node.set];
    default:
      return null;
  }
}

/** The smallest part of a template that gives what the pointer names. */
function partAt(template: Json, pointer: string): Json {
  let part = template;
  for (const key of parse(pointer)) {
    if (!isObject(part) || !Object.hasOwn(part, key)) break;
    part = part[key] ?? null;
  }
  return part;
}

function namesIn(template: Json): Set<string> {
  return new Set(
    expressions(template).flatMap(({ source }) =>
      compile(source).free.flatMap(([name]) => (name === undefined ? [] : [name])),
    ),
  );
}

/** PL2: a name means the nearest step of its own or an enclosing block. */
function stepNamed({ events }: Then, path: string, name: string): string | null {
  for (let block = outside(path); ; block = outside(block)) {
    const at = block === "" ? name : `${block}/${name}`;
    if (doneAt(events, at) !== null) return at;
    if (block === "") return null;
  }
}

const outside = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

function doneAt(events: readonly Recorded[], path: string): Recorded | null {
  const gave = ({ type, data }: Recorded) =>
    (type === "step.completed" || type === "step.proposed") && data["path"] === path;
  return events.findLast(gave) ?? null;
}
