import type { Refusal } from "../../kernel/decision.ts";

/** What a command of the operator came to. */
export type Said = { ok: true; message: string; number?: number } | { ok: false; refusal: Refusal };

export function done(message: string, number?: number): Said {
  return number === undefined ? { ok: true, message } : { ok: true, message, number };
}

export function no(code: string, message: string): Said {
  return { ok: false, refusal: { code, message } };
}
