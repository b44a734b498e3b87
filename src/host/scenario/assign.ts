/**
 * Gives as many expectations as possible one of the things found each, so that a broad expectation
 * never takes what only a narrow one fits. Answers, by expectation, the index of its thing or null.
 */
export function assign(fits: readonly (readonly boolean[])[]): (number | null)[] {
  const taker = new Map<number, number>();
  const take = (wanting: number, asked: Set<number>): boolean => {
    for (const [thing, fit] of (fits[wanting] ?? []).entries()) {
      if (!fit || asked.has(thing)) continue;
      asked.add(thing);
      const other = taker.get(thing);
      if (other !== undefined && !take(other, asked)) continue;
      taker.set(thing, wanting);
      return true;
    }
    return false;
  };
  for (const wanting of fits.keys()) take(wanting, new Set());
  const taken = new Map([...taker].map(([thing, wanting]) => [wanting, thing]));
  return fits.map((_, wanting) => taken.get(wanting) ?? null);
}
