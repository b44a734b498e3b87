import { instantOf } from "../../value/local-time.ts";
import { addToDate } from "../../value/duration.ts";
import type { Time } from "../contract/facts.ts";

/** As a day begins where the company is. */
export function beginOf(time: Time, zone: string): number {
  return typeof time === "number" ? time : instantOf(`${time} 00:00`, zone);
}

const lastDay = "9999-12-31";

/** The last moment of a day where the company is. */
export function endOf(time: Time, zone: string): number {
  if (typeof time === "number") return time;
  // There is no day behind the last that is written with four digits.
  return time === lastDay ? Date.UTC(10_000, 0) - 1 : beginOf(addToDate(time, "P1D"), zone) - 1;
}
