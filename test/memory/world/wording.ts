import { firstName } from "./blanks.ts";
import { calledIn, nounsOf } from "./called.ts";
import type { Chance } from "./chance.ts";
import { consultant } from "./clients.ts";
import type { Kept } from "./kept.ts";
import type { Story } from "./story.ts";

const plainly = 0.6;
const namedBy = 0.3;
const rememberedBy = 0.3;

/** Put plainly as a rule, by words that were used; else in other words altogether. */
export function oneOf([plain = "", ...others]: readonly string[], chance: Chance): string {
  return others.length === 0 || chance.happens(plainly) ? plain : chance.one(others);
}

export const lowered = (query: string): string =>
  `${query.charAt(0).toLowerCase()}${query.slice(1)}`;

/** As who remembers from whom it came, or what it was about; or as who remembers neither. */
export function asked(
  own: Kept,
  matter: Pick<Story, "asked" | "topics">,
  mark: string,
  chance: Chance,
): string {
  const query = oneOf(matter.asked, chance);
  const names = calledIn(own, matter, [mark]);
  if (names.length === 0 || !chance.happens(namedBy)) return recalled(own, mark, query, chance);
  return `About ${chance.one(names)}: ${lowered(query)}`;
}

/**
 * As a rule people ask by what the matter was called in the conversations that answer it. Null where they
 * do not, or nobody there called it anything.
 */
export function about(
  own: Kept,
  story: Story,
  marks: readonly string[],
  sentences: readonly string[],
  chance: Chance,
): string | null {
  if (!chance.happens(plainly)) return null;
  const names = nounsOf(calledIn(own, story, marks));
  return names.length === 0 ? null : chance.one(sentences).replace("{topic}", chance.one(names));
}

/** As who remembers from whom it came: "According to Ruth, …" */
function recalled(own: Kept, mark: string, query: string, chance: Chance): string {
  const { author = "", text = "" } = own.marked.get(mark) ?? {};
  const speaker = author === consultant ? /^(\p{L}+): /u.exec(text)?.[1] : firstName(author);
  if (speaker === undefined || !chance.happens(rememberedBy)) return query;
  return `According to ${speaker}, ${lowered(query)}`;
}
