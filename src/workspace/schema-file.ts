import { checkSchema } from "../agent/contract-check.ts";
import { entityKind } from "../memory/entity.ts";
import { mistakeOf } from "../memory/kind-check.ts";
import { isObject, type JsonObject } from "../value/json.ts";
import * as jsonFile from "./json-file.ts";
import { ofFile, problem } from "./problem.ts";
import type { Problem } from "./release.ts";

/** A schema of records or contracts; null with what is wrong where it cannot be used. */
export function schemaIn(
  name: string,
  { path, text }: { path: string; text: string },
): { schema: JsonObject | null; problems: Problem[] } {
  const refused = (message: string, remedy: string) => ({
    schema: null,
    problems: [ofFile(path, message, remedy)],
  });
  if (name === entityKind) {
    return refused(
      `Cannot use the name "${name}": other names of clients stand under it`,
      `give the kind of records another name`,
    );
  }
  const read = jsonFile.read(text);
  if (!read.ok) return { schema: null, problems: read.mistakes.map((m) => problem(path, m)) };
  const { value } = read.source;
  const wrong = isObject(value) ? checkSchema(value) : "it is no map of keys and values";
  if (!isObject(value) || wrong !== null) {
    return refused(
      `Cannot use this schema: ${wrong ?? ""}`,
      `correct it after JSON Schema 2020-12`,
    );
  }
  const mistake = mistakeOf(value);
  return mistake === null
    ? { schema: value, problems: [] }
    : refused(mistake.message, mistake.remedy);
}
