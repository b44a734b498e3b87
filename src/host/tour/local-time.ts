/** "2026-06-01 08:00" in a time zone, as epoch milliseconds. */
export function instantOf(local: string, zone: string): number {
  const wall = Date.parse(`${local.replace(" ", "T")}:00Z`);
  if (Number.isNaN(wall)) throw new Error(`Cannot read "${local}": it is no date and time`);
  // Once with the offset of about that moment, and once more with that of the moment found.
  const guess = wall - offsetAt(wall, zone);
  return wall - offsetAt(guess, zone);
}

function offsetAt(at: number, zone: string): number {
  const found: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) found[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = found;
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / 60_000) * 60_000;
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
