import type { Json } from "../../value/json.ts";
import * as pointers from "../../value/pointer.ts";

const longest = 40;

/** What she changed: "project deadline 15 July 2026 → 18 July 2026", "letter text changed". */
export function edits(
  before: Json,
  after: Json,
  at: readonly string[],
  written: (text: string) => string,
): string[] {
  const said = at.map((pointer) => {
    const [was, is] = [brief(before, pointer), brief(after, pointer)];
    if (is === null) return `${nameOf(pointer)} changed`;
    const now = written(is);
    return was === null
      ? `${nameOf(pointer)}: ${now}`
      : `${nameOf(pointer)} ${written(was)} → ${now}`;
  });
  return [...new Set(said)];
}

/** The last names on the way to a value; places in a list say nothing. */
function nameOf(pointer: string): string {
  const names = pointers.parse(pointer).filter((key) => !/^\d+$/.test(key));
  return names.slice(-2).join(" ");
}

function brief(value: Json, pointer: string): string | null {
  const found = pointers.get(value, pointer);
  if (typeof found === "number" || typeof found === "boolean") return String(found);
  if (typeof found !== "string" || found === "") return null;
  return found.length > longest || found.includes("\n") ? null : found;
}
