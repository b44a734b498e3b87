import { months, weekdays } from "./calendar.ts";
import type { Chance } from "./chance.ts";
import { type Client, mover, outsiders } from "./clients.ts";
import type { Role } from "./story.ts";

const lately = [
  "yesterday",
  "this morning",
  "last night",
  "an hour ago",
  "the day before yesterday",
  "earlier this week",
  "on the weekend",
  "just now",
];

/** The people of a client at a time: one of them changes sides. */
export function peopleAt({ name, people }: Client, at: number): Readonly<Record<Role, string>> {
  if (at < Date.parse(mover.at)) return people;
  if (name === mover.from) return { ...people, ops: "Lena Ostrow" };
  return name === mover.to ? { ...people, sales: mover.name } : people;
}

export const firstName = (name: string): string => name.replace(/^Dr /, "").split(" ")[0] ?? name;

/** Fills the blanks of a sentence; one that nothing is known for is a mistake of whoever wrote it. */
export function filled(
  sentence: string,
  { client, at, chance, own }: Telling & { own?: Readonly<Record<string, string>> },
): string {
  const people = peopleAt(client, at);
  const text = sentence.replaceAll(
    /\{(\w+)(?::(\d+)-(\d+))?\}/g,
    (whole, name: string, low, high) => {
      if (name === "n") return String(chance.whole(Number(low), Number(high)));
      const words: Readonly<Record<string, () => string>> = {
        p: () => firstName(chance.one(Object.values(people))),
        weekday: () => chance.one(weekdays),
        month: () => chance.one(months),
        lately: () => chance.one(lately),
        firm: () => client.name,
      };
      const found =
        own?.[name] ??
        words[name]?.() ??
        first(people, name) ??
        first(outsiders, name) ??
        ofClient(client, name);
      if (found === null) throw new Error(`Nothing fills ${whole} in "${sentence}"`);
      return found;
    },
  );
  return text.replace(/(?:^|[.!?] )[a-z]/g, (begin) => begin.toUpperCase());
}

/** By whom, when and by which chance something is told. */
export type Telling = { client: Client; at: number; chance: Chance };

function first(people: Readonly<Record<string, string>>, name: string): string | null {
  const found = people[name];
  return found === undefined ? null : firstName(found);
}

function ofClient(client: Client, name: string): string | null {
  const { things, guests, town, town2, rival } = client;
  return { things, guests, town, town2, rival }[name] ?? null;
}
