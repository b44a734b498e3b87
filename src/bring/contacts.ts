import type { FactRow } from "../api/contract/facts.ts";
import { mostName, mostPassageText } from "../api/contract/memory.ts";
import { countryNamed } from "../value/country.ts";
import { ofBytes } from "../value/digest.ts";
import { instantOf } from "../value/instant.ts";
import type { Json } from "../value/json.ts";
import { decoded } from "./decoded.ts";
import type { Refused } from "./listed.ts";
import { Unreadable } from "./unreadable.ts";
import { type Card, cardsIn, components, type Property, textIn } from "./vcard-lines.ts";

/** What a card of a client says beside what every program knows. */
export const ownProperties = {
  "X-MAINSTAY-COUNTRY": "country",
  "X-MAINSTAY-VAT-ID": "vatId",
  "X-MAINSTAY-REFERENCE": "reference",
  "X-MAINSTAY-EINVOICE": "einvoice",
} as const;

export type Contacts = {
  rows: FactRow[];
  refused: Refused[];
  /** Properties that are not taken over. */
  passed: string[];
};

export type HowRead = {
  /** As it is named in what is said of it. */
  file: string;
  client: string | null;
  confidence: number | null;
  /** The country that letters do not name; "" where none is known. */
  home: string;
};

/**
 * A vCard file as facts of clients' records, a card each: `client.name`, `person`, `email`, `phone`,
 * `address`, `country` and what is Mainstay's own; a NOTE is a note.
 *
 * CO1 Whose a card is, its addresses tell, else its names, to the letter: nothing is guessed by a part.
 * CO2 What it says holds since its last revision (REV); where it names none, since now.
 * CO3 Where several are of a kind, the preferred is taken, else the first; the others are told as passed over.
 */
export function contactsIn(bytes: Buffer, how: HowRead): Contacts {
  const text = decoded(bytes);
  if (!/^\uFEFF?BEGIN:VCARD/im.test(text)) throw new Unreadable("no card stands in it");
  const found: Contacts = { rows: [], refused: [], passed: [] };
  const passed = new Set<string>();
  for (const each of cardsIn(text)) {
    if (!("card" in each)) {
      found.refused.push(each);
      continue;
    }
    const rows = factsOf(each.card, how, passed);
    if (typeof rows === "string") found.refused.push({ line: each.card.line, reason: rows });
    else found.rows.push(...rows);
  }
  return { ...found, passed: [...passed] };
}

function factsOf(
  { line, properties }: Card,
  { file, client, confidence, home }: HowRead,
  passed: Set<string>,
): FactRow[] | string {
  const long = properties.find(
    ({ name, value }) => read.has(name) && value.length > mostPassageText,
  );
  if (long !== undefined) {
    return `its ${long.name} is longer than ${mostPassageText} characters; take it out, or keep it with --markdown`;
  }
  const kind = all(properties, "KIND").map(({ value }) => value.trim().toLowerCase())[0] ?? "";
  if (kind === "group" || kind === "location") return `it is a ${kind}, and nobody's card`;
  const said = saidBy(properties, { kind, home }, passed);
  const emails = all(properties, "EMAIL").map(({ value }) =>
    textIn(value)
      .replace(/^mailto:/i, "")
      .toLowerCase(),
  );
  const among = [...emails, said.name, said.person].filter(
    (each) => each !== "" && each.length <= mostName,
  );
  if (among.length === 0) return "it has neither a name nor a mail address";
  const uid = textIn(all(properties, "UID")[0]?.value ?? "");
  const by = `${file}, line ${line}${uid === "" ? "" : `, card ${uid.slice(0, 200)}`}`;
  const from = revised(textIn(all(properties, "REV")[0]?.value ?? ""));
  if (from === "none") return "its REV is no time; write one like 20260303T093000Z, or take it out";
  const common = {
    line,
    client: client ?? [...new Set(among)].slice(0, mostAmongHere),
    by,
    ...(from === null ? {} : { from }),
    ...(confidence === null ? {} : { confidence }),
  };
  const fields: [string, Json][] = Object.entries(said).filter(
    ([, value]) => value !== "" && (!Array.isArray(value) || value.length > 0),
  );
  return [
    ...fields.map(([field, value]) => ({ ...common, kind: "client", field, value })),
    ...all(properties, "NOTE")
      .map(({ value }) => textIn(value))
      .filter((text) => text !== "")
      .map((text) => ({
        ...common,
        kind: "note",
        id: ofBytes(text).slice(0, 16),
        field: "text",
        value: text,
      })),
  ];
}

