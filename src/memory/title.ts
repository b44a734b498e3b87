import { textOf } from "../value/json.ts";
import { type Fact, isSecret } from "./fact.ts";

/** Fields that a record is called by. */
export const naming = ["number", "title", "name", "slug"] as const;

/** What tells a record apart from others of its kind, by its facts in force; null where nothing does. */
export function titleIn(now: ReadonlyMap<string, Fact>): { text: string; fact: Fact } | null {
  for (const field of [...naming, "text"]) {
    const fact = now.get(field);
    if (fact === undefined || isSecret(fact)) continue;
    const text = textOf(fact.value);
    if (text !== "") return { text: text.length > 60 ? `${text.slice(0, 59)}…` : text, fact };
  }
  return null;
}
