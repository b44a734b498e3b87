import { filled, firstName } from "./blanks.ts";
import { isClear } from "./called.ts";
import { dayMs, ends, monthIn, stamp } from "./calendar.ts";
import { Chance } from "./chance.ts";
import { type Settled, stories } from "./client-world.ts";
import type { Kept } from "./kept.ts";
import { monthStarts } from "./months.ts";
import { type Duty, duties, traits } from "./stories/duties.ts";
import { pairs } from "./stories/pairs.ts";
import type { Story } from "./story.ts";
import { neverSaid } from "./talk.ts";
import { about, asked, lowered, oneOf } from "./wording.ts";

export type Question = {
  id: string;
  client: string;
  query: string;
  at?: string;
  k: number;
  kind: "single-hop" | "multi-hop" | "temporal" | "changed-fact" | "must-not-answer";
  evidence: readonly string[];
};

/** `evidence` as marks. */
type Asked = Pick<Question, "query" | "kind" | "evidence"> & { at?: string };

/** Of each kind, at most so many of a client. */
const most = {
  "single-hop": 11,
  "multi-hop": 11,
  temporal: 11,
  "changed-fact": 9,
  "must-not-answer": 8,
};

/** Questions about one client; `others` have what must not be found here. */
export function questionsOf(own: Kept, others: readonly Kept[], seed: number): Question[] {
  const chance = new Chance(seed);
  const settled = own.world.settled.filter((each) => isClear(own, matterOf(each), each));
  const clear = { ...own, world: { ...own.world, settled } };
  const all = [
    ...single(clear, chance),
    ...several(clear, chance),
    ...timely(clear, chance),
    ...changed(clear, chance),
    ...unanswerable(own, others, chance),
  ];
  const { client } = own.world;
  return all.map(({ evidence, query, ...asked }, i) => ({
    id: `${client.slug}-q${String(i + 1).padStart(2, "0")}`,
    client: client.name,
    query: filled(query, { client, at: ends, chance }),
    ...asked,
    k: 10,
    evidence: evidence.map((mark) => own.marked.get(mark)?.id ?? unmarked(mark)),
  }));
}

function unmarked(mark: string): never {
  throw new Error(`No passage is marked "${mark}"`);
}

const taken = (kind: keyof typeof most, asked: readonly Asked[], chance: Chance): Asked[] =>
  chance.shuffled(asked).slice(0, most[kind]);

const storyOf = (id: string) => stories.find((story) => story.id === id);
const dutyOf = (id: string) => duties.find((duty) => `duty:${duty.id}` === id);
function matterOf({ matter }: Settled): Story | Duty {
  return storyOf(matter) ?? dutyOf(matter) ?? unmarked(matter);
}

const spans = [
  "What was decided about {topic} at first, and what later?",
  "How did what they say about {topic} change?",
];
const whenSettled = [
  "When did they first make up their minds about {topic}?",
  "When was {topic} first decided?",
];
const whenChanged = [
  "When did they change their minds about {topic}?",
  "When was the decision about {topic} changed?",
];
const atFirst = [
  "What was first decided about {topic}?",
  "What held for {topic} before they changed their minds?",
];
const last = ({ versions }: Settled) => versions.at(-1)?.mark ?? "";

/** One passage answers it, and none ever said otherwise. */
function single(own: Kept, chance: Chance): Asked[] {
  const { world } = own;
  const kind = "single-hop" as const;
  const unchanged = world.settled.filter(({ versions }) => versions.length === 1);
  const facts = unchanged.map((each) => ({
    query: asked(own, matterOf(each), last(each), chance),
    kind,
    evidence: [last(each)],
  }));
  const persons = [...world.traits].map(([person, known]) => {
    const id = chance.one(known);
    const ask = traits.find((trait) => trait.id === id)?.ask ?? [];
    return {
      query: oneOf(ask, chance).replace("{who}", firstName(person)),
      kind,
      evidence: [`trait:${id}:${person}`],
    };
  });
  return taken(kind, [...chance.shuffled(facts).slice(0, 8), ...persons.slice(0, 3)], chance);
}

/** Two passages or three, of different conversations. */
function several(own: Kept, chance: Chance): Asked[] {
  const { world } = own;
  const kind = "multi-hop" as const;
  const of = new Map(world.settled.map((each) => [each.matter, each]));
  const joined = pairs.flatMap(([one, other, otherwise]) => {
    const both = [of.get(one), of.get(other)].filter((each) => each !== undefined);
    if (both.length < 2) return [];
    const [first = "", second = ""] = both.map((each) => matterOf(each).asked[0] ?? "");
    const plain = `${first.replace("?", "")}, and ${lowered(second)}`;
    return [{ query: oneOf([plain, otherwise], chance), kind, evidence: both.map(last) }];
  });
  const changes = world.settled.flatMap(({ matter, versions }) => {
    const story = storyOf(matter);
    if (story === undefined || versions.length < 2) return [];
    const evidence = versions.map(({ mark }) => mark);
    const named = about(own, story, evidence, spans, chance);
    return [{ query: named ?? story.span, kind, evidence }];
  });
  const links = duties.flatMap((duty) => {
    const holder = world.duties.get(duty.id) ?? "";
    const held = of.get(`duty:${duty.id}`);
    const known = world.traits.get(holder) ?? [];
    return traits
      .filter(({ id }) => held !== undefined && known.includes(id))
      .map(({ id, ask }) => ({
        query: oneOf(ask, chance).replace("{who}", oneOf(duty.who, chance)),
        kind,
        evidence: [held === undefined ? "" : last(held), `trait:${id}:${holder}`],
      }));
  });
  const some = (from: readonly Asked[], count: number): Asked[] =>
    chance.shuffled(from).slice(0, count);
  return taken(kind, [...some(joined, 4), ...some(changes, 3), ...some(links, 4)], chance);
}

