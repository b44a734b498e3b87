import type { Case } from "./case.ts";
import { cut, cutsOf, stands } from "./cut.ts";
import { play, type Played } from "./play.ts";

export type Shrunk = { cuts: readonly string[]; played: Played; plays: number };

/**
 * Makes a case that breaks a promise as small as it can be while it still breaks the same one: leaves
 * out half of what is there, then a quarter, down to single things, until nothing can go.
 */
export async function shrink(drawn: Case, invariant: string, mostPlays = 400): Promise<Shrunk> {
  let cuts = new Set<string>();
  const used = { plays: 0 };
  const breaks = async (more: ReadonlySet<string>): Promise<boolean> => {
    const smaller = cut(drawn, more);
    if (!stands(smaller)) return false;
    used.plays += 1;
    return (await play(smaller)).broken[0]?.invariant === invariant;
  };
  const left = () => cutsOf(drawn).filter((one) => !cuts.has(one));
  let size = Math.ceil(left().length / 2);
  while (size > 0 && used.plays < mostPlays) {
    const before = cuts.size;
    const list = left();
    for (let at = 0; at < list.length && used.plays < mostPlays; at += size) {
      const more = new Set([...cuts, ...list.slice(at, at + size)]);
      if (await breaks(more)) cuts = more;
    }
    if (size > 1) size = Math.floor(size / 2);
    else if (cuts.size === before) size = 0;
  }
  return {
    cuts: [...cuts],
    played: await play(cut(drawn, cuts), { told: true }),
    plays: used.plays,
  };
}
