import { isObject, type Json, type JsonObject } from "../value/json.ts";
import { Usage } from "./errors.ts";
import { type Field, fieldsOf, knownOf } from "./form.ts";

/**
 * What she gives field by field, `client.name=Ana`, laid over what is known already. A field of a list is
 * given once for each of its entries.
 */
export function fromFields(
  given: readonly string[],
  item: { schema: JsonObject | null; shown: Json },
): Json {
  const fields = fieldsOf(item.schema);
  const value: JsonObject = { ...knownOf(fields, item.shown) };
  const fresh = new Set<string>();
  for (const each of given) put(value, fields, each, fresh);
  return value;
}

function put(value: JsonObject, fields: readonly Field[], given: string, fresh: Set<string>): void {
  const at = given.indexOf("=");
  const name = at === -1 ? given : given.slice(0, at);
  const text = at === -1 ? "" : given.slice(at + 1);
  if (at < 1) {
    throw new Usage(
      `Cannot read the field "${given}": it has no "="`,
      'Write it as --field name="value"',
    );
  }
  const path = name.split(".");
  let target = value;
  let known = fields;
  let field: Field | undefined;
  for (const [i, key] of path.entries()) {
    field = known.find((each) => each.name === key);
    if (field === undefined || (i > 0 && known.length === 0)) throw unknown(name, fields);
    if (i === path.length - 1) break;
    if (field.list) throw notByItself(name);
    const inner = target[key];
    const next: JsonObject = isObject(inner) ? inner : {};
    target[key] = next;
    target = next;
    known = field.fields;
  }
  if (field === undefined) return;
  const read = readAs(field, text);
  if (!field.list || Array.isArray(read)) {
    target[field.name] = read;
    return;
  }
  // What she says takes the place of what was known.
  const before = target[field.name];
  target[field.name] = fresh.has(name) && Array.isArray(before) ? [...before, read] : [read];
  fresh.add(name);
}

/** A text is a text, whatever it looks like; anything else is read as JSON where it is some. */
function readAs({ schema, list }: Field, text: string): Json {
  const of = list && isObject(schema["items"]) ? schema["items"] : schema;
  const { type } = of;
  const types = Array.isArray(type) ? type : [type];
  if (types.includes("string") && !(list && text.startsWith("["))) return text;
  try {
    return JSON.parse(text) as Json; // JSON.parse gives JSON.
  } catch {
    return text;
  }
}

function unknown(name: string, fields: readonly Field[]): Usage {
  const names = fields.map((each) => each.name).join(", ");
  return new Usage(
    `Cannot fill in "${name}": the form has no such field`,
    names === "" ? "Hand it in as a file: --file FILE" : `Its fields are ${names}`,
  );
}

function notByItself(name: string): Usage {
  return new Usage(
    `Cannot fill in "${name}": it stands in a list of several fields`,
    "Fill it in as a file: --template prints one",
  );
}
