/** Times as the operator says them, in the company's time zone. */
type Parts = { weekday: string; day: string; month: string; year: string; clock: string };

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  // The words around these dates are English, so the dates are too.
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formats.set(zone, made);
  return made;
}

function parts(at: number, zone: string): Parts {
  const found: Record<string, string> = {};
  for (const { type, value } of format(zone).formatToParts(at)) found[type] = value;
  const { weekday = "", day = "", month = "", year = "", hour = "", minute = "" } = found;
  return { weekday, day, month, year, clock: `${hour}:${minute}` };
}

export function clock(at: number, zone: string): string {
  return parts(at, zone).clock;
}

export function weekday(at: number, zone: string): string {
  return parts(at, zone).weekday;
}

/** "Tue 2 June"; with the year, where it is not the year of `now`. */
export function day(at: number, zone: string, now: number = at): string {
  const p = parts(at, zone);
  return `${p.weekday} ${p.day} ${p.month}${yearBeside(p, now, zone)}`;
}

/** "Tue 2 June 09:12"; with the year, where it is not the year of `now`. */
export function full(at: number, zone: string, now: number = at): string {
  const p = parts(at, zone);
  return `${p.weekday} ${p.day} ${p.month}${yearBeside(p, now, zone)} ${p.clock}`;
}

function yearBeside({ year }: Parts, now: number, zone: string): string {
  return year === parts(now, zone).year ? "" : ` ${year}`;
}

/** As short as it stays clear beside `now`: "16:41", "Mon 16:41", "2 May 16:41", "2 May 2025". */
export function near(at: number, now: number, zone: string): string {
  const p = parts(at, zone);
  const n = parts(now, zone);
  if (p.day === n.day && p.month === n.month && p.year === n.year) return p.clock;
  if (Math.abs(at - now) < 6 * 86_400_000) return `${p.weekday} ${p.clock}`;
  if (p.year === n.year) return `${p.day} ${p.month} ${p.clock}`;
  return `${p.day} ${p.month} ${p.year}`;
}
