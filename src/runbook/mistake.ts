import type { z } from "zod";
import * as pointers from "../value/pointer.ts";
import type { Json } from "../value/json.ts";
import { explain } from "./explain.ts";

/** Line and column in a file, from 1. */
export type Spot = { line: number; column: number };

/** A file as JSON that still knows where everything stood. */
export type Source = {
  value: Json;
  /** Where the value at `pointer` begins; the nearest thing around it where nothing stands. */
  at(pointer: string): Spot;
  /** Where its key begins. */
  keyAt(pointer: string): Spot;
  /** The place `offset` characters into the text at `pointer`. */
  inside(pointer: string, offset: number): Spot;
};

/** A mistake in one file; whoever knows the file's name makes a `Problem` of it. */
export type Mistake = Spot & { message: string; remedy: string };

export function mistake(spot: Spot, message: string, remedy: string): Mistake {
  return { line: spot.line, column: spot.column, message, remedy };
}

/** What `schema` reads at `pointer`, or what keeps it from reading it, each with place and remedy. */
export function fit<T>(
  schema: z.ZodType<T>,
  source: Source,
  pointer = "",
): { ok: true; value: T } | { ok: false; mistakes: Mistake[] } {
  const value = pointers.get(source.value, pointer);
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const mistakes = explain(parsed.error.issues, schema, value ?? null).map((finding) => {
    const at = finding.path.reduce<string>((base, key) => pointers.join(base, key), pointer);
    return mistake(
      finding.aboutKey ? source.keyAt(at) : source.at(at),
      finding.message,
      finding.remedy,
    );
  });
  return { ok: false, mistakes };
}
