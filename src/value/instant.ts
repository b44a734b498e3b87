import { atWall } from "./local-time.ts";

const rfc3339 =
  /^(\d{4}-\d\d-(\d\d))(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * A time as RFC 3339 writes it, in epoch ms; the time of day and the zone may be missing, and are
 * midnight and `zone` then. Null for what is no time, a 30 February among it.
 */
export function instantOf(text: string, zone = "UTC"): number | null {
  const [whole, date, day, time = "00:00", offset] = rfc3339.exec(text.trim()) ?? [];
  if (whole === undefined) return null;
  // `Date.parse` takes 30 February for 2 March.
  if (new Date(`${date}T00:00Z`).getUTCDate() !== Number(day)) return null;
  const at = Date.parse(`${date}T${time}${(offset ?? "Z").toUpperCase()}`);
  if (Number.isNaN(at)) return null;
  return offset === undefined && zone !== "UTC" ? atWall(at, zone) : at;
}
