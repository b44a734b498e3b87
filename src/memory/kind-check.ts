import { isObject, type Json, type JsonObject } from "../value/json.ts";
import { fieldsOf, said } from "./kind.ts";
import { mistakeIn, type Rules, rulesBy } from "./rules.ts";

/** What is wrong with what a schema says of its versions, and what to do about it; null where nothing is. */
export function mistakeOf(schema: JsonObject): { message: string; remedy: string } | null {
  for (const [field, of] of Object.entries(fieldsOf(schema))) {
    const words = said(of);
    if (words["version"] === undefined && words["from"] === undefined) continue;
    return {
      message: `Cannot count versions of the field "${field}": a kind of record has one version`,
      remedy: `give "version" and "from" under the schema's own "x-mainstay"`,
    };
  }
  const { version = 1, from = {} } = said(schema);
  const last = Number(version);
  const stated = isObject(from) ? Object.keys(from).map(Number) : [];
  const beyond = stated.find((n) => n >= last);
  if (beyond !== undefined) {
    return {
      message: `Cannot read version ${beyond} as a later one: this is version ${last}`,
      remedy: `give "version": ${beyond + 1}, or leave out "from" "${beyond}"`,
    };
  }
  for (let n = 1; n < last; n += 1) {
    if (!stated.includes(n)) {
      return {
        message: `Cannot tell how what was said under version ${n} reads in version ${n + 1}`,
        remedy: `give "from": { "${n}": { … } }, or {} where nothing is otherwise`,
      };
    }
    const wrong = wrongIn(rulesBy(from, n));
    if (wrong !== null) return { message: `Cannot read version ${n} so: ${wrong}`, remedy };
  }
  return null;
}

const remedy = `correct the rules under "x-mainstay" "from"`;

function wrongIn({ drop, rename, read, map, wrap, default: made }: Rules): string | null {
  const both = [...rename.keys()].find((field) => drop.has(field));
  if (both !== undefined) return `"${both}" is left out and called otherwise`;
  const gone = [...drop, ...rename.keys()];
  const renewed = new Set(rename.values());
  const late = [...read.keys(), ...map.keys(), ...wrap, ...made.keys()].find(
    (field) => gone.includes(field) && !renewed.has(field),
  );
  if (late !== undefined) return `"${late}" is not called so any more when its value is read`;
  for (const [field, expression] of read) {
    const wrong = mistakeIn(expression);
    if (wrong !== null) return `"${field}" by ${JSON.stringify(expression)}: ${wrong}`;
  }
  return null;
}

/** By which rule a record would fit that a message of its schema's check is about. */
export function ruleFor(message: string, field: string): string {
  const rule = (name: string, value: Json): string =>
    `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
  if (message.startsWith("lacks ")) return rule("default", { [field]: "…" });
  if (message.startsWith("has the unknown field ")) {
    return `${rule("rename", { [field]: "…" })} or ${rule("drop", [field])}`;
  }
  if (/must be one of /.test(message)) return rule("map", { [field]: { "…": "…" } });
  if (/must be array/.test(message)) return rule("wrap", [field]);
  return rule("read", { [field]: "value" });
}
