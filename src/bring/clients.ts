import type { ClientRow } from "../api/contract/bring.ts";
import { addressLines } from "../value/address.ts";
import { countryNamed } from "../value/country.ts";
import type { Listed, Refused } from "./listed.ts";
import { type Column, readTable } from "./table.ts";

type Key =
  | "name"
  | "person"
  | "email"
  | "street"
  | "postcode"
  | "city"
  | "country"
  | "vatId"
  | "private"
  | "reference"
  | "einvoice";

const columns: readonly Column<Key>[] = [
  {
    key: "name",
    needed: true,
    names: [
      "name",
      "company",
      "client",
      "customer",
      "organisation",
      "firma",
      "kunde",
      "kundenname",
    ],
  },
  {
    key: "person",
    needed: false,
    names: ["person", "contact", "contact person", "ansprechpartner", "ansprechpartnerin"],
  },
  {
    key: "email",
    needed: false,
    names: ["email", "e-mail", "mail", "e-mail address", "e-mail-adresse"],
  },
  { key: "street", needed: false, names: ["street", "address", "strasse", "adresse", "anschrift"] },
  { key: "postcode", needed: false, names: ["postcode", "zip", "zip code", "plz", "postleitzahl"] },
  { key: "city", needed: false, names: ["city", "town", "ort", "stadt"] },
  { key: "country", needed: false, names: ["country", "land"] },
  {
    key: "vatId",
    needed: false,
    names: ["vat id", "vat", "vat number", "ust-id", "ust-idnr", "ustid", "umsatzsteuer-id"],
  },
  {
    key: "private",
    needed: false,
    names: ["private", "private person", "consumer", "privat", "privatperson", "privatkunde"],
  },
  {
    key: "reference",
    needed: false,
    names: [
      "reference",
      "your reference",
      "purchase order",
      "leitweg-id",
      "referenz",
      "bestellnummer",
    ],
  },
  {
    key: "einvoice",
    needed: false,
    names: ["einvoice", "e-invoice", "e-rechnung", "xrechnung"],
  },
];

const yesOrNo = new Map<string, boolean | null>([
  ["", null],
  ...["yes", "true", "ja", "1", "x"].map((word): [string, boolean] => [word, true]),
  ...["no", "false", "nein", "0"].map((word): [string, boolean] => [word, false]),
]);

const einvoices = ["", "factur-x", "xrechnung", "none"];

/**
 * Two lines with one address, or with one name where no address tells them apart, are one client: the
 * first counts, and another that says something else of her is refused. So a repeat changes nothing.
 */
export function readClients(bytes: Buffer): Listed<ClientRow> {
  const { rows, strange, torn } = readTable(bytes, columns);
  const refused: Refused[] = [...torn];
  const clients = new Map<string, ClientRow>();
  for (const { line, cells } of rows) {
    const { name, person, street, postcode, city, country, vatId, reference } = cells;
    const einvoice = cells.einvoice.toLowerCase();
    const isPrivate = yesOrNo.get(cells.private.toLowerCase());
    const email = cells.email.toLowerCase();
    const code = countryNamed(country);
    const wrong =
      name === ""
        ? "it has no name"
        : Object.values(cells).some((cell) => cell.length > 300)
          ? "one of its cells is longer than 300 characters"
          : email !== "" && !/^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/u.test(email)
            ? `"${cells.email}" is no mail address`
            : !einvoices.includes(einvoice)
              ? `"${cells.einvoice}" is no form of e-invoices; write factur-x, xrechnung or none`
              : country !== "" && code === null
                ? `"${country}" is no country that is known here; write its code, like DE`
                : isPrivate === undefined
                  ? `"${cells.private}" does not say whether it is a private person; write yes or no`
                  : isPrivate === true && vatId !== ""
                    ? "a private person has no VAT ID; take out one of them"
                    : null;
    if (wrong !== null) {
      refused.push({ line, reason: wrong });
      continue;
    }
    const address = [street, `${postcode} ${city}`, country].flatMap(addressLines);
    const client = {
      line,
      name,
      person,
      email,
      address: address.slice(0, 6),
      vatId,
      country: code ?? "",
      private: isPrivate ?? null,
      reference,
      einvoice,
    };
    const id = email === "" ? name.toLowerCase() : email;
    const before = clients.get(id);
    if (before === undefined) clients.set(id, client);
    else if (JSON.stringify({ ...client, line: before.line }) !== JSON.stringify(before)) {
      refused.push({ line, reason: sameAs(before) });
    }
  }
  return { rows: [...clients.values()], refused, strange, known: columns.map(({ key }) => key) };
}

function sameAs({ line, name, email }: ClientRow): string {
  return email === ""
    ? `it is called like line ${line}, and neither has an address; give them addresses, or make one line of both`
    : `its address ${email} is that of line ${line}, "${name}"; make one line of both, or correct the address`;
}
