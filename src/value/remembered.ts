/**
 * Makes a thing once for each text; what is made must depend on nothing else. Beyond `limit` texts the
 * one that came first is forgotten, and made anew when it comes back.
 */
export function remembered<T extends object>(
  limit: number,
  make: (text: string) => T,
): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make(text);
    known.set(text, made);
    const [first = text] = known.keys();
    if (known.size > limit) known.delete(first);
    return made;
  };
}
