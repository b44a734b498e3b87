import { instantOf } from "../../value/local-time.ts";
import { addToDate } from "../../value/duration.ts";
import type { Time } from "../contract/facts.ts";

/** As a day begins where the company is. */
export function beginOf(time: Time, zone: string): number {
  return typeof time === "number" ? time : instantOf(`${time} 00:00`, zone);
}

/** The last moment of a day where the company is. */
export function endOf(time: Time, zone: string): number {
  return typeof time === "number" ? time : beginOf(addToDate(time, "P1D"), zone) - 1;
}
