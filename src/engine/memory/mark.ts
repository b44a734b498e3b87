import { inQuarantine } from "../../kernel/control.ts";
import type { MarkedFor } from "../../memory/mark.ts";
import { fromOperator } from "../../value/label.ts";
import type { Turn } from "../turn.ts";
import { type Office, opaque } from "../office.ts";
import { controlStream, markOf } from "../streams.ts";
import { engine } from "../who.ts";

/** Marks where the history is now; the number of the mark, and whether it was made just now (MS2). */
export function markFor(
  turn: Turn,
  why: Exclude<MarkedFor, "asked">,
  about: number,
): { number: number; fresh: boolean } {
  return put(turn, `${why}-${about}`, why, null);
}

/** The same by a name of hers, told apart without regard to case and blanks. */
export function markNamed(
  turn: Turn,
  office: Office,
  name: string,
): { number: number; fresh: boolean } {
  return put(turn, keyOf(office, name), "asked", name);
}

export function keyOf(office: Pick<Office, "sealer">, name: string): string {
  return opaque(office, "mark", plainName(name).toLowerCase());
}

export function plainName(name: string): string {
  return name.normalize("NFC").trim().replaceAll(/\s+/g, " ");
}

function put(
  turn: Turn,
  key: string,
  why: MarkedFor,
  name: string | null,
): { number: number; fresh: boolean } {
  const stream = markOf(key);
  const known = turn.get(stream).number;
  if (known !== null) return { number: known, fresh: false };
  const number = turn.number();
  turn.emit(stream, {
    type: "memory.marked",
    data: { number, why },
    ...(name === null ? {} : { values: { name: fromOperator(plainName(name)) } }),
  });
  return { number, fresh: true };
}

/** Marks for a slot of the calendar, once; nothing where nothing may begin. */
export async function markSlot({ book }: Office, slot: number): Promise<void> {
  await book.turn(engine, (turn) => {
    const control = turn.get(controlStream);
    if (control.clock === null && !inQuarantine(control)) markFor(turn, "schedule", slot);
  });
  await book.committed();
}
