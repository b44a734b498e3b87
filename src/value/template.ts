import { compile, type Expression, ExpressionError, type Scope } from "./cel.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import * as label from "./label.ts";
import * as pointer from "./pointer.ts";
import { remembered } from "./remembered.ts";

/**
 * A template is JSON whose strings may hold {{ expressions }}.
 *
 * TP1 A string that is one expression, from its first to its last character, becomes what the expression
 *     answers, of whatever type, with its labels field by field.
 * TP2 In other strings an answer is written as text: numbers and booleans as in JSON, null as nothing.
 *     Lists and maps are refused there. The text has the labels of all its answers together.
 * TP3 "{{{{" stands for "{{". An expression ends at the first "}}" outside its own quotes and braces.
 * TP4 What holds no expression is answered as it is, and is the runbook's own.
 */
export type Placed = { source: string; pointer: string };

export function render(template: Json, scope: Scope): label.Labelled {
  const compiled = prepare(template);
  if (compiled.kind === "expression") return compiled.expression.evaluate(scope);
  const labels: Record<string, label.Label> = {};
  return { value: fill(compiled, scope, "", labels), labels };
}

/** Every expression and where it stands, for checks before anything runs. */
export function expressions(template: Json): Placed[] {
  const found: Placed[] = [];
  const visit = (value: Json, at: string): void => {
    if (typeof value === "string") {
      for (const piece of split(value)) {
        if (piece.kind === "source") found.push({ source: piece.text, pointer: at });
      }
    } else if (Array.isArray(value)) {
      value.forEach((item, i) => visit(item, pointer.join(at, i)));
    } else if (isObject(value)) {
      for (const [key, member] of Object.entries(value)) visit(member, pointer.join(at, key));
    }
  };
  visit(template, "");
  return found;
}

type Compiled =
  | { kind: "constant"; value: Json }
  | { kind: "expression"; expression: Expression }
  | { kind: "text"; parts: readonly (string | Expression)[] }
  | { kind: "list"; items: readonly Compiled[] }
  | { kind: "map"; members: readonly (readonly [string, Compiled])[] };

const textOf = remembered(2000, prepareText);
const trees = new WeakMap<Json[] | JsonObject, Compiled>();

/** Compiled once for each object that holds a template, and for each string: templates do not change. */
function prepare(template: Json): Compiled {
  if (typeof template === "string") return textOf(template);
  if (typeof template !== "object" || template === null) {
    return { kind: "constant", value: template };
  }
  let known = trees.get(template);
  if (known !== undefined) return known;
  known = prepareTree(template);
  trees.set(template, known);
  return known;
}

function prepareTree(template: Json[] | JsonObject): Compiled {
  const same = (part: Compiled, original: Json | undefined) =>
    part.kind === "constant" && part.value === original;
  if (Array.isArray(template)) {
    const items = template.map(prepare);
    return items.every((item, i) => same(item, template[i]))
      ? { kind: "constant", value: template }
      : { kind: "list", items };
  }
  const members = Object.entries(template).map(([key, value]) => [key, prepare(value)] as const);
  return members.every(([key, member]) => same(member, template[key]))
    ? { kind: "constant", value: template }
    : { kind: "map", members };
}

function prepareText(template: string): Compiled {
  const pieces = split(template);
  const [first] = pieces;
  if (pieces.every((piece) => piece.kind === "text")) {
    return { kind: "constant", value: pieces.map((piece) => piece.text).join("") };
  }
  if (pieces.length === 1 && first !== undefined) {
    return { kind: "expression", expression: compile(first.text) };
  }
  const parts = pieces.map(({ kind, text }) => (kind === "text" ? text : compile(text)));
  return { kind: "text", parts };
}

/** The value of a part that stands at `at`; its labels are put into `labels`. */
function fill(part: Compiled, scope: Scope, at: string, labels: Record<string, label.Label>): Json {
  switch (part.kind) {
    case "constant":
      return part.value;
    case "expression": {
      const answer = part.expression.evaluate(scope);
      for (const [below, own] of Object.entries(answer.labels)) labels[at + below] = own;
      return answer.value;
    }
    case "text": {
      const { text, joined } = write(part.parts, scope);
      if (joined !== undefined && joined !== label.own) labels[at] = joined;
      return text;
    }
    case "list":
      return part.items.map((item, i) => fill(item, scope, pointer.join(at, i), labels));
    case "map":
      return Object.fromEntries(
        part.members.map(([key, member]) => [
          key,
          fill(member, scope, pointer.join(at, key), labels),
        ]),
      );
  }
}

function write(
  parts: readonly (string | Expression)[],
  scope: Scope,
): { text: string; joined: label.Label | undefined } {
  let text = "";
  let joined: label.Label | undefined;
  for (const part of parts) {
    if (typeof part === "string") {
      text += part;
      continue;
    }
    const { value, labels } = part.evaluate(scope);
    if (typeof value === "object" && value !== null) {
      const kind = Array.isArray(value) ? "list" : "map";
      throw new ExpressionError(
        `Cannot write "${part.source}" into a text: it is a ${kind}; name a field of it, or use join(list, ", ")`,
        0,
      );
    }
    text += value === null ? "" : String(value);
    const read = label.at(labels, "");
    joined = joined === undefined ? read : label.join(joined, read);
  }
  return { text, joined };
}

type Piece = { kind: "text" | "source"; text: string };

function split(template: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (let open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", done)) {
    if (open > done) pieces.push({ kind: "text", text: template.slice(done, open) });
    if (template.startsWith("{{{{", open)) {
      pieces.push({ kind: "text", text: "{{" });
      done = open + 4;
      continue;
    }
    const end = endOf(template, open + 2);
    pieces.push({ kind: "source", text: template.slice(open + 2, end).trim() });
    done = end + 2;
  }
  if (done < template.length) pieces.push({ kind: "text", text: template.slice(done) });
  return pieces;
}

/** A quoted text of the expression language, or anything else, one character. */
const token =
  /"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[^]/y;

/** Where the expression that begins at `start` ends. */
function endOf(template: string, start: number): number {
  let depth = 0;
  for (let at = start; at < template.length; at = token.lastIndex) {
    if (depth === 0 && template.startsWith("}}", at)) return at;
    token.lastIndex = at;
    token.test(template);
    if (template[at] === "{") depth += 1;
    if (template[at] === "}") depth -= 1;
  }
  throw new ExpressionError(
    `Cannot read the template ${JSON.stringify(template.slice(0, 80))}: the "{{" at character ${start - 1} is not closed by "}}"`,
    start - 2,
  );
}
