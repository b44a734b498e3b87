import type { Node } from "../../src/kernel/plan.ts";
import type { Json, JsonObject } from "../../src/value/json.ts";

/** Steps of plans, written short. A nested step's path is its name until `placed` has put it in place. */
type More<K extends Node["kind"]> = Partial<
  Omit<Extract<Node, { kind: K }>, "kind" | "name" | "path">
>;

const base = (name: string) => ({ name, path: name, line: 1 });

export function write(name: string, more: More<"agent"> = {}): Node {
  return { ...base(name), kind: "agent", agent: "writer", with: { n: 1 }, accept: null, ...more };
}

/** An act of the connector "world", unless `more` names another. */
export function act(name: string, args: JsonObject, more: More<"effect"> = {}): Node {
  return { ...base(name), kind: "effect", connector: "world", action: "act", with: args, ...more };
}

export function record(
  name: string,
  kind: string,
  set: JsonObject | null,
  id: string | null = "r1",
): Node {
  return { ...base(name), kind: "record", record: kind, id, from: null, set };
}

export function check(name: string, that: string, because = ""): Node {
  return { ...base(name), kind: "check", that, because };
}

export function approve(name: string, show: Json, more: More<"approve"> = {}): Node {
  const terms = {
    title: name,
    editable: true,
    schema: null,
    expiresMs: 86_400_000,
    onDeny: "cancel",
  } as const;
  return { ...base(name), kind: "approve", show, ...terms, ...more };
}

export function choose(
  name: string,
  cases: Record<string, { when: string | null; steps: Node[] }>,
): Node {
  const list = Object.entries(cases).map(([branch, { when, steps }]) => ({
    name: branch,
    when,
    steps,
  }));
  return { ...base(name), kind: "choose", cases: list };
}

export function each(name: string, items: string, steps: Node[], more: More<"each"> = {}): Node {
  return {
    ...base(name),
    kind: "each",
    in: items,
    as: "item",
    key: "item.id",
    atOnce: 10,
    steps,
    ...more,
  };
}

export function parallel(name: string, branches: Record<string, Node[]>): Node {
  const list = Object.entries(branches).map(([branch, steps]) => ({ name: branch, steps }));
  return { ...base(name), kind: "parallel", branches: list };
}

export function wait(name: string, more: More<"wait"> = {}): Node {
  return {
    ...base(name),
    kind: "wait",
    on: null,
    where: null,
    forMs: null,
    until: null,
    ask: null,
    ...more,
  };
}

export function call(
  name: string,
  runbook: string,
  given: JsonObject = {},
  about: string | null = null,
): Node {
  const whom = about === null ? {} : { about };
  return { ...base(name), kind: "call", runbook, with: given, ...whom };
}

/** The same steps, each with its path in the plan (PL1). */
export function placed(steps: readonly Node[], under = ""): Node[] {
  return steps.map((node) => {
    const path = `${under}${node.name}`;
    switch (node.kind) {
      case "choose": {
        const cases = node.cases.map((c) => ({
          ...c,
          steps: placed(c.steps, `${path}/${c.name}/`),
        }));
        return { ...node, path, cases };
      }
      case "parallel": {
        const branches = node.branches.map((b) => ({
          ...b,
          steps: placed(b.steps, `${path}/${b.name}/`),
        }));
        return { ...node, path, branches };
      }
      case "each":
        return { ...node, path, steps: placed(node.steps, `${path}/`) };
      default:
        return { ...node, path };
    }
  });
}
