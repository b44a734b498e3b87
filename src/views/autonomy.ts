/** How she answered, one row per answer, oldest first. */
export type Answered = { at: number; action: string; said: string };

/** An act that she always let go as it was: what more autonomy could be argued from. */
export type Offer = { action: string; times: number; since: number };

/** So many unedited yeses in a row make an offer. */
const enough = 10;

/**
 * The one act to offer: of those whose latest answers, ten or more, were all a yes to exactly what was
 * shown, the one she was asked about most often.
 */
export function offerOf(answers: readonly Answered[]): Offer | null {
  const streaks = new Map<string, Offer>();
  for (const { at, action, said } of answers) {
    if (action === "") continue;
    const { times, since } = streaks.get(action) ?? { times: 0, since: at };
    if (said === "granted") streaks.set(action, { action, times: times + 1, since });
    else streaks.delete(action);
  }
  const offers = [...streaks.values()].filter(({ times }) => times >= enough);
  return offers.toSorted((a, b) => b.times - a.times || (a.action < b.action ? -1 : 1))[0] ?? null;
}
