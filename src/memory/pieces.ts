/** Shorter ones tell nothing, longer ones are no habit but a text of their own. */
const least = 2;
const most = 300;

/** The sentences of a text, a line at a time, as they are compared: without what stands around them. */
export function piecesOf(text: string): string[] {
  return text
    .split("\n")
    .flatMap((line) => line.split(/(?<=[.!?…])\s+(?=\p{Lu})/u))
    .map((piece) => piece.replaceAll(/\s+/gu, " ").trim())
    .filter((piece) => piece.length >= least && piece.length <= most);
}

/** What one has and the other lacks, each once. */
export function without(pieces: readonly string[], others: readonly string[]): string[] {
  const there = new Set(others);
  return [...new Set(pieces)].filter((piece) => !there.has(piece));
}
