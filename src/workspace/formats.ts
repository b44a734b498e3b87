import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { published as runbook } from "../runbook/format.ts";
import { isObject, type JsonObject } from "../value/json.ts";
import * as agentFile from "./agent-file.ts";
import * as connectorFile from "./connector-file.ts";
import * as mainstayFile from "./mainstay-file.ts";
import * as policyFile from "./policy-file.ts";
import * as scenarioFile from "./scenario/file.ts";

/** The JSON Schema of each format, by file name, so that editors complete and check. */
export function formats(kinds: connectorFile.Kinds): Record<string, JsonObject> {
  return {
    "mainstay.json": published(mainstayFile.format, "mainstay.yaml: the company"),
    "agent.json": published(agentFile.format, "agents/*.yaml: a role and how it does its work"),
    "runbook.json": published(runbook(), "runbooks/*.yaml: a process, step by step"),
    "policy.json": published(policyFile.format, "policies/*.yaml: what is allowed, and what asks"),
    "scenario.json": published(scenarioFile.format, "scenarios/*.yaml: a case that must come out"),
    "connector.json": connector(kinds),
  };
}

/** Writes them into the folder; answers the files' names. */
export async function writeSchemas(folder: string, kinds: connectorFile.Kinds): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const all = formats(kinds);
  for (const [name, schema] of Object.entries(all)) {
    await writeFile(path.join(folder, name), text(schema));
  }
  return Object.keys(all);
}

export function text(schema: JsonObject): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function published(schema: z.ZodType, title: string): JsonObject {
  const made: unknown = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const { $schema, ...rest } = isObject(made) ? made : {};
  return { $schema: $schema ?? "", title, ...rest };
}

/** Each kind has settings of its own, told apart by `use`. */
function connector(kinds: connectorFile.Kinds): JsonObject {
  const base = published(connectorFile.format, "connectors/*.yaml: a connector and its settings");
  const names = Object.keys(kinds).toSorted();
  if (names.length === 0) return base;
  const own = isObject(base["properties"]) ? base["properties"] : {};
  const branches = names.flatMap((use): JsonObject[] => {
    const kind = kinds[use];
    if (kind === undefined) return [];
    const { $schema: _, title: __, ...settings } = published(kind.schema, use);
    const properties = isObject(settings["properties"]) ? settings["properties"] : {};
    const required = Array.isArray(settings["required"]) ? settings["required"] : [];
    return [
      {
        ...settings,
        properties: { ...own, use: { const: use }, ...properties },
        required: ["connector", "use", ...required],
      },
    ];
  });
  return { $schema: base["$schema"] ?? "", title: base["title"] ?? "", anyOf: branches };
}
