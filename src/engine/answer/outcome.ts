import type { Refusal } from "../../kernel/decision.ts";

/** What a command of the operator came to. */
export type Said = { ok: true; message: string; number?: number } | { ok: false; refusal: Refusal };

export function done(message: string, number?: number): Said {
  return number === undefined ? { ok: true, message } : { ok: true, message, number };
}

/** PA4: what has happened already is not ended by an answer. */
export function unsought(act: string): Said {
  return no(
    "not_looked_up",
    `Cannot ${act}: it is still being looked up whether it was done before the company was restored; try again in a minute`,
  );
}

export function no(code: string, message: string): Said {
  return { ok: false, refusal: { code, message } };
}
