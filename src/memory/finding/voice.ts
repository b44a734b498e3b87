import { type Mention, replaced } from "./names.ts";

/**
 * The question as the one it asks about would put it, for passages speak in the first person: "When did
 * Ann sell her car to Bob?" becomes "When did I sell my car to you?". Names would outweigh in a vector
 * all that is said about them.
 */
export function inFirstPerson(
  question: string,
  mentions: readonly Mention[],
  subject: Mention["people"],
): string {
  return replaced(question, mentions, ({ people, possessive }) => {
    if (people.join() === subject.join()) return possessive ? "my" : "I";
    return possessive ? "your" : "you";
  })
    .replace(/\b(?:his|her|their)\b/g, "my")
    .replace(/\b(?:he|she|they)\b/g, "I")
    .replace(/\b(is|was|were|does|has) I\b/g, (_, verb: string) => `${conjugated(verb)} I`)
    .replace(/\bI (is|does|has)\b/g, (_, verb: string) => `I ${conjugated(verb)}`)
    .replace(/\s+/g, " ")
    .trim();
}

const conjugated = (verb: string): string => firstPerson.get(verb) ?? "was";

const firstPerson = new Map([
  ["is", "am"],
  ["does", "do"],
  ["has", "have"],
]);
