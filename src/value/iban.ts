import { mod97 } from "./mod97.ts";

/** International bank account numbers (ISO 13616), after the registry's table of lengths. */
const lengths: Readonly<Record<string, number>> = Object.fromEntries(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 " +
    "DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 " +
    "IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 " +
    "MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 " +
    "SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Without spaces and dots, in capitals: as accounts are compared. */
export function normalise(text: string): string {
  return text.replaceAll(/[\s.\u00ad-]/g, "").toUpperCase();
}

/** What is wrong with it, in words that complete "…: "; null if nothing is. */
export function problem(text: string): string | null {
  const iban = normalise(text);
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]+$/.test(iban)) {
    return "it must begin with a country and two check digits, like DE89";
  }
  const country = iban.slice(0, 2);
  const length = lengths[country];
  if (length === undefined) return `no country with IBANs is called "${country}"`;
  if (iban.length !== length) {
    return `one of "${country}" has ${length} characters, this has ${iban.length}`;
  }
  if (mod97(iban.slice(4) + iban.slice(0, 4)) !== 1) {
    return "its check digits do not fit, so a character is wrong";
  }
  return null;
}

export function valid(text: string): boolean {
  return problem(text) === null;
}

/** In groups of four, as people read it: "DE89 3704 0044 0532 0130 00". */
export function groups(text: string): string {
  return normalise(text).replaceAll(/(.{4})(?=.)/g, "$1 ");
}

/** Every valid account that a free text names, normalised, without repeats. */
export function mentions(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(/(?<![0-9A-Za-z])[A-Z]{2}\d{2}/g)) {
    const length = lengths[match[0].slice(0, 2)];
    if (length === undefined) continue;
    const iban = normalise(text.slice(match.index, match.index + length * 2)).slice(0, length);
    if (valid(iban)) found.add(iban);
  }
  return [...found];
}
