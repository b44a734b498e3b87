import { blocks, type Node, type Plan, walk } from "../kernel/plan.ts";
import { equal } from "../value/json.ts";
import { changes, json } from "./diff-fields.ts";

export function runbook(before: Plan, after: Plan): string[] {
  const { steps: oldSteps, version: _old, ...oldRest } = before;
  const { steps: newSteps, version: _new, ...newRest } = after;
  const found = [...changes(json(oldRest), json(newRest), ""), ...stepChanges(oldSteps, newSteps)];
  return found.length > 0 ? found : ["lines moved; nothing else"];
}

function stepChanges(before: readonly Node[], after: readonly Node[]): string[] {
  const old = new Map([...walk(before)].map((node) => [node.path, node]));
  const now = new Map([...walk(after)].map((node) => [node.path, node]));
  const found: string[] = [];
  for (const path of old.keys()) if (!now.has(path)) found.push(`step \`${path}\` removed`);
  for (const [path, node] of now) {
    const was = old.get(path);
    if (was === undefined) found.push(`step \`${path}\` added ${place(after, path)}`);
    else if (was.kind !== node.kind) {
      found.push(`step \`${path}\` is now ${node.kind}, was ${was.kind}`);
    } else {
      const inside = changes(json(bare(was)), json(bare(node)), "");
      if (inside.length > 0) found.push(`step \`${path}\`: ${inside.join("; ")}`);
    }
  }
  const kept = (map: ReadonlyMap<string, Node>, other: ReadonlyMap<string, Node>) =>
    [...map.keys()].filter((path) => other.has(path));
  if (!equal(kept(old, now), kept(now, old))) found.push(`steps are in another order`);
  return found;
}

/** A node without its place in the file and without the steps inside it, which stand for themselves. */
function bare(node: Node): object {
  const { line: _line, path: _path, ...rest } = node;
  switch (rest.kind) {
    case "choose":
      return { ...rest, cases: rest.cases.map(({ name, when }) => ({ name, when })) };
    case "parallel":
      return { ...rest, branches: rest.branches.map(({ name }) => name) };
    case "each":
      return { ...rest, steps: [] };
    default:
      return rest;
  }
}

function place(nodes: readonly Node[], path: string): string {
  const find = (block: readonly Node[], outer: string): string | null => {
    for (const [i, node] of block.entries()) {
      const earlier = block[i - 1];
      if (node.path === path) return earlier === undefined ? outer : `after \`${earlier.path}\``;
      for (const inner of blocks(node)) {
        const found = find(inner.steps, `first in \`${inner.path}\``);
        if (found !== null) return found;
      }
    }
    return null;
  };
  return find(nodes, "first of all") ?? "";
}
