import { isAside } from "./english.ts";

/** The names that one person goes by, the full one first. */
export type Names = readonly string[];

/** Where a text names somebody of a list: `length` characters from `at` on, "'s" among them. */
export type Mention = {
  /** Positions in the list of all who go by this name. */
  readonly people: readonly number[];
  readonly at: number;
  readonly length: number;
  readonly possessive: boolean;
};

/** "Dr. Ann Lee <ann@example.org>" goes by "Dr. Ann Lee", "Ann Lee" and "Ann". */
export function namesOf(author: string): Names {
  const whole = author.replace(/(?<=\S)\s*<[^>]*>\s*$/, "").trim();
  const plain = whole.replace(/^(?:(?:mr|mrs|ms|dr|prof|herr|frau|the)\.?\s+)+/i, "");
  const [given = ""] = /^\p{L}{2,}(?=\s)/u.exec(plain) ?? [];
  return [...new Set([whole, plain, given])].filter((name) => name !== "");
}

/**
 * Who is named in a text, in its order.
 *
 * NA1 Longer names are found first, and no part of one is found again.
 * NA2 A name that several go by names all of them.
 * NA3 A name that is a word too, such as Will or May, counts in its own case alone.
 */
export function mentionsIn(text: string, people: readonly Names[]): Mention[] {
  const names = [...namesTo(people, text.toLowerCase())];
  names.sort(([a], [b]) => b.length - a.length);
  const mentions: Mention[] = [];
  let left = text;
  for (const [name, people] of names) {
    left = left.replace(whole(name), (found: string, ending: string | undefined, at: number) => {
      mentions.push({ people, at, length: found.length, possessive: ending !== undefined });
      return "\n".repeat(found.length);
    });
  }
  return mentions.sort((a, b) => a.at - b.at);
}

/** Who goes by each name that may stand in the text, as it is matched. */
function namesTo(people: readonly Names[], lower: string): Map<string, number[]> {
  const known = new Map<string, number[]>();
  for (const [person, names] of people.entries()) {
    for (const name of names) {
      const plain = name.toLowerCase();
      if (!lower.includes(plain)) continue;
      const key = isWordToo(plain) ? name : plain;
      const others = known.get(key);
      if (others === undefined) known.set(key, [person]);
      else others.push(person);
    }
  }
  return known;
}

/** The text with something else in the place of each mention. */
export function replaced(
  text: string,
  mentions: readonly Mention[],
  by: (mention: Mention) => string,
): string {
  let out = "";
  let from = 0;
  for (const mention of mentions) {
    out += text.slice(from, mention.at) + by(mention);
    from = mention.at + mention.length;
  }
  return out + text.slice(from);
}

function whole(name: string): RegExp {
  const flags = isWordToo(name.toLowerCase()) ? "gu" : "giu";
  return new RegExp(
    `(?<![\\p{L}\\p{N}])${name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(['’\`]s)?(?![\\p{L}\\p{N}])`,
    flags,
  );
}

const isWordToo = (lower: string): boolean => isAside(lower) || wordsToo.has(lower);

const wordsToo = new Set(
  `mark grace hope joy rose art bill rich faith summer april june august dawn jack rob sue pat drew
  chase hunter sky star`.split(/\s+/),
);
