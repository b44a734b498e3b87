import type { Json } from "../value/json.ts";
import { mistake, type Source, type Spot } from "../runbook/mistake.ts";
import { faultIn } from "./json-fault.ts";
import * as yaml from "./yaml.ts";

/** Reads a JSON file; YAML's reader knows the places, since JSON is YAML. */
export function read(text: string): yaml.Reading {
  const start: Spot = { line: 1, column: 1 };
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    return {
      ok: false,
      mistakes: [
        mistake(
          spotOf(text, faultIn(text)),
          `Cannot read this as JSON: something here does not belong`,
          `check quotes, commas and brackets here and on the line above`,
        ),
      ],
    };
  }
  const placed = yaml.read(text, { strict: true });
  if (placed.ok) return placed;
  const bounds = placed.mistakes.find((m) => m.message.startsWith("Cannot read this file"));
  if (bounds !== undefined) return { ok: false, mistakes: [bounds] };
  // Sound JSON that YAML reads otherwise (tabs): the value stands, the places are lost.
  const nowhere = () => start;
  const source: Source = { value, at: nowhere, keyAt: nowhere, inside: nowhere };
  return { ok: true, source };
}

function spotOf(text: string, offset: number): Spot {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
