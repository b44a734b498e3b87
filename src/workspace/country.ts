/** What is usual in a country; nothing here is more than a default that she may change. */
type Usual = { zone: string; currency: string; vatId: RegExp; like: string };

const eur = (zone: string, vatId: RegExp, like: string): Usual => ({
  zone,
  currency: "EUR",
  vatId,
  like,
});

/** Countries with one usual time zone, and the shape of their VAT ids. */
const usual: Readonly<Record<string, Usual>> = {
  AT: eur("Europe/Vienna", /^ATU\d{8}$/, "ATU12345678"),
  BE: eur("Europe/Brussels", /^BE[01]\d{9}$/, "BE0123456789"),
  CH: {
    zone: "Europe/Zurich",
    currency: "CHF",
    vatId: /^CHE\d{9}(MWST|TVA|IVA)?$/,
    like: "CHE-123.456.789 MWST",
  },
  CZ: { zone: "Europe/Prague", currency: "CZK", vatId: /^CZ\d{8,10}$/, like: "CZ12345678" },
  DE: eur("Europe/Berlin", /^DE\d{9}$/, "DE123456789"),
  DK: { zone: "Europe/Copenhagen", currency: "DKK", vatId: /^DK\d{8}$/, like: "DK12345678" },
  ES: eur("Europe/Madrid", /^ES[A-Z0-9]\d{7}[A-Z0-9]$/, "ESX1234567X"),
  FI: eur("Europe/Helsinki", /^FI\d{8}$/, "FI12345678"),
  FR: eur("Europe/Paris", /^FR[A-Z0-9]{2}\d{9}$/, "FR12345678901"),
  GB: { zone: "Europe/London", currency: "GBP", vatId: /^GB(\d{9}|\d{12})$/, like: "GB123456789" },
  IE: eur("Europe/Dublin", /^IE(\d{7}[A-Z]{1,2}|\d[A-Z+*]\d{5}[A-Z])$/, "IE1234567X"),
  IT: eur("Europe/Rome", /^IT\d{11}$/, "IT12345678901"),
  LU: eur("Europe/Luxembourg", /^LU\d{8}$/, "LU12345678"),
  NL: eur("Europe/Amsterdam", /^NL\d{9}B\d{2}$/, "NL123456789B01"),
  NO: { zone: "Europe/Oslo", currency: "NOK", vatId: /^(NO)?\d{9}MVA$/, like: "123456789MVA" },
  PL: { zone: "Europe/Warsaw", currency: "PLN", vatId: /^PL\d{10}$/, like: "PL1234567890" },
  PT: eur("Europe/Lisbon", /^PT\d{9}$/, "PT123456789"),
  SE: { zone: "Europe/Stockholm", currency: "SEK", vatId: /^SE\d{12}$/, like: "SE123456789001" },
};

const elsewhere: Readonly<Record<string, string>> = {
  AU: "AUD",
  CA: "CAD",
  JP: "JPY",
  NZ: "NZD",
  US: "USD",
};

/** Dates and amounts on documents: German where that is spoken, else English. */
export function localeOf(country: string): string {
  return ["AT", "CH", "DE"].includes(country) ? "de" : "en";
}

/** The machine's zone; one that only says UTC was never set, and the country knows better. */
export function timeZoneOf(country: string, machine: string): string {
  const unset = /^(Etc\/)?(UTC|UCT|GMT|Universal|Zulu|Greenwich)([+-]?0)?$|^$/i.test(machine);
  return unset ? (usual[country]?.zone ?? "UTC") : machine;
}

/** The country that a machine's zone is in, or that its language names; Germany where neither does. */
export function countryOf(machine: string, language: string): string {
  const found = Object.entries(usual).find(([, { zone }]) => zone === machine)?.[0];
  return found ?? /^[a-z]{2,3}[-_]([A-Z]{2})\b/.exec(language)?.[1] ?? "DE";
}

export function currencyOf(country: string): string {
  return usual[country]?.currency ?? elsewhere[country] ?? "EUR";
}

/** Without blanks, dots and dashes, in capitals. */
export function normalVatId(text: string): string {
  return text.replaceAll(/[\s.-]/g, "").toUpperCase();
}

/** What is wrong with the shape of a VAT id; null if nothing is, or the country's is not known here. */
export function vatIdProblem(country: string, text: string): string | null {
  const shape = usual[country];
  if (shape === undefined || shape.vatId.test(normalVatId(text))) return null;
  return `one of "${country}" looks like ${shape.like}, this is "${text}"`;
}

/** An example of a VAT id of the country; empty where its shape is not known. */
export function vatIdLike(country: string): string {
  return usual[country]?.like ?? "";
}

/** Usual VAT rates in percent. */
const rates: Readonly<Record<string, number>> = {
  AT: 20,
  BE: 21,
  CH: 8.1,
  CZ: 21,
  DE: 19,
  DK: 25,
  ES: 21,
  FI: 25.5,
  FR: 20,
  GB: 20,
  IE: 23,
  IT: 22,
  LU: 17,
  NL: 21,
  NO: 25,
  PL: 23,
  PT: 23,
  SE: 25,
};

/** The usual VAT rate in percent; null where it is not known here. */
export function usualRate(country: string): number | null {
  return rates[country] ?? null;
}
