import { isObject, type Json, type JsonObject, textOf } from "../value/json.ts";

/** A field of a form, as somebody fills it in: what it takes, whether it is needed, an example. */
export type Field = {
  name: string;
  takes: string;
  about: string;
  needed: boolean;
  /** What could stand there; null where nothing better than its description is known. */
  example: string | null;
  /** Of an object, or of the entries of a list of objects. */
  fields: readonly Field[];
  list: boolean;
  schema: JsonObject;
};

/** What a form wants, in the order of its schema; empty where anything may be handed in. */
export function fieldsOf(schema: JsonObject | null): Field[] {
  const properties = isObject(schema?.["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema?.["required"]) ? schema["required"] : [];
  return Object.entries(properties).flatMap(([name, of]) =>
    isObject(of) ? [fieldOf(name, of, required.includes(name))] : [],
  );
}

function fieldOf(name: string, schema: JsonObject, needed: boolean): Field {
  const items = isObject(schema["items"]) ? schema["items"] : null;
  return {
    name,
    takes: taken(schema),
    about: textOf(schema["description"]),
    needed,
    example: exampleOf(items ?? schema),
    fields: fieldsOf(items ?? schema),
    list: isList(schema),
    schema,
  };
}

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  null: "nothing",
};

function typesOf(schema: JsonObject): string[] {
  const { type } = schema;
  return (Array.isArray(type) ? type : [type]).map(textOf).filter((each) => each !== "");
}

function isList(schema: JsonObject): boolean {
  return typesOf(schema).includes("array");
}

function taken(schema: JsonObject): string {
  const { enum: choices, items, format } = schema;
  if (Array.isArray(choices)) return `one of ${choices.map((each) => asText(each)).join(", ")}`;
  if (isList(schema))
    return `a list${isObject(items) && items["type"] === "string" ? " of texts" : ""}`;
  const types = typesOf(schema).map((each) => {
    if (each === "object") return "";
    return each === "string" && format === "date" ? "a day" : (kinds[each] ?? each);
  });
  return types.filter((each) => each !== "").join(" or ");
}

/** Where a schema names no example, what usually stands in such fields. */
const usual = ["1200.00 EUR", "2026-06-30", "ana@example.com", "logo-2026"];

export function exampleOf(schema: JsonObject): string | null {
  const { examples, enum: choices, default: usually, format, pattern } = schema;
  for (const [given] of [examples, choices].filter(Array.isArray))
    if (given !== undefined) return asText(given);
  if (usually !== undefined) return asText(usually);
  if (format === "date") return "2026-06-30";
  if (format === "email") return "ana@example.com";
  if (typeof pattern === "string") return usual.find((text) => fits(text, pattern)) ?? null;
  if (typesOf(schema).some((each) => each === "integer" || each === "number"))
    return asText(schema["minimum"] ?? 1);
  return null;
}

function fits(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return false;
  }
}

function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** "text, needed: Net, like 1200.00 EUR": what stands beside its name. */
export function wanted(field: Field): string {
  const { takes, needed, about, example } = field;
  const must = mayBeEmpty(field) ? "may be empty" : "needed";
  const head = [takes, needed ? must : "may be left out"].filter((part) => part !== "");
  const like = example === null || about.includes(example) ? "" : `for example ${example}`;
  const tail = [about, like].filter((part) => part !== "").join("; ");
  return `${head.join(", ")}${tail === "" ? "" : `: ${tail}`}`;
}

/** What is known already of a form's fields, by their names. */
export function knownOf(fields: readonly Field[], shown: Json): JsonObject {
  const known: JsonObject = isObject(shown) ? shown : {};
  const inside = Object.values(known).filter(isObject);
  const found = fields.flatMap(({ name, schema }): [string, Json][] => {
    const value = [known, ...inside].find((each) => Object.hasOwn(each, name))?.[name];
    return value === undefined || !isOf(value, schema) ? [] : [[name, value]];
  });
  return Object.fromEntries(found);
}

function isOf(value: Json, schema: JsonObject): boolean {
  const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const types = typesOf(schema);
  if (kind === "null") return false;
  return (
    types.length === 0 || types.includes(kind) || (kind === "number" && types.includes("integer"))
  );
}

/** What was filled in: a field that was left empty was not, unless it may be nothing. */
export function filled(value: Json, fields: readonly Field[]): Json {
  if (!isObject(value) || fields.length === 0) return value;
  const kept = Object.entries(value).flatMap(([name, given]): [string, Json][] => {
    const field = fields.find((each) => each.name === name);
    if (field === undefined) return [[name, given]];
    if (given === null) return typesOf(field.schema).includes("null") ? [[name, given]] : [];
    if (!Array.isArray(given) || !field.list) return [[name, filled(given, field.fields)]];
    const entries = given.map((entry) => filled(entry, field.fields)).filter(isGiven);
    // One that was left as it was printed is empty, where it may be.
    const lacks = given.length > 0 && entries.length === 0 && !mayBeEmpty(field);
    return lacks ? [] : [[name, entries]];
  });
  return Object.fromEntries(kept);
}

function mayBeEmpty({ list, schema }: Pick<Field, "list" | "schema">): boolean {
  return list && Number(schema["minItems"] ?? 0) === 0;
}

function isGiven(value: Json): boolean {
  return isObject(value) ? Object.keys(value).length > 0 : value !== null;
}
