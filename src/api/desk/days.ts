import type { Owner } from "../../engine/owner.ts";
import { day, dayOf, locale } from "../../value/locale.ts";

/** The day of an instant as the company writes it: "2 June 2026". */
export function dayText({ office }: Owner, at: number): string {
  const { timeZone, locale: tag } = office.settings.company;
  return day(dayOf(at, timeZone), locale(tag));
}
