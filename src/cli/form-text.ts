import { stringify } from "yaml";
import type { Item } from "../api/contract/item.ts";
import type { Json, JsonObject } from "../value/json.ts";
import { leaves } from "./leaves.ts";
import { type Field, fieldsOf, knownOf, wanted } from "./form.ts";

/**
 * A form as a file to fill in: each field with what it takes above it, and what is known already behind
 * it. What may be left out stands in a comment. `how`: what to do with it then.
 */
export function formText(
  item: Pick<Item, "number" | "title" | "schema" | "shown">,
  how: string,
): string {
  const fields = fieldsOf(item.schema);
  const head = [
    `${item.number} · ${item.title}`.replaceAll(/\s*\n\s*/g, " "),
    "Write behind each colon what belongs there. Lines that begin with # are not read.",
    how,
  ];
  const known = fields.length === 0 ? [] : knownLines(item.shown);
  const body =
    fields.length === 0
      ? [written(item.shown)]
      : fieldLines(fields, knownOf(fields, item.shown), "");
  return `${[...head, ...known].map((line) => `# ${line}`.trimEnd()).join("\n")}\n\n${body.join("\n")}\n`;
}

function knownLines(shown: Json): string[] {
  if (leaves(shown).length === 0) return [];
  return [
    "",
    "Known so far:",
    ...written(shown)
      .split("\n")
      .map((line) => `  ${line}`),
  ];
}

function fieldLines(fields: readonly Field[], known: JsonObject, indent: string): string[] {
  return fields.flatMap((field) => {
    const { name, needed } = field;
    const value = known[name];
    const lead = value === undefined && !needed ? "# " : "";
    return [`${indent}# ${wanted(field)}`, ...valueLines(field, value, `${indent}${lead}`)];
  });
}

function valueLines(field: Field, value: Json | undefined, indent: string): string[] {
  const name = `${written(field.name)}:`;
  if (value !== undefined) {
    const text = stringify({ [field.name]: value }, { lineWidth: 0 }).trimEnd();
    return text.split("\n").map((line) => `${indent}${line}`);
  }
  if (field.fields.length === 0)
    return field.list ? [`${indent}${name}`, `${indent}  -`] : [`${indent}${name}`];
  if (!field.list) return [`${indent}${name}`, ...fieldLines(field.fields, {}, `${indent}  `)];
  const entry = fieldLines(field.fields, {}, `${indent}    `);
  return [`${indent}${name}`, `${indent}  -`, ...entry];
}

function written(value: Json): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}
