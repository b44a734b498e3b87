import type { Said } from "../../engine/answer/outcome.ts";
import type { Owner } from "../../engine/owner.ts";
import type { Turn } from "../../engine/turn.ts";
import type { Outcome } from "../contract/desk.ts";
import { operator } from "../../engine/who.ts";

/** One decision of the operator's; answers once it is synced. */
export type Ask = (work: (turn: Turn) => Said) => Promise<Outcome>;

export function askOf(owner: Owner): Ask {
  const { book } = owner.office;
  return async (work) => {
    const { result } = await book.turn(operator, work);
    await book.committed();
    return outcome(owner, result);
  };
}

export function outcome(owner: Owner, said: Said): Outcome {
  if (!said.ok) return { ok: false, code: said.refusal.code, message: said.refusal.message };
  const waits = owner.mode === "record" ? ["the job goes on"] : [];
  return {
    ok: true,
    code: "",
    message: said.message,
    ...(said.number === undefined ? {} : { number: said.number }),
    ...(waits.length === 0 ? {} : { waits }),
  };
}
