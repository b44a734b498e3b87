/**
 * Makes a thing once for each text; what is made must depend on nothing else. Beyond `limit` texts the
 * one that came first is forgotten, and made anew when it comes back.
 */
export function remembered<T extends object>(
  limit: number,
  make: (text: string) => T,
): (text: string) => T {
  const known = new Map<string, T>();
  // Beside the map, whose first key is slow to find where many were removed before it.
  const order: string[] = [];
  let oldest = 0;
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make(text);
    const first = order[oldest];
    if (first !== undefined) known.delete(first);
    order[oldest] = text;
    oldest = (oldest + 1) % limit;
    known.set(text, made);
    return made;
  };
}
