/** The known name nearest to `given`, where one is near enough to be meant. */
export function nearest(given: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.ceil(given.length / 3) + 1;
  for (const name of known) {
    const far = distance(given.toLowerCase(), name.toLowerCase());
    if (far < least) {
      least = far;
      best = name;
    }
  }
  return best;
}

/** "did you mean …" where something is near, else the list of what there is. */
export function suggest(given: string, known: readonly string[], what: string): string {
  const near = nearest(given, known);
  if (near !== null) return `write "${near}", if that is meant`;
  if (known.length === 0) return `there is no ${what} yet; add one or leave this out`;
  return `use one of: ${known.join(", ")}`;
}

function distance(a: string, b: string): number {
  // Names are short; anything longer is no misspelling of a name.
  if (a.length > 64 || b.length > 64) return 64;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 64;
}
