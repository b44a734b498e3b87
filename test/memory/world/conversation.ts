import { filled, firstName, peopleAt } from "./blanks.ts";
import { atWork, awake, minuteMs } from "./calendar.ts";
import { type Chance, Deck } from "./chance.ts";
import { type Client, consultant } from "./clients.ts";
import type { Draft, Mark, Talk } from "./passage.ts";
import type { Role } from "./story.ts";
import * as talk from "./talk.ts";

/** What a conversation is for: one sentence that settles something, or none, and talk around it. */
export type Point = {
  at: number;
  by: Role;
  /** What it is about, as people call it; null where nobody says so. */
  topics: readonly string[] | null;
  said: string | null;
  mark: Mark;
  /** About the same matter, in the order in which it comes. */
  near: readonly string[];
};

/** Whose sentence it is: hers, the client's who writes, or any of the client's people. */
type Part = { whose: "hers" | "theirs" | "any"; text: string; mark: Mark };

const part = (whose: Part["whose"], text: string, mark: Mark = null): Part => ({
  whose,
  text,
  mark,
});

const subjectOf = (topic: string, chance: Chance): string =>
  chance.one([` It is about ${topic}.`, ` Subject: ${topic}.`, ` ${topic}, once more.`, ""]);

const leadOf = (topic: string, chance: Chance): string =>
  chance.one([`As for ${topic}:`, `On ${topic}:`, `${topic}, then.`, `You asked about ${topic}.`]);

/** How often the very sentence says what it is about; else the conversation does, or nobody. */
const named = 0.6;

/** Conversations of one client: mails back and forth, notes of a call, minutes of a meeting. */
export class Conversations {
  readonly #client: Client;
  readonly #chance: Chance;
  readonly #decks;

  constructor(client: Client, chance: Chance) {
    this.#client = client;
    this.#chance = chance;
    const deck = (lines: readonly string[]) => new Deck(lines, chance);
    this.#decks = {
      theirOpeners: deck(talk.theirOpeners),
      herOpeners: deck(talk.herOpeners),
      headings: deck(talk.headings),
      theirClosers: deck(talk.theirClosers),
      herClosers: deck(talk.herClosers),
      smallTalk: deck(talk.smallTalk),
      reactions: deck(talk.reactions),
      asides: deck(talk.asides),
    };
  }

  about(point: Point): Talk {
    const mails = this.#chance.happens(0.6);
    const parts = this.#parts(point, mails);
    return mails ? this.#mails(point, parts) : this.#notes(point, parts);
  }

  /** In order; what is marked stands somewhere in the middle, rarely alone. */
  #parts({ topics, said, mark, near }: Point, mails: boolean): Part[] {
    const chance = this.#chance;
    const half = near.length < 2 ? 0 : chance.whole(1, near.length - 1);
    const before = near.slice(0, half).map((line) => part("any", line));
    const after = near.slice(half).map((line) => part("any", line));
    if (chance.happens(0.4)) before.push(part("any", this.#decks.smallTalk.draw()));
    if (chance.happens(0.35)) after.push(part("any", this.#decks.asides.draw()));
    const subject = topics === null ? "" : subjectOf(chance.one(topics), chance);
    const lead =
      topics !== null && chance.happens(named) ? `${leadOf(chance.one(topics), chance)} ` : "";
    return [
      ...this.#opening(before, subject, mails),
      ...(said === null ? [] : [part("theirs", this.#among(`${lead}${said}`), mark)]),
      part("hers", this.#decks.reactions.draw()),
      ...after,
      ...(chance.happens(0.6) ? [this.#closing(mails)] : []),
    ];
  }

  /** A client begins with what follows, she with a question that it answers. */
  #opening([next, ...rest]: Part[], subject: string, mails: boolean): Part[] {
    const { headings, herOpeners, theirOpeners } = this.#decks;
    const following = next === undefined ? [] : [next];
    if (!mails) return [part("hers", `${headings.draw()}${subject}`), ...following, ...rest];
    if (this.#chance.happens(0.4)) {
      return [part("hers", `${herOpeners.draw()}${subject}`), ...following, ...rest];
    }
    const text = [`${theirOpeners.draw()}${subject}`, ...following.map((each) => each.text)].join(
      " ",
    );
    return [part("theirs", text), ...rest];
  }

  #closing(mails: boolean): Part {
    const { herClosers, theirClosers } = this.#decks;
    const hers = !mails || this.#chance.happens(0.5);
    return hers ? part("hers", herClosers.draw()) : part("theirs", theirClosers.draw());
  }

  /** With something else in the same breath. */
  #among(said: string): string {
    const { smallTalk, asides } = this.#decks;
    const roll = this.#chance.whole(0, 9);
    if (roll < 2) return `${smallTalk.draw()} ${said}`;
    if (roll < 4) return `${said} ${asides.draw()}`;
    return said;
  }

  /** Every mail of a conversation bears its subject, which some people put to good use. */
  #mails({ at, by, topics }: Point, parts: readonly Part[]): Talk {
    const chance = this.#chance;
    const subject = chance.one(topics !== null && chance.happens(0.75) ? topics : talk.subjects);
    const people = peopleAt(this.#client, at);
    // Two of them write, as a rule.
    const writers = [people[by], people[by], chance.one(Object.values(people))];
    let moment = atWork(at, chance);
    let last = "";
    return parts.map(({ whose, text, mark }, i): Draft => {
      const author =
        whose === "hers" ? consultant : whose === "theirs" ? people[by] : chance.one(writers);
      const said = this.#filled(text, at);
      const quoted = last !== "" && mark === null && chance.happens(0.15) ? `> ${last}\n` : "";
      // What settles something is never quoted: it would stand in two places.
      last = mark === null ? said : "";
      moment = awake(moment + chance.whole(4, chance.happens(0.2) ? 1_600 : 190) * minuteMs);
      const above = this.#filled(`${i === 0 ? "" : "Re: "}${subject}`, at);
      return { author, at: moment, text: `${above}\n${quoted}${said}`, mark };
    });
  }

  #notes({ at, by }: Point, parts: readonly Part[]): Talk {
    const chance = this.#chance;
    const people = peopleAt(this.#client, at);
    let moment = atWork(at, chance);
    return parts.map(({ whose, text, mark }): Draft => {
      const said = this.#filled(text, at);
      moment += chance.whole(1, 9) * minuteMs;
      const speaker = whose === "theirs" ? people[by] : chance.one(Object.values(people));
      const noted = whose === "hers" ? said : `${firstName(speaker)}: ${said}`;
      return { author: consultant, at: moment, text: noted, mark };
    });
  }

  #filled(text: string, at: number): string {
    return filled(text, { client: this.#client, at, chance: this.#chance });
  }
}
