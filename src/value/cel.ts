import { Optional } from "@marcbachmann/cel-js";
import { isObject, type Json } from "./json.ts";
import * as label from "./label.ts";
import * as pointer from "./pointer.ts";
import { Part, Reading, type Scope } from "./reading.ts";
import { remembered } from "./remembered.ts";
import { ExpressionError, attempt, explained, missing, quoted } from "./cel-error.ts";
import { environment } from "./cel-environment.ts";
import { path, survey } from "./cel-survey.ts";

/**
 * The language of conditions, templates and rules: CEL, with the functions of functions.ts. Only this
 * file, cel-environment.ts and cel-survey.ts know the library behind it.
 *
 * CL1 A result's label is the join of the labels of everything read on the way (reading.ts). A plain
 *     path ("event.subject") selects: what it selects keeps its labels, field by field.
 * CL2 Values cross as JSON. Whole numbers are CEL's int, others double; a result that is not JSON, or
 *     too large, is an error.
 * CL3 A missing key, an unknown name, a wrong type is an error that says where, never a guess. `||` and
 *     `&&` absorb it where the other side decides, as CEL has it.
 * CL4 Source, tree, nesting, lists and patterns are bounded.
 */
export { ExpressionError } from "./cel-error.ts";
export type { Scope } from "./reading.ts";

export type Expression = {
  readonly source: string;
  /** What it may read, as paths that begin with a variable: ["event", "subject"]. */
  readonly free: readonly (readonly string[])[];
  evaluate(scope: Scope): label.Labelled;
};

const maxSource = 4000;
const maxResult = 1_000_000;

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
  const free = survey(parsed.ast, source);
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
