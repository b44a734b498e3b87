const same: readonly (readonly [RegExp, string])[] = [
  [/rn/g, "m"],
  [/vv/g, "w"],
  [/[1il|ıіl]/g, "l"],
  [/[0оο]/g, "o"],
  [/[5ѕ]/g, "s"],
  [/[аα]/g, "a"],
  [/[еε]/g, "e"],
  [/[рρ]/g, "p"],
  [/[сϲ]/g, "c"],
  [/[уγ]/g, "y"],
  [/[хχ]/g, "x"],
  [/[к]/g, "k"],
  [/[тτ]/g, "t"],
  [/[νѵ]/g, "v"],
  [/[-_.]/g, ""],
];

/** What is left of a text in lower case when characters that look alike are written alike. */
export function skeleton(text: string): string {
  const decomposed = text.normalize("NFKD").replaceAll(/\p{M}/gu, "");
  return same.reduce((left, [pattern, by]) => left.replaceAll(pattern, by), decomposed);
}
