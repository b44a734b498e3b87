import { InvalidArgumentError } from "commander";
import type { Time } from "../../api/contract/facts.ts";
import { isDay } from "../../value/date.ts";
import { instantOf } from "../../value/instant.ts";

/** A day stays one: where the company is, it knows when that begins. */
export function timeOption(text: string): Time {
  const at = instantOf(text);
  if (at !== null) return isDay(text.trim()) ? text.trim() : at;
  throw new InvalidArgumentError("Give a time like 2026-03-03 or 2026-03-03T09:30Z.");
}
