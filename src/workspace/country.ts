/** Where a country with one usual time zone has it. */
const zones: Readonly<Record<string, string>> = {
  AT: "Europe/Vienna",
  BE: "Europe/Brussels",
  CH: "Europe/Zurich",
  CZ: "Europe/Prague",
  DE: "Europe/Berlin",
  DK: "Europe/Copenhagen",
  ES: "Europe/Madrid",
  FI: "Europe/Helsinki",
  FR: "Europe/Paris",
  GB: "Europe/London",
  IE: "Europe/Dublin",
  IT: "Europe/Rome",
  LU: "Europe/Luxembourg",
  NL: "Europe/Amsterdam",
  NO: "Europe/Oslo",
  PL: "Europe/Warsaw",
  PT: "Europe/Lisbon",
  SE: "Europe/Stockholm",
};

/** Dates and amounts on documents: German where that is spoken, else English. */
export function localeOf(country: string): string {
  return ["AT", "CH", "DE"].includes(country) ? "de" : "en";
}

/** The machine's zone; one that only says UTC was never set, and the country knows better. */
export function timeZoneOf(country: string, machine: string): string {
  const unset = /^(Etc\/)?(UTC|UCT|GMT|Universal|Zulu|Greenwich)([+-]?0)?$|^$/i.test(machine);
  return unset ? (zones[country] ?? "UTC") : machine;
}
