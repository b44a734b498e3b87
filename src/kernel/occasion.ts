import { accept, type Decision, refuse } from "./decision.ts";

/**
 * A business key names an occasion, such as the deposit of one engagement. It is held from
 * clearance, so that no other act, run or retry can do the same again (EF9).
 *
 * OC1 One token holds it. Another token with the same arguments, or with others, is a conflict for
 *     the operator; never "already done".
 * OC2 It is freed by "not done", a failed gate or an undo, and only by its holder.
 * OC3 What is found or said to have happened, or may have, holds it beside whoever does: until all but one
 *     let go, no further act passes, theirs included.
 */
export type Holder = { readonly token: string; readonly digest: string; readonly run: string };

/** In the order in which they came to hold it. */
export type Occasion = { readonly holders: readonly Holder[] };

export type OccasionEvent =
  | { type: "key.held"; data: Holder }
  | { type: "key.freed"; data: { token: string } };

export const initial: Occasion = { holders: [] };

export function hold({ holders }: Occasion, asked: Holder): Decision<OccasionEvent> {
  const other = holders.find(({ token }) => token !== asked.token);
  if (other === undefined) {
    return holders.length > 0
      ? accept<OccasionEvent>()
      : accept<OccasionEvent>({ type: "key.held", data: asked });
  }
  return refuse(
    "occasion_taken",
    other.digest === asked.digest
      ? "The same act was already cleared for this occasion, by another step"
      : "Another act, with other details, already stands for this occasion",
  );
}

/** OC3. */
export function join({ holders }: Occasion, asked: Holder): Decision<OccasionEvent> {
  if (holders.some(({ token }) => token === asked.token)) return accept<OccasionEvent>();
  return accept<OccasionEvent>({ type: "key.held", data: asked });
}

export function free({ holders }: Occasion, token: string): Decision<OccasionEvent> {
  if (!holders.some((holder) => holder.token === token)) return accept<OccasionEvent>();
  return accept<OccasionEvent>({ type: "key.freed", data: { token } });
}

export function evolve({ holders }: Occasion, event: OccasionEvent): Occasion {
  const others = holders.filter(({ token }) => token !== event.data.token);
  return { holders: event.type === "key.held" ? [...others, event.data] : others };
}
