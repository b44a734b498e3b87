import { accept, type Decision, refuse } from "./decision.ts";

/**
 * A business key names an occasion, such as the deposit of one engagement. It is held from
 * clearance, so that no other act, run or retry can do the same again (EF9).
 *
 * OC1 One token holds it. Another token with the same arguments, or with others, is a conflict for
 *     the operator; never "already done".
 * OC2 It is freed by "not done", a failed gate or an undo, and only by its holder.
 */
export type Occasion = { readonly holder: { token: string; digest: string; run: string } | null };

export type OccasionEvent =
  | { type: "key.held"; data: { token: string; digest: string; run: string } }
  | { type: "key.freed"; data: { token: string } };

export const initial: Occasion = { holder: null };

export function hold(
  occasion: Occasion,
  asked: { token: string; digest: string; run: string },
): Decision<OccasionEvent> {
  const { holder } = occasion;
  if (holder === null) return accept<OccasionEvent>({ type: "key.held", data: asked });
  if (holder.token === asked.token) return accept<OccasionEvent>();
  return refuse(
    "occasion_taken",
    holder.digest === asked.digest
      ? "The same act was already cleared for this occasion, by another step"
      : "Another act, with other details, already stands for this occasion",
  );
}

export function free(occasion: Occasion, token: string): Decision<OccasionEvent> {
  if (occasion.holder?.token !== token) return accept<OccasionEvent>();
  return accept<OccasionEvent>({ type: "key.freed", data: { token } });
}

export function evolve(_: Occasion, event: OccasionEvent): Occasion {
  return { holder: event.type === "key.held" ? event.data : null };
}
