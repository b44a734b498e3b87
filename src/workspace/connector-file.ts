import { z } from "zod";
import { fileName } from "../runbook/format.ts";
import { fit, mistake, type Source } from "../runbook/mistake.ts";
import { suggest } from "../value/nearest.ts";
import { isObject, type Json, type JsonObject } from "../value/json.ts";
import type { Read } from "./problem.ts";
import type { ConnectorSettings } from "./release.ts";
import { secrets } from "./secret.ts";

/** What the workspace has to know of a kind of connector to check the files that name it. */
export type Kind = {
  readonly schema: z.ZodType<JsonObject>;
  readonly actions: Readonly<
    Record<string, { readonly input: z.ZodType; readonly output: readonly string[] }>
  >;
  readonly emits: readonly string[];
  /** Where the settings contradict the company's details; null if nowhere. */
  contradicts?(
    settings: JsonObject,
    details: JsonObject,
  ): { at: string; message: string; remedy: string } | null;
};

/** By what stands behind `use:`. */
export type Kinds = Readonly<Record<string, Kind>>;

export const format = z
  .object({
    connector: fileName,
    use: z.string().min(1).describe("The kind of connector, such as outbox-maildir"),
  })
  // Every value of a source is Json.
  .catchall(z.unknown() as z.ZodType<Json>);

export function read(source: Source, version: string, kinds: Kinds): Read<ConnectorSettings> {
  const secret = secrets(source);
  const shape = fit(format, source);
  if (!shape.ok) return { ok: false, mistakes: [...secret, ...shape.mistakes] };
  const { connector, use } = shape.value;
  const kind = Object.hasOwn(kinds, use) ? kinds[use] : undefined;
  if (kind === undefined) {
    const unknown = mistake(
      source.at("/use"),
      `Cannot find the kind of connector "${use}"`,
      suggest(use, Object.keys(kinds), "kind of connector"),
    );
    return { ok: false, mistakes: [...secret, unknown] };
  }
  const own: JsonObject = {};
  for (const [key, value] of Object.entries(isObject(source.value) ? source.value : {})) {
    if (key !== "connector" && key !== "use") own[key] = value;
  }
  const settings = fit(kind.schema, { ...source, value: own });
  if (!settings.ok) return { ok: false, mistakes: [...secret, ...settings.mistakes] };
  if (secret.length > 0) return { ok: false, mistakes: secret };
  return { ok: true, value: { name: connector, use, version, settings: settings.value } };
}
