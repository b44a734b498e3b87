import { kept } from "./fault.ts";

/** "2026-06-01 08:00" in a time zone, as epoch milliseconds. */
export function instantOf(local: string, zone: string): number {
  const wall = Date.parse(`${local.replace(" ", "T")}:00Z`);
  if (Number.isNaN(wall)) throw new Error(`Cannot read "${local}": it is no date and time`);
  return atWall(wall, zone);
}

/** The instant at which clocks in a time zone show what clocks in UTC show at `wall`. */
export function atWall(wall: number, zone: string): number {
  // Once with the offset of about that moment, and once more with that of the moment found.
  const guess = wall - offsetAt(wall, zone);
  return wall - offsetAt(guess, zone);
}

function offsetAt(at: number, zone: string): number {
  const parts = new Map<string, number>();
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts.set(type, Number(value));
  const of = (name: string): number => kept(parts, name);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"));
  return wall - Math.floor(at / 60_000) * 60_000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23",
  });
}
