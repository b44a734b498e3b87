import { entityKind } from "../../memory/entity.ts";
import { unkeepable } from "../../memory/keepable.ts";
import { isObject, type Json, type JsonObject, textsIn } from "../../value/json.ts";
import { deeperThan } from "../../value/nesting.ts";
import { plainKinds } from "../../value/plain-kinds.ts";
import { steering, steers } from "../../value/steering.ts";
import { type Office, opaque } from "../office.ts";

/** Of what is read as JSON. */
const mostDepth = 150;

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/** The one record of a kind that is about somebody, or about the company itself. */
export const ownRecord = (office: Office, kind: string, subject: string | null): string =>
  opaque(office, "record", kind, subject ?? "company");

const fieldName = /^[\p{L}\p{N}_][\p{L}\p{N}_-]{0,63}$/u;

/** What is wrong with the name of a field under which something new is said; null where nothing is. */
export function misnamed(field: string): string | null {
  if (!fieldName.test(field)) {
    return 'a field is named by at most 64 letters, digits, "_" and "-"; name it like "email"';
  }
  return field in {} ? `no field can be named "${field}"; name it otherwise` : null;
}

/** What is wrong with a value or a reason, whatever the form says; null where nothing is. */
export function unreadable(value: Json): string | null {
  const wrong = unkeepable(value);
  if (wrong !== null) return wrong;
  return saidIn(value).some((each) => steering.test(each)) ? `it ${steers}` : null;
}

/** What is wrong with the time of which something is said. */
export function mistimed(from: number | null, ...later: readonly (number | null)[]): string | null {
  const times = [from, ...later].filter((time) => time !== null);
  if (times.some((time) => time < earliest || time >= latest)) {
    return "a date lies outside the years 1900 to 2199; write one within, like 2026-03-03";
  }
  const ends = later.some((time) => time !== null && from !== null && time <= from);
  return ends
    ? "it would end before it begins; name a later day with --until or --expires, or an earlier one with --from"
    : null;
}

/** The text itself where such a record takes it, and else what it says as JSON. */
export function asWanted(office: Office, kind: string, field: string, value: Json): Json {
  const properties = office.active.schemas[kind]?.["properties"];
  const shape =
    isObject(properties) && Object.hasOwn(properties, field) ? properties[field] : undefined;
  if (typeof value !== "string" || !isObject(shape) || office.check(shape, value).length === 0)
    return value;
  if (deeperThan(mostDepth, value)) return value;
  try {
    const read = JSON.parse(value) as Json;
    return office.check(shape, read).length === 0 ? read : value;
  } catch {
    return value;
  }
}

export type Misfit = { code: "fact_kind" | "fact_form"; message: string };

/** Why the company's form of such records does not allow a field to be this; undefined: not known. */
export function misfit(
  office: Office,
  kind: string,
  now: Json,
  field: string,
  value: Json | undefined,
): Misfit | null {
  const { schemas } = office.active;
  const schema = Object.hasOwn(schemas, kind) ? schemas[kind] : undefined;
  if (kind === entityKind) {
    return { code: "fact_kind", message: 'names are given with "mainstay client aliases"' };
  }
  if (schema === undefined && !plainKinds.includes(kind)) {
    const kinds = [...new Set([...Object.keys(schemas), ...plainKinds])].toSorted();
    return {
      code: "fact_kind",
      message: `there is no kind of record "${kind}"; the kinds are ${kinds.join(", ")}, and schemas/${kind}.json makes another`,
    };
  }
  if (schema === undefined || !isObject(now)) return null;
  const { [field]: gone, ...rest } = now;
  const wanted: JsonObject = value === undefined ? rest : { ...rest, [field]: value };
  // What was amiss before is not this word's fault.
  const before = new Set(office.check(schema, gone === undefined ? rest : now));
  const messages = office.check(schema, wanted).filter((message) => !before.has(message));
  if (messages.length === 0) return null;
  return {
    code: "fact_form",
    message: `schemas/${kind}.json does not allow it: ${messages.slice(0, 3).join(", ")}; say it as that file wants it, or change the file and apply it`,
  };
}

/** Every text in it, and every name of a field. */
function saidIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(saidIn);
  if (!isObject(value)) return textsIn(value);
  return Object.entries(value).flatMap(([key, member]) => [key, ...saidIn(member)]);
}
