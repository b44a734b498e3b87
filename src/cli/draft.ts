import { parseDocument, stringify } from "yaml";
import type { Json, JsonObject } from "../value/json.ts";
import { Usage } from "./errors.ts";
import { exampleOf, fieldsOf, filled, wanted } from "./form.ts";

/** The text she edits. What a form still wants stands in comments above it. */
export function draftText(
  value: Json,
  about: { title: string; schema: JsonObject | null },
): string {
  const head = [
    about.title.replaceAll(/\s*\n\s*/g, " "),
    "Change what is wrong, save, and close the editor. Lines that begin with # are not read.",
    ...fieldsOf(about.schema).map((field) => `  ${field.name}: ${wanted(field)}`),
  ];
  return `${head.map((line) => `# ${line}`).join("\n")}\n${stringify(value, { lineWidth: 0 })}`;
}

/** What she wrote, read and held against its schema; a Usage error names the place and the remedy. */
export async function readDraft(text: string, schema: JsonObject | null): Promise<Json> {
  const document = parseDocument(text, { prettyErrors: true });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const line = problem.linePos?.[0].line;
    const first = problem.message.split("\n")[0]?.replace(/ at line \d+.*$/, "") ?? "";
    throw new Usage(
      `Cannot read the draft: ${line === undefined ? "" : `line ${line}: `}${first}`,
      "Correct that line; the rest of the draft is fine as it is",
    );
  }
  const read = JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 100 }) ?? null)) as Json; // JSON again: dates become text.
  return schema === null ? read : fitting(read, schema);
}

/** What was filled in, if it is what the schema wants; else a Usage error that names all that is not. */
export async function fitting(
  given: Json,
  schema: JsonObject,
  { what, remedy } = aDraft,
): Promise<Json> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    validateFormats: false,
    verbose: true,
  });
  const validate = ajv.compile(schema);
  const value = filled(given, fieldsOf(schema));
  if (validate(value)) return value;
  const errors = validate.errors ?? [];
  const missing = errors.flatMap(({ keyword, instancePath, params }) =>
    keyword === "required" ? [placeOf(`${instancePath}/${String(params["missingProperty"])}`)] : [],
  );
  const problems = errors
    .filter(({ keyword }) => keyword !== "required")
    .map(({ keyword, instancePath, message, parentSchema }) => {
      const place = instancePath === "" ? `the ${what}` : placeOf(instancePath);
      const example = keyword === "pattern" ? exampleOf(parentSchema as JsonObject) : null; // It came as JSON.
      if (example !== null) return `${place} must look like ${example}`;
      return `${place} ${message ?? "does not fit"}`;
    });
  const all = missing.length === 0 ? problems : [`${listed(missing)} missing`, ...problems];
  throw new Usage(`Cannot take the ${what}: ${all.slice(0, mostProblems).join("; ")}`, remedy);
}

const aDraft = { what: "draft", remedy: "Give these fields what they want, and keep the rest" };

const mostProblems = 20;

function placeOf(pointer: string): string {
  return `"${pointer.slice(1).replaceAll("/", ".")}"`;
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length === 1 ? `${last} is` : `${names.slice(0, -1).join(", ")} and ${last} are`;
}
