import { equal, isObject, type Json, textOf } from "../value/json.ts";
import * as money from "../value/money.ts";
import { get, parse } from "../value/pointer.ts";
import { piecesOf } from "./pieces.ts";

/** Something that holds of a draft once she is done with it, of one field. */
export type Rule =
  | { rule: "sets"; field: string; value: string | number | boolean }
  | { rule: "shares"; field: string; of: string; percent: number }
  | { rule: "replaces"; field: string; text: string; by: string }
  | { rule: "removes" | "adds"; field: string; text: string };

/** Whether a draft is as the rule says; null where it says nothing of such a draft. */
export function follows(rule: Rule, draft: Json): boolean | null {
  const value = get(draft, rule.field);
  if (rule.rule === "sets") return value === undefined ? null : equal(value, rule.value);
  if (rule.rule === "shares") return isShare(value, get(draft, rule.of), rule.percent);
  if (typeof value !== "string") return null;
  const pieces = piecesOf(value);
  switch (rule.rule) {
    case "removes":
      return !pieces.includes(rule.text);
    case "adds":
      return pieces.includes(rule.text);
    case "replaces":
      if (pieces.includes(rule.text)) return false;
      return pieces.includes(rule.by) ? true : null;
  }
}

function isShare(part: Json | undefined, whole: Json | undefined, percent: number): boolean | null {
  const [one, all] = [amountIn(part), amountIn(whole)];
  if (one === null || all === null || one.currency !== all.currency || all.minor <= 0) return null;
  return money.percent(all, percent).minor === one.minor;
}

/** "30.00 EUR"; null where it is none. */
export function amountIn(value: Json | undefined): money.Money | null {
  if (typeof value !== "string" || !/^-?\d[\d.]* [A-Z]{3}$/.test(value)) return null;
  try {
    return money.parse(value);
  } catch {
    return null;
  }
}

/** As it is told to agents, and put before her. An agent's texts need no name of a field of her card. */
export function sentenceOf(rule: Rule): string {
  const field = nameOf(rule.field);
  switch (rule.rule) {
    case "sets":
      return `In "${field}" write ${JSON.stringify(rule.value)}`;
    case "shares":
      return `Make "${field}" ${rule.percent} % of "${nameOf(rule.of)}"`;
    case "replaces":
      return `Write "${rule.by}" instead of "${rule.text}"`;
    case "removes":
      return `Leave out "${rule.text}"`;
    case "adds":
      return `Write "${rule.text}"`;
  }
}

const nameOf = (pointer: string): string => parse(pointer).join(".");

/** The words of hers in it, which may name somebody. */
export function textsOf(rule: Rule): string[] {
  switch (rule.rule) {
    case "sets":
      return typeof rule.value === "string" ? [rule.value] : [];
    case "shares":
      return [];
    case "replaces":
      return [rule.text, rule.by];
    case "removes":
    case "adds":
      return [rule.text];
  }
}

/** One that was answered already leaves nothing to ask about what it is about. */
export function covers(known: Rule, other: Rule): boolean {
  if (known.field !== other.field) return false;
  const texts = textsOf(other);
  if (texts.length === 0) return known.rule === other.rule;
  return textsOf(known).some((text) => texts.includes(text));
}

/** As it was recorded; null where it was forgotten. */
export function ruleIn(value: Json): Rule | null {
  if (!isObject(value)) return null;
  const field = textOf(value["field"]);
  const text = textOf(value["text"]);
  switch (value["rule"]) {
    case "sets": {
      const set = value["value"];
      const scalar = typeof set === "string" || typeof set === "number" || typeof set === "boolean";
      return scalar ? { rule: "sets", field, value: set } : null;
    }
    case "shares":
      return {
        rule: "shares",
        field,
        of: textOf(value["of"]),
        percent: Number(value["percent"]),
      };
    case "replaces":
      return { rule: "replaces", field, text, by: textOf(value["by"]) };
    case "removes":
    case "adds":
      return { rule: value["rule"], field, text };
    default:
      return null;
  }
}
