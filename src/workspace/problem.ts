import type { Mistake } from "../runbook/mistake.ts";
import type { Problem } from "./release.ts";

/** What a reader of one file gives: a value, or every mistake found in it. */
export type Read<T> = { ok: true; value: T } | { ok: false; mistakes: Mistake[] };

export function problem(file: string, found: Mistake): Problem {
  return { file, ...found };
}

/** A problem of the file as a whole. */
export function ofFile(file: string, message: string, remedy: string): Problem {
  return { file, line: null, column: null, message, remedy };
}

export function done<T>(value: T, mistakes: Mistake[]): Read<T> {
  return mistakes.length === 0 ? { ok: true, value } : { ok: false, mistakes };
}
