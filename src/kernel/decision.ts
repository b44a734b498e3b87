/** What a rule says: the events that follow, or an expected no. */
export type Decision<E> = { ok: true; events: readonly E[] } | { ok: false; refusal: Refusal };

/** `code` is stable and tested; `message` is for people. */
export type Refusal = { code: string; message: string };

export function accept<E>(...events: E[]): { ok: true; events: E[] } {
  return { ok: true, events };
}

export function refuse(code: string, message: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, message } };
}
