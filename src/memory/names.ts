import { isAside } from "./english.ts";

/** The names that one person goes by, the full one first. */
export type Names = readonly string[];

/** Where a text names somebody of a list: `length` characters from `at` on, "'s" among them. */
export type Mention = {
  /** The first of the list who goes by this name. */
  readonly person: number;
  readonly at: number;
  readonly length: number;
  readonly possessive: boolean;
};

/** "Ann Lee <ann@example.org>" goes by "Ann Lee" and "Ann". */
export function namesOf(author: string): Names {
  const full = author.replace(/(?<=\S)\s*<[^>]*>\s*$/, "").trim();
  const [given = ""] = /^\p{L}{2,}(?=\s)/u.exec(full) ?? [];
  return [full, given].filter((name) => name !== "");
}

/**
 * Who is named in a text, in its order.
 *
 * NA1 Longer names are found first, and no part of one is found again.
 * NA2 A name that is a word too, such as Will or May, counts in its own case alone.
 */
export function mentionsIn(text: string, people: readonly Names[]): Mention[] {
  const lower = text.toLowerCase();
  const names = people.flatMap((names, person) =>
    names.filter((name) => lower.includes(name.toLowerCase())).map((name) => ({ name, person })),
  );
  names.sort((a, b) => b.name.length - a.name.length);
  const mentions: Mention[] = [];
  let left = text;
  for (const { name, person } of names) {
    left = left.replace(whole(name), (found: string, ending: string | undefined, at: number) => {
      mentions.push({ person, at, length: found.length, possessive: ending !== undefined });
      return "\n".repeat(found.length);
    });
  }
  return mentions.sort((a, b) => a.at - b.at);
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
  const flags = isAside(name.toLowerCase()) || wordsToo.has(name.toLowerCase()) ? "gu" : "giu";
  return new RegExp(
    `(?<![\\p{L}\\p{N}])${name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(['’\`]s)?(?![\\p{L}\\p{N}])`,
    flags,
  );
}

const wordsToo = new Set(
  `mark grace hope joy rose art bill rich faith summer april june august dawn jack rob sue pat drew
  chase hunter sky star`.split(/\s+/),
);
