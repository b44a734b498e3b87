import type { Owner } from "../../engine/owner.ts";
import { isObject, type Json, type JsonObject, textOf } from "../../value/json.ts";
import { suggest } from "../../value/nearest.ts";

type Check = (schema: JsonObject, value: Json) => string[];
type Wrong = { reason: string; remedy: string };

/** Why a process cannot be begun with this, each by its field, and what to write; null where it can. */
export function wrongToBeginWith(owner: Owner, runbook: string, input: JsonObject): Wrong | null {
  const { plans, schemas } = owner.office.active;
  const schema = schemas[plans[runbook]?.input ?? ""];
  if (schema === undefined) return null;
  const { office } = owner;
  const check: Check = (...given) => office.check(...given);
  const found = [...missing(schema, input), ...unfit(schema, input, check)];
  if (found.length > 0) {
    return {
      reason: found.map(({ reason }) => reason).join(", "),
      remedy: found.map((each) => each.remedy).join(", "),
    };
  }
  const others = check(schema, input);
  return others.length === 0 ? null : { reason: others.join(", "), remedy: "correct that" };
}

function missing(schema: JsonObject, input: JsonObject): Wrong[] {
  const needed = Array.isArray(schema["required"]) ? schema["required"].map(textOf) : [];
  return needed
    .filter((name) => !Object.hasOwn(input, name))
    .map((name) => ({ reason: `"${name}" is missing`, remedy: written(name, schema) }));
}

function unfit(schema: JsonObject, input: JsonObject, check: Check): Wrong[] {
  const fields = fieldsOf(schema);
  return Object.entries(input).flatMap(([name, value]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) {
      if (schema["additionalProperties"] !== false) return [];
      const remedy = suggest(name, Object.keys(fields), "field");
      return [{ reason: `it takes no "${name}"`, remedy }];
    }
    if (!isObject(field) || check(field, value).length === 0) return [];
    return [{ reason: `"${name}" cannot be ${quoted(value)}`, remedy: written(name, schema) }];
  });
}

/** `write "amount" like "1000.00 EUR" (what is paid each month)`: what the schema says of a field. */
function written(name: string, schema: JsonObject): string {
  const found = fieldsOf(schema)[name] ?? null;
  const { description, examples, enum: choices }: JsonObject = isObject(found) ? found : {};
  const [example] = Array.isArray(examples) ? examples : [];
  const what = Array.isArray(choices)
    ? ` as ${choices.map(quoted).join(" or ")}`
    : example === undefined
      ? ""
      : ` like ${quoted(example)}`;
  const about = textOf(description);
  return `write "${name}"${what}${about === "" ? "" : ` (${about})`}`;
}

function fieldsOf({ properties }: JsonObject): JsonObject {
  return properties !== undefined && isObject(properties) ? properties : {};
}

function quoted(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > mostQuoted ? `${text.slice(0, mostQuoted)}…` : text;
}

const mostQuoted = 60;
