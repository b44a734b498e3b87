/** The countries after ISO 3166-1. A table of our own: what the machine's locale data holds differs. */
const codes: ReadonlySet<string> = new Set(
  (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR " +
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ " +
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW " +
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY " +
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV " +
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY " +
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG " +
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM " +
    "ZW"
  ).split(" "),
);

export function isCountry(code: string): boolean {
  return codes.has(code);
}

const union: ReadonlySet<string> = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "),
);

/** Whether it is a member of the European Union. */
export function inUnion(code: string): boolean {
  return union.has(code);
}

/** What is written of countries beside the names that `Intl` has for them. */
const alsoCalled: ReadonlyMap<string, string> = new Map([
  ["czech republic", "CZ"],
  ["england", "GB"],
  ["great britain", "GB"],
  ["großbritannien", "GB"],
  ["holland", "NL"],
  ["scotland", "GB"],
  ["the netherlands", "NL"],
  ["turkey", "TR"],
  ["uk", "GB"],
  ["usa", "US"],
  ["wales", "GB"],
]);

const languages = ["en", "de", "fr", "es", "it", "nl", "pt", "pl", "da", "sv"];

/** The code of a country that is written as a code, or by its name in a language above; null where it is none. */
export function countryNamed(text: string): string | null {
  const upper = text.trim().toUpperCase();
  if (isCountry(upper)) return upper;
  const wanted = upper.toLowerCase();
  return alsoCalled.get(wanted) ?? named().get(wanted) ?? null;
}

let names: ReadonlyMap<string, string> | null = null;

/** Made when it is first asked for: a list of clients asks for each line. */
function named(): ReadonlyMap<string, string> {
  names ??= new Map(
    languages.toReversed().flatMap((tag) => {
      const of = new Intl.DisplayNames(tag, { type: "region" });
      return [...codes].map((code) => [String(of.of(code)).toLowerCase(), code] as const);
    }),
  );
  return names;
}
