import { filled, firstName, peopleAt } from "./blanks.ts";
import { atWork, begins, dayIn, dayMs, ends } from "./calendar.ts";
import { Chance, Deck } from "./chance.ts";
import { type Client, machine } from "./clients.ts";
import { Conversations, type Point } from "./conversation.ts";
import { monthsOf, runNotes } from "./months.ts";
import type { Draft, Talk } from "./passage.ts";
import { duties, traits } from "./stories/duties.ts";
import { goods } from "./stories/goods.ts";
import { money } from "./stories/money.ts";
import { outside } from "./stories/outside.ts";
import { people } from "./stories/people.ts";
import { premises } from "./stories/premises.ts";
import { systems } from "./stories/systems.ts";
import type { Role, Story } from "./story.ts";

export const stories: readonly Story[] = [money, premises, people, goods, systems, outside].flat();

/** A matter as it went at one client: when it was settled, and whether it was said again what held before. */
export type Settled = {
  /** As marks begin: "discount", "duty:keys". */
  matter: string;
  versions: readonly { at: number; mark: string; tellsBefore: boolean }[];
};

export type ClientWorld = {
  client: Client;
  talks: readonly Talk[];
  settled: readonly Settled[];
  /** Who holds a duty at the end. */
  duties: ReadonlyMap<string, string>;
  /** By person, of whom which traits are told. */
  traits: ReadonlyMap<string, readonly string[]>;
};

/** Of all stories, how many happen at one client; and how many of the others are only talked of. */
const told = 24;
const talkedOf = 4;

export function worldOf(client: Client, seed: number): ClientWorld {
  const chance = new Chance(seed);
  const conversations = new Conversations(client, chance);
  const talks: Talk[] = [];
  const settled: Settled[] = [];
  const order = chance.shuffled(stories);
  for (const story of order.slice(0, told)) {
    const { matter, points } = happening(story, client, chance);
    talks.push(...points.map((point) => conversations.about(point)));
    settled.push(matter);
  }
  for (const story of order.slice(told, told + talkedOf)) {
    const near = chance.shuffled(story.near.filter((line) => !line.includes("{wrong}")));
    const at = chance.whole(begins, ends - 20 * dayMs);
    const point: Point = {
      at,
      by: chance.one(story.by),
      topics: story.topics,
      said: null,
      mark: null,
      near: near.slice(0, 4),
    };
    talks.push(conversations.about(point));
  }
  const held = holders(client, chance);
  settled.push(...held.settled);
  const known = peculiar(client, chance);
  const small = [...held.points, ...known.points];
  talks.push(...small.map((point) => conversations.about(point)));
  talks.push(...monthsOf(client, chance, chance.whole(3, 60)), ...notes(client, chance));
  return { client, talks, settled, duties: held.duties, traits: known.traits };
}

function happening(story: Story, client: Client, chance: Chance) {
  const versions: { at: number; mark: string; tellsBefore: boolean }[] = [];
  const points: Point[] = [];
  const values = story.values === "date" ? null : chance.shuffled(story.values);
  const many = chance.happens(0.62) ? (chance.happens(0.2) ? 3 : 2) : 1;
  const near = new Deck(story.near, chance);
  let at = begins + chance.whole(5, 380) * dayMs;
  let was = "";
  for (let i = 0; i < many && at < ends - 30 * dayMs; i += 1) {
    const v = values?.[i] ?? dayIn(at + chance.whole(45, 120) * dayMs, chance);
    const sentence = chance.one(i === 0 ? story.told : story.changed);
    const wrong = values?.at(-1) ?? "";
    const own = { v, was, wrong };
    const mark = `${story.id}:${i}`;
    const around = Array.from({ length: chance.whole(2, 4) }, () => near.draw());
    points.push({
      at,
      by: chance.one(story.by),
      topics: story.topics,
      said: filled(sentence, { client, at, chance, own }),
      mark,
      near: around.map((line) => filled(line, { client, at, chance, own })),
    });
    versions.push({ at: atWork(at, chance), mark, tellsBefore: sentence.includes("{was}") });
    was = v;
    at += chance.whole(55, 240) * dayMs;
  }
  return { matter: { matter: story.id, versions }, points };
}

const roles: readonly Role[] = ["boss", "ops", "money", "sales", "floor"];

/** Each duty is somebody's; a third of them go to somebody else. */
function holders(client: Client, chance: Chance) {
  const points: Point[] = [];
  const settled: Settled[] = [];
  const held = new Map<string, string>();
  for (const duty of duties) {
    const [first = "ops", second = "floor"] = chance.shuffled([
      "ops",
      "money",
      "sales",
      "floor",
    ] as const);
    let at = begins + chance.whole(10, 300) * dayMs;
    const was = firstName(peopleAt(client, at)[first]);
    const versions: { at: number; mark: string; tellsBefore: boolean }[] = [];
    const tell = (sentences: readonly string[], v: string): void => {
      const sentence = chance.one(sentences);
      const mark = `duty:${duty.id}:${versions.length}`;
      const said = filled(sentence, { client, at, chance, own: { v: firstName(v), was } });
      points.push({ at, by: "boss", topics: duty.topics, said, mark, near: [] });
      versions.push({ at, mark, tellsBefore: sentence.includes("{was}") });
      held.set(duty.id, v);
    };
    tell(duty.told, peopleAt(client, at)[first]);
    if (chance.happens(0.34)) {
      at += chance.whole(120, 330) * dayMs;
      tell(duty.changed, peopleAt(client, at)[second]);
    }
    settled.push({ matter: `duty:${duty.id}`, versions });
  }
  return { points, settled, duties: held };
}

/** Some traits of each, told by somebody else; two people rarely share one in the same words. */
function peculiar(client: Client, chance: Chance) {
  const points: Point[] = [];
  const found = new Map<string, string[]>();
  for (const [i, role] of roles.entries()) {
    for (const trait of chance.shuffled(traits).slice(0, 3)) {
      const at = begins + chance.whole(20, 640) * dayMs;
      const person = peopleAt(client, at)[role];
      const x = trait.blank[(i + client.slug.length) % trait.blank.length] ?? "";
      const said = filled(chance.one(trait.told), {
        client,
        at,
        chance,
        own: { v: firstName(person), x },
      });
      const by = chance.one(roles.filter((other) => other !== role));
      const known = found.get(person) ?? [];
      if (known.includes(trait.id)) continue;
      found.set(person, [...known, trait.id]);
      points.push({ at, by, topics: null, said, mark: `trait:${trait.id}:${person}`, near: [] });
    }
  }
  return { points, traits: found };
}

/** What runs noted between two months. */
function notes(client: Client, chance: Chance): Talk[] {
  return Array.from({ length: 16 }, (): Talk => {
    const at = atWork(chance.whole(begins, ends - 3 * dayMs), chance);
    const line = filled(chance.one(runNotes), { client, at, chance });
    const text = `Run ${chance.whole(100, 4_000)} · ${line[0]?.toLowerCase() ?? ""}${line.slice(1)}`;
    const draft: Draft = { author: machine, at, text, mark: null };
    return [draft];
  });
}
