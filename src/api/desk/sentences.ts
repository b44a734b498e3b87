import type { By } from "../../kernel/event.ts";
import type { Node } from "../../kernel/plan.ts";
import { equal, isObject, type Json } from "../../value/json.ts";
import type { Release } from "../../workspace/release.ts";

/** What screens and the tour's diary both say, in one place, without the engine's words. */

/** "settled/intime/book-payment" → "book payment": a step that has no title of its own. */
export function stepWords(path: string): string {
  return (path.split("/").at(-1) ?? path).replaceAll(/[-_]+/g, " ");
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What an agent makes, by the name of its form: "brief", "letter". */
export function madeBy(release: Release | undefined, agent: string | null, path: string): string {
  const spec = release?.agents[agent ?? ""];
  const made = Object.entries(release?.schemas ?? {}).find(
    ([, schema]) => spec !== undefined && equal(schema, spec.output),
  );
  return stepWords(made?.[0] ?? agent ?? path);
}

const how: Readonly<Record<string, string>> = {
  code: "by rules",
  template: "from a template",
  model: "by a model",
};

/** How a draft came about, by the rung that really made it; "" for what is no draft. */
export function howDrafted({ rung, model }: Pick<By, "rung" | "model">): string {
  return rung === "model" && model !== undefined ? `by ${model}` : (how[rung] ?? "");
}

/** Of all facts that were noted, where somebody or something now stands; null where they say nothing of it. */
export function stageWords(kind: string, set: Json | undefined): string | null {
  const stage = isObject(set) ? set["stage"] : null;
  return typeof stage === "string" ? `${kind} → ${stage}` : null;
}

/** What a step is for, in the words of whoever wrote the process; "" where it has none. */
export function purposeOf(release: Release, node: Node | null): string {
  if (node?.kind === "agent") return release.agents[node.agent]?.purpose ?? "";
  return node?.kind === "call" ? (release.plans[node.runbook]?.purpose ?? "") : "";
}

/** "it asks to …; it speaks of …": what made a mail suspicious; "" where nothing did. */
export function suspicions(content: unknown): string {
  const found = isObject(content) ? content["suspicious"] : null;
  if (!Array.isArray(found) || found.length === 0) return "";
  return `it ${found.map(String).join("; it ")}`;
}
