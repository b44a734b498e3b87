/** A passage as it would stand in a pack. */
export type Line = { readonly position: number; readonly thread: number; readonly tokens: number };

/** Of "Ann: what she said" and the end of its line: about four characters each, in most languages. */
export function tokensOf({ author, chars }: { author: string; chars: number }): number {
  return Math.ceil((author.length + 2 + chars + 1) / 4);
}

/** Of the heading of a conversation with its date, written once. */
const headingTokens = 8;

/**
 * Fills a budget of tokens with the best, in their order.
 *
 * PK1 What does not fit is passed over for the next that does; the budget is never exceeded.
 */
export function packed(lines: readonly Line[], budget: number): number[] {
  const taken: number[] = [];
  const opened = new Set<number>();
  let left = budget;
  for (const { position, thread, tokens } of lines) {
    const cost = tokens + (opened.has(thread) ? 0 : headingTokens);
    if (cost > left) continue;
    left -= cost;
    opened.add(thread);
    taken.push(position);
  }
  return taken;
}
