/** When a call began and ended, in milliseconds of one clock. */
export type Span = { from: number; to: number };

export const lengthOf = ({ from, to }: Span): number => to - from;

/** Puts a stopwatch around a method of an object: every call of it is noted when it returns. */
export function timed(object: object, method: string): Span[] {
  const spans: Span[] = [];
  const own: unknown = Reflect.get(object, method);
  if (typeof own !== "function") throw new Error(`There is no "${method}" to be timed`);
  const through = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
    const from = performance.now();
    try {
      return await Reflect.apply(own, this, args);
    } finally {
      spans.push({ from, to: performance.now() });
    }
  };
  Reflect.set(object, method, through);
  return spans;
}

/** The one of them that lies within another: what is timed within must not go on side by side. */
export function within(spans: readonly Span[], { from, to }: Span): Span {
  const [found, ...more] = spans.filter((each) => each.from >= from && each.to <= to);
  if (found === undefined || more.length > 0) {
    throw new Error(`Cannot tell the parts of a call: ${more.length + 1} lie within it, or none`);
  }
  return found;
}
