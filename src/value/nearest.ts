/** The known name nearest to `given`, where one is near enough to be meant. */
export function nearest(given: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.min(64, Math.ceil(given.length / 3) + 1);
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
  // From the first letters of `a` to the first 1, 2, … letters of `b`.
  let row = Array.from({ length: b.length }, (_, j) => j + 1);
  let far = b.length;
  for (let i = 0; i < a.length; i++) {
    let before = i;
    far = i + 1;
    row = row.map((above, j) => {
      const change = before + (a[i] === b[j] ? 0 : 1);
      before = above;
      far = Math.min(change, above + 1, far + 1);
      return far;
    });
  }
  return far;
}
