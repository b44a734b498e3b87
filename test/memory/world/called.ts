import { ends } from "./calendar.ts";
import { filled } from "./blanks.ts";
import { Chance } from "./chance.ts";
import type { Settled } from "./client-world.ts";
import type { Kept } from "./kept.ts";
import type { Story } from "./story.ts";

/** By which of a matter's names people went in the conversations of what is marked. */
export function calledIn(
  own: Kept,
  { topics }: Pick<Story, "topics">,
  marks: readonly string[],
): string[] {
  const threads = new Set(marks.map((mark) => own.marked.get(mark)?.thread));
  const said = own.passages
    .filter(({ thread }) => threads.has(thread))
    .map(({ text }) => text.toLowerCase())
    .join("\n");
  const { client } = own.world;
  return (
    topics
      .map((topic) => filled(topic, { client, at: ends, chance: new Chance(0) }))
      // A sentence was filled: it begins with a capital.
      .map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`)
      .filter((name) => said.includes(bare(name)))
  );
}

/** Those that fit into a sentence: "When was when the van leaves first decided?" is none. */
export const nounsOf = (names: readonly string[]): string[] =>
  names.filter((name) => !/^(?:when|where|what|who|how)\b/i.test(name));

/** Somebody called it something each time it was settled: else not even a reader could tell what of. */
export const isClear = (own: Kept, named: Pick<Story, "topics">, { versions }: Settled): boolean =>
  versions.every(({ mark }) => calledIn(own, named, [mark]).length > 0);

const bare = (name: string): string => name.toLowerCase().replace(/^(?:the|our) /, "");
