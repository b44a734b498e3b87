import { type ASTNode, Environment, Optional } from "@marcbachmann/cel-js";
import { empty, functions, matches, mixed } from "./functions.ts";
import { isObject, type Json } from "./json.ts";
import * as label from "./label.ts";
import { compile as compilePattern } from "./pattern.ts";
import * as pointer from "./pointer.ts";
import { Part, Reading, type Scope } from "./reading.ts";
import { remembered } from "./remembered.ts";
import { syntaxInWords } from "./cel-syntax.ts";

/**
 * The language of conditions, templates and rules: CEL, with the functions of functions.ts. Only this
 * file knows the library behind it.
 *
 * CL1 A result's label is the join of the labels of everything read on the way (reading.ts). A plain
 *     path ("event.subject") selects: what it selects keeps its labels, field by field.
 * CL2 Values cross as JSON. Whole numbers are CEL's int, others double; a result that is not JSON, or
 *     too large, is an error.
 * CL3 A missing key, an unknown name, a wrong type is an error that says where, never a guess. `||` and
 *     `&&` absorb it where the other side decides, as CEL has it.
 * CL4 Source, tree, nesting, lists and patterns are bounded.
 */
export type { Scope } from "./reading.ts";

export type Expression = {
  readonly source: string;
  /** What it may read, as paths that begin with a variable: ["event", "subject"]. */
  readonly free: readonly (readonly string[])[];
  evaluate(scope: Scope): label.Labelled;
};

/** `position` counts characters of the source. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  readonly position: number;
  constructor(message: string, position: number, cause?: unknown) {
    super(message, { cause });
    this.position = position;
  }
}

const maxSource = 4000;
const maxResult = 1_000_000;
const maxNesting = 3;

const loops: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "map", "filter"]);
const environment = makeEnvironment();

export const compile: (source: string) => Expression = remembered(2000, make);

/** Whether it holds; anything but true or false is an error. */
export function truth(expression: Expression, scope: Scope): boolean {
  return isTrue(expression, expression.evaluate(scope));
}

/** The same for an answer that it gave already. */
export function isTrue({ source }: Expression, { value }: label.Labelled): boolean {
  if (typeof value === "boolean") return value;
  throw new ExpressionError(
    `Cannot decide by ${quoted(source)}: it is ${quoted(JSON.stringify(value))}, not true or false`,
    0,
  );
}

/** Whether expressions can read a variable of this name: "brief" yes, "first-draft" or "for" no. */
export function nameable(name: string): boolean {
  try {
    return path(environment.parse(name).ast)?.[0] === name && !environment.hasVariable(name);
  } catch {
    return false;
  }
}

function make(source: string): Expression {
  if (source.length > maxSource) {
    throw new ExpressionError(
      `Cannot read an expression of ${source.length} characters: ${maxSource} are allowed`,
      maxSource,
    );
  }
  const parsed = attempt(source, "read", () => environment.parse(source));
  const { error } = parsed.check();
  if (error !== undefined) throw explained(source, "read", error);
  const free: string[][] = [];
  survey(parsed.ast, source, { bound: new Set(), depth: 0, free });

  const whole = path(parsed.ast);
  if (whole !== null && free.length === 1) {
    return { source, free, evaluate: (scope) => select(source, whole, scope) };
  }
  if (parsed.ast.op === "value") {
    const { args } = parsed.ast;
    const constant = label.ownText(attempt(source, "read", () => toJson(args)));
    return { source, free, evaluate: () => constant };
  }
  const evaluate = (scope: Scope): label.Labelled => {
    const reading = new Reading(scope);
    const value = attempt(source, "evaluate", () => bounded(toJson(parsed(reading))));
    return { value, labels: reading.labels() };
  };
  return { source, free, evaluate };
}

/** CL1: what stands at a plain path, with its own labels. */
function select(source: string, keys: readonly string[], scope: Scope): label.Labelled {
  const [name = "", ...rest] = keys;
  const variable = Object.hasOwn(scope, name) ? scope[name] : undefined;
  if (variable === undefined) throw missing(source, name, 0);
  if (rest.length === 0) return variable;
  if (variable.forgotten === true) return { ...variable, value: null };
  let at = "";
  let value: Json | undefined = variable.value;
  for (const key of rest) {
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    if (value === undefined) throw missing(source, source, 0);
    at = pointer.join(at, key);
  }
  return { value, labels: label.part(variable.labels, at) };
}

