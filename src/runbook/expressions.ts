import { compile, type Expression, ExpressionError } from "../value/cel.ts";
import { expressions } from "../value/template.ts";
import { isObject, type Json, textOf } from "../value/json.ts";
import { expected } from "../value/fault.ts";
import * as pointers from "../value/pointer.ts";
import { type Mistake, mistake, type Source, type Spot } from "./mistake.ts";
import { suggest } from "../value/nearest.ts";
import type { Scope } from "./scope.ts";
import { anything, follow, type Shape } from "./shape.ts";

/** Names of steps that exist in the plan, but cannot be seen from everywhere, by where they stand. */
export type Elsewhere = ReadonlyMap<string, string>;

const nowhere: Elsewhere = new Map();

/** Checks the expression that is the text at `pointer`. */
export function checkExpression(
  text: string,
  source: Source,
  pointer: string,
  scope: Scope,
  elsewhere = nowhere,
): Mistake[] {
  return examine(text, (offset) => source.inside(pointer, offset), scope, elsewhere);
}

/** Checks every expression of the template that stands at `pointer`. */
export function checkTemplate(
  template: Json,
  source: Source,
  pointer: string,
  scope: Scope,
  elsewhere = nowhere,
): Mistake[] {
  let found: { source: string; pointer: string }[];
  try {
    found = [...expressions(template)];
  } catch (error) {
    return [wrongText(expected(ExpressionError, error), source.at(pointer))];
  }
  return found.flatMap((one) => {
    const at = pointer + one.pointer;
    const text = textOf(pointers.get(template, one.pointer));
    const begin = Math.max(0, text.indexOf(one.source));
    return examine(one.source, (offset) => source.inside(at, begin + offset), scope, elsewhere);
  });
}

function examine(
  text: string,
  spot: (offset: number) => Spot,
  scope: Scope,
  elsewhere: Elsewhere,
): Mistake[] {
  let expression: Expression;
  try {
    expression = compile(text);
  } catch (error) {
    const wrong = expected(ExpressionError, error);
    return [wrongText(wrong, spot(wrong.position))];
  }
  return expression.free.flatMap((path) => {
    const [name = "", ...fields] = path;
    const shape = scope.get(name);
    const at = spot(Math.max(0, text.search(new RegExp(`\\b${name}\\b`, "u"))));
    if (shape === undefined) return [unknownName(name, at, scope, elsewhere)];
    const followed = follow(shape, fields);
    if (followed.ok) return [];
    return [
      mistake(
        at,
        `Cannot use "${path.join(".")}": there is no "${followed.field}"`,
        suggest(followed.field, followed.known, "field"),
      ),
    ];
  });
}

function unknownName(name: string, at: Spot, scope: Scope, elsewhere: Elsewhere): Mistake {
  const path = elsewhere.get(name);
  if (path === undefined) {
    return mistake(
      at,
      `Cannot use "${name}": nothing has that name here`,
      suggest(name, [...scope.keys()], "name"),
    );
  }
  const inside = path.includes("/");
  return mistake(
    at,
    `Cannot use "${name}": step "${path}" is not done when this is read`,
    inside
      ? `use it within "${path.slice(0, path.lastIndexOf("/"))}" only; outside, a block is known by what its last step gave`
      : `move this behind step "${name}"`,
  );
}

function wrongText(error: ExpressionError, at: Spot): Mistake {
  return mistake(at, error.message, `correct the expression at this place`);
}

/** What is known of the value a template gives. */
export function shapeOf(template: Json, scope: Scope): Shape {
  if (isObject(template)) {
    return {
      fields: Object.fromEntries(
        Object.entries(template).map(([key, inner]) => [key, shapeOf(inner, scope)]),
      ),
    };
  }
  const path =
    typeof template === "string" ? /^\s*\{\{\s*([\w.]+)\s*\}\}\s*$/u.exec(template) : null;
  const [name = "", ...fields] = path?.[1]?.split(".") ?? [];
  const followed = follow(scope.get(name) ?? anything, fields);
  return followed.ok ? followed.shape : anything;
}
