import { randomFrom } from "../../fixtures/random.ts";

/** Everything that is left to chance, the same for the same seed. */
export class Chance {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomFrom(seed);
  }

  /** From `low` to `high`, both among them. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  happens(share: number): boolean {
    return this.#next() < share;
  }

  one<T>(of: readonly T[]): T {
    const found = of[this.whole(0, of.length - 1)];
    if (found === undefined) throw new Error("There is nothing to choose from");
    return found;
  }

  shuffled<T>(of: readonly T[]): T[] {
    const left = [...of];
    return Array.from(of, () => left.splice(this.whole(0, left.length - 1), 1)).flat();
  }
}

/** Gives what it holds in turn, in an order of its own, and begins anew at the end. */
export class Deck<T> {
  readonly #cards: readonly T[];
  #at = 0;

  constructor(cards: readonly T[], chance: Chance) {
    this.#cards = chance.shuffled(cards);
  }

  draw(): T {
    const card = this.#cards[this.#at % this.#cards.length];
    if (card === undefined) throw new Error("An empty deck");
    this.#at += 1;
    return card;
  }
}
