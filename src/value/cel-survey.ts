import type { ASTNode } from "@marcbachmann/cel-js";
import { environment } from "./cel-environment.ts";
import { refused } from "./cel-error.ts";

const maxNesting = 3;

const loops: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "map", "filter"]);

/** The keys of a plain path, its variable first; null for anything else. */
export function path(node: ASTNode): string[] | null {
  if (node.op === "id") return [node.args];
  if (node.op !== "." && node.op !== "[]") return null;
  const [of, key] = node.args;
  const keys = path(of);
  if (typeof key === "string") return keys === null ? null : [...keys, key];
  return keys !== null && key.op === "value" && typeof key.args === "string"
    ? [...keys, key.args]
    : null;
}

type Survey = { bound: ReadonlySet<string>; depth: number; free: string[][] };

/** What the tree may read, each path once; refuses what could run for long (CL4). */
export function survey(tree: ASTNode, source: string): string[][] {
  const free: string[][] = [];
  visitNode(tree, source, { bound: new Set(), depth: 0, free });
  return free;
}

function visitNode(node: ASTNode, source: string, state: Survey): void {
  const visit = (child: ASTNode) => visitNode(child, source, state);
  const whole = path(node);
  if (whole !== null) return read(whole, state);
  switch (node.op) {
    case "value":
    case "id":
      return;
    case ".":
    case ".?":
      return visit(node.args[0]);
    case "call":
      return node.args[1].forEach(visit);
    case "map":
      return node.args.forEach((entry) => entry.forEach(visit));
    case "!_":
    case "-_":
      return visit(node.args);
    case "rcall": {
      const [name, receiver, args] = node.args;
      if (receiver.op === "id" && receiver.args === "cel") {
        throw refused(source, node.range.start, `cel.${name} is not supported`);
      }
      visit(receiver);
      const [variable] = args;
      if (!loops.has(name) || variable?.op !== "id") return args.forEach(visit);
      if (state.depth === maxNesting) {
        throw refused(source, node.range.start, `lists are walked more than ${maxNesting} deep`);
      }
      const bound = new Set([...state.bound, variable.args]);
      const inner = { ...state, bound, depth: state.depth + 1 };
      return args.forEach((arg) => visitNode(arg, source, inner));
    }
    default:
      return node.args.forEach(visit);
  }
}

function read(keys: string[], { bound, free }: Survey): void {
  const [name = ""] = keys;
  if (bound.has(name) || environment.hasVariable(name)) return;
  const known = free.some(
    (other) => other.length === keys.length && other.every((k, i) => k === keys[i]),
  );
  if (!known) free.push(keys);
}