/** The keys of a plain path, its variable first; null for anything else. */
function path(node: ASTNode): string[] | null {
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

/** Collects what the tree may read and refuses what could run for long. */
function survey(node: ASTNode, source: string, state: Survey): void {
  const visit = (child: ASTNode) => survey(child, source, state);
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
        throw refused(source, node, `cel.${name} is not supported`);
      }
      visit(receiver);
      const [variable] = args;
      if (!loops.has(name) || variable?.op !== "id") return args.forEach(visit);
      if (state.depth === maxNesting) {
        throw refused(source, node, `lists are walked more than ${maxNesting} deep`);
      }
      const bound = new Set([...state.bound, variable.args]);
      const inner = { ...state, bound, depth: state.depth + 1 };
      return args.forEach((arg) => survey(arg, source, inner));
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

/** CL2: a result as JSON. Whatever of the scope it holds was read whole. */
function toJson(value: unknown): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "bigint":
      if (Number.isSafeInteger(Number(value))) return Number(value);
      throw new RangeError(`the result ${value} is too large a number`);
    case "number":
      if (Number.isFinite(value)) return value;
      throw new RangeError(`the result is ${value}, which is no number`);
    default:
      break;
  }
  if (value === null) return null;
  if (value instanceof Part) return value.whole();
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Optional) return value.hasValue() ? toJson(value.value()) : null;
  if (isObject(value) && value.constructor === Object) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
  }
  throw new TypeError("the result is neither text, number, boolean, list nor map; try string(…)");
}

function bounded(value: Json): Json {
  const size = typeof value === "string" ? value.length : JSON.stringify(value).length;
  if (size <= maxResult) return value;
  throw new RangeError(`the result has ${size} characters, more than ${maxResult}`);
}

function attempt<T>(source: string, act: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explained(source, act, error);
  }
}

/** What the library's errors carry, beside a message for engineers. */
type Fault = Error & { summary?: string; code?: string; node?: { start: number; end: number } };

function explained(source: string, act: string, error: unknown): ExpressionError {
  // The library and our own functions throw nothing but errors.
  const { summary, message, code, node } = error as Fault;
  const start = node?.start ?? 0;
  if (code === "no_such_key" || code === "unknown_variable") {
    return missing(source, source.slice(start, node?.end), start);
  }
  const why = (summary ?? message).replaceAll(/dyn<(\w+)>/g, "$1");
  return new ExpressionError(
    `Cannot ${act} ${quoted(source)}: ${syntaxInWords(why)}`,
    start,
    error,
  );
}

function missing(source: string, what: string, position: number): ExpressionError {
  const remedy = /^\w+$/.test(what)
    ? "no such name is known here"
    : `guard it with default(${what}, …)`;
  return new ExpressionError(
    `Cannot evaluate ${quoted(source)}: nothing stands at ${quoted(what)}; ${remedy}`,
    position,
  );
}

function refused(source: string, node: ASTNode, why: string): ExpressionError {
  return new ExpressionError(`Cannot read ${quoted(source)}: ${why}`, node.range.start);
}

function quoted(source: string): string {
  return `"${source.length > 120 ? `${source.slice(0, 117)}…` : source}"`;
}

/** The seams of the library's macros: what was written, and a checker or evaluator to go on with. */
type Macro<Args> = { args: Args; receiver: ASTNode };
type Walker = {
  check(node: ASTNode, context: unknown): unknown;
  run(node: ASTNode, context: unknown): unknown;
  getType(name: string): unknown;
};

function makeEnvironment(): Environment {
  const made = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: {
      maxAstNodes: 1000,
      maxDepth: 50,
      maxListElements: 500,
      maxMapEntries: 200,
      maxCallArguments: 8,
    },
  });
  for (const [signature, handler] of Object.entries(functions)) {
    made.registerFunction(signature, handler, { async: false });
  }
  for (const [sign, act] of Object.entries(mixed)) {
    const handler = (a: number | bigint, b: number | bigint) => act(Number(a), Number(b));
    made.registerOperator(`int ${sign} double: double`, handler);
    made.registerOperator(`double ${sign} int: double`, handler);
  }
  // A macro, so that it can answer for a missing key.
  made.registerFunction("default(ast, ast): dyn", ({ args }: Macro<[ASTNode, ASTNode]>) => ({
    async: false,
    typeCheck: (checker: Walker, _macro: unknown, context: unknown) => {
      for (const node of args) checker.check(node, context);
      return checker.getType("dyn");
    },
    evaluate: (evaluator: Walker, _macro: unknown, context: unknown) => {
      const [value, fallback] = args;
      const found = present(() => evaluator.run(value, context));
      return empty(found) ? evaluator.run(fallback, context) : found;
    },
  }));
  // A macro of any receiver takes the place of the library's own, which is not bounded.
  made.registerFunction(
    "list.matches(ast): bool",
    ({ args: [source], receiver }: Macro<[ASTNode]>) => ({
      async: false,
      typeCheck: (checker: Walker, _macro: unknown, context: unknown) => {
        checker.check(receiver, context);
        checker.check(source, context);
        if (source.op === "value") compilePattern(String(source.args));
        return checker.getType("bool");
      },
      evaluate: (evaluator: Walker, _macro: unknown, context: unknown) => {
        const text = evaluator.run(receiver, context);
        const searched = evaluator.run(source, context);
        if (typeof text === "string" && typeof searched === "string")
          return matches(text, searched);
        throw new TypeError("matches() takes two texts");
      },
    }),
  );
  return made;
}

/** The value, or null where a key on the way to it is missing. */
function present(run: () => unknown): unknown {
  try {
    const found = run();
    return found instanceof Optional ? (found.hasValue() ? found.value() : null) : found;
  } catch (error) {
    const { code } = error as Fault; // as in `explained`
    if (code === "no_such_key" || code === "index_out_of_bounds") return null;
    throw error;
  }
}