const mostAmongHere = 20;

function saidBy(
  properties: readonly Property[],
  { kind, home }: { kind: string; home: string },
  passed: Set<string>,
) {
  const one = (name: string): string => {
    const [first, ...more] = preferredFirst(all(properties, name));
    if (more.length > 0) passed.add(`further ${name}`);
    return first?.value ?? "";
  };
  for (const { name } of properties) if (!read.has(name)) passed.add(name);
  const fullName = textIn(one("FN")) || nameIn(one("N"));
  const company = components(one("ORG"))[0]?.join(", ") ?? "";
  const { address, country } = placeIn(one("ADR"), home);
  const own = Object.entries(ownProperties).map(([name, field]) => [field, textIn(one(name))]);
  return {
    name: company || fullName,
    person: company === "" || kind === "org" || company === fullName ? "" : fullName,
    email: textIn(one("EMAIL"))
      .replace(/^mailto:/i, "")
      .toLowerCase(),
    phone: textIn(one("TEL")).replace(/^tel:/i, ""),
    address,
    country,
    ...(Object.fromEntries(own.filter(([, text]) => text !== "")) as Record<string, string>), // Pairs of texts.
  };
}

/** What is read, or says nothing that is to be known. */
const read: ReadonlySet<string> = new Set([
  "FN",
  "N",
  "ORG",
  "EMAIL",
  "TEL",
  "ADR",
  "NOTE",
  "UID",
  "REV",
  "KIND",
  "VERSION",
  "PRODID",
  ...Object.keys(ownProperties),
]);

const all = (properties: readonly Property[], wanted: string) =>
  properties.filter(({ name }) => name === wanted);

/** By PREF=1 of 4.0, or TYPE=pref of 3.0. */
function preferredFirst(found: readonly Property[]): Property[] {
  const rank = ({ parameters }: Property): number =>
    Number(parameters["PREF"]?.[0] ?? (parameters["TYPE"]?.includes("PREF") === true ? 0 : 101));
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** Family;given;additional;before;after. */
function nameIn(value: string): string {
  const [family = [], given = [], more = [], before = [], after = []] = components(value);
  return [...before, ...given, ...more, ...family, ...after]
    .filter((each) => each !== "")
    .join(" ");
}

/** Box;more;street;city;region;code;country, as lines of a letter. */
function placeIn(value: string, home: string): { address: string[]; country: string } {
  const [box = [], more = [], street = [], city = [], region = [], code = [], land = []] =
    components(value);
  const town = [...code, ...city].filter((each) => each !== "").join(" ");
  const country = land.join(" ");
  const known = countryNamed(country);
  const lines = [...street, ...more, ...box, town, ...region, known === home ? "" : country];
  const address = lines.flatMap((line) => line.split("\n")).map((line) => line.trim());
  return { address: address.filter((line) => line !== "").slice(0, 6), country: known ?? "" };
}

/** 20260303T093000Z of RFC 6350, or as RFC 3339 writes it; null for what is written otherwise. */
function revised(text: string): number | "none" | null {
  const [, y, m, d, h = "00", min = "00", s = "00"] =
    /^(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2})?)?/.exec(text) ?? [];
  return y === undefined ? null : (instantOf(`${y}-${m}-${d}T${h}:${min}:${s}Z`) ?? "none");
}