/** As of a day, of a month, or when. */
function timely(own: Kept, chance: Chance): Asked[] {
  const { world, marked } = own;
  const kind = "temporal" as const;
  const timeOf = (mark: string): number => Date.parse(marked.get(mark)?.at ?? "");
  const asOf = world.settled.flatMap((each): Asked[] => {
    const [first, second] = each.versions;
    if (first === undefined || second === undefined) return [];
    const at = timeOf(second.mark) - chance.whole(3, 30) * dayMs;
    const query = asked(own, matterOf(each), first.mark, chance);
    return [{ query, kind, at: stamp(at), evidence: [first.mark] }];
  });
  const when = world.settled.flatMap(({ matter, versions }): Asked[] => {
    const story = storyOf(matter);
    if (story === undefined) return [];
    const change = versions.length === 2 && chance.happens(0.5) ? 1 : 0;
    const evidence = [versions[change]?.mark ?? ""];
    const sentences = change === 1 ? whenChanged : whenSettled;
    const named = about(own, story, evidence, sentences, chance);
    return [{ query: named ?? story.when[change], kind, evidence }];
  });
  const monthly = monthStarts().flatMap((from): Asked[] => {
    const month = monthIn(from);
    const [asked, mark] = chance.one([
      [`How much of the agreed time did the consultant need in ${month}?`, `month:${month}`],
      [`What was charged for ${month}?`, `month:${month}`],
      [`Which number does the bill for ${month} bear?`, `month:${month}`],
    ] as const);
    return [{ query: asked, kind, evidence: [mark] }];
  });
  const some = (from: readonly Asked[], count: number): Asked[] =>
    chance.shuffled(from).slice(0, count);
  return taken(kind, [...some(asOf, 4), ...some(when, 4), ...some(monthly, 3)], chance);
}

/** What holds after it changed; and what held before. */
function changed(own: Kept, chance: Chance): Asked[] {
  const { world } = own;
  const kind = "changed-fact" as const;
  const twice = world.settled.filter(({ versions }) => versions.length > 1);
  const now = twice.map((each) => ({
    query: asked(own, matterOf(each), last(each), chance),
    kind,
    evidence: [last(each)],
  }));
  const before = twice.flatMap(({ matter, versions }): Asked[] => {
    const story = storyOf(matter);
    const [first, second] = versions;
    if (story === undefined || first === undefined || second === undefined) return [];
    // Where the change says what held before, it answers as well.
    const evidence = [first.mark, ...(second.tellsBefore ? [second.mark] : [])];
    const named = about(own, story, evidence, atFirst, chance);
    return [{ query: named ?? chance.one(story.before), kind, evidence }];
  });
  const some = (from: readonly Asked[], count: number): Asked[] =>
    chance.shuffled(from).slice(0, count);
  return taken(kind, [...some(now, 6), ...some(before, 3)], chance);
}

/** What was said at another client, and what nobody ever said. */
function unanswerable(own: Kept, others: readonly Kept[], chance: Chance): Asked[] {
  const kind = "must-not-answer" as const;
  const here = new Set(own.world.settled.map(({ matter }) => matter));
  const elsewhere = others.flatMap(({ world }) =>
    world.settled.filter(({ matter }) => !here.has(matter)).map(({ matter }) => matter),
  );
  const facts = [...new Set(elsewhere)].flatMap((matter) => {
    const [query] = storyOf(matter)?.asked ?? [];
    return query === undefined ? [] : [{ query, kind, evidence: [] }];
  });
  const persons = others.flatMap(({ world: { client, traits: known } }) =>
    [...known].map(([person, [id = ""]]) => {
      const ask = traits.find((trait) => trait.id === id)?.ask ?? [];
      const query = `${oneOf(ask, chance).replace("{who}", person)} ${client.name} told us.`;
      return { query, kind, evidence: [] };
    }),
  );
  const nothing = neverSaid.map((query) => ({ query, kind, evidence: [] }));
  const some = (from: readonly Asked[], count: number): Asked[] =>
    chance.shuffled(from).slice(0, count);
  return [...some(facts, 4), ...some(persons, 1), ...some(nothing, 3)];
}
