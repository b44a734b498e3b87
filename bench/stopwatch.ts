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

/** For spans of calls that went on one after the other: those of another call that each made once. */
export function within(whole: readonly Span[], part: readonly Span[]): [whole: Span, part: Span][] {
  if (part.length !== whole.length) {
    throw new Error(`Cannot tell the parts of ${whole.length} calls: there are ${part.length}`);
  }
  return whole.map((each, i) => {
    const own = part[i];
    if (own === undefined || own.from < each.from || own.to > each.to) {
      throw new Error(`Cannot tell the parts of call ${i + 1}: they went on side by side`);
    }
    return [each, own];
  });
}
