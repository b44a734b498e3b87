import { parseDocument, stringify } from "yaml";
import { isObject, type Json, type JsonObject } from "../value/json.ts";
import { Usage } from "./errors.ts";

/** The text she edits. What a form still wants stands in comments above it. */
export function draftText(
  value: Json,
  about: { title: string; schema: JsonObject | null },
): string {
  const head = [
    about.title.replaceAll(/\s*\n\s*/g, " "),
    "Change what is wrong, save, and close the editor. Lines that begin with # are not read.",
    ...wanted(about.schema),
  ];
  return `${head.map((line) => `# ${line}`).join("\n")}\n${stringify(value, { lineWidth: 0 })}`;
}

function wanted(schema: JsonObject | null): string[] {
  const fields = isObject(schema?.["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema?.["required"]) ? schema["required"] : [];
  return Object.entries(fields).map(([name, field]) => {
    const about =
      isObject(field) && typeof field["description"] === "string" ? field["description"] : "";
    const type = isObject(field) && typeof field["type"] === "string" ? field["type"] : "";
    const notes = [type, required.includes(name) ? "needed" : "", about].filter(
      (note) => note !== "",
    );
    return `  ${name}${notes.length === 0 ? "" : `: ${notes.join(", ")}`}`;
  });
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
  const value = JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 100 }) ?? null)) as Json; // JSON again: dates become text.
  if (schema !== null) await hold(value, schema);
  return value;
}

async function hold(value: Json, schema: JsonObject): Promise<void> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
  const validate = ajv.compile(schema);
  if (validate(value)) return;
  const problems = (validate.errors ?? []).map((error) => {
    const place = error.instancePath.slice(1).replaceAll("/", ".");
    return `${place === "" ? "the draft" : `"${place}"`} ${error.message ?? "does not fit"}`;
  });
  throw new Usage(
    `Cannot take the draft: ${problems.slice(0, 5).join("; ")}`,
    "Give these fields what they want, and keep the rest",
  );
}
