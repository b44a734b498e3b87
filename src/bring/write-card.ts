import type { FactsView } from "../api/contract/facts.ts";
import { isObject, type Json, textOf } from "../value/json.ts";
import { ownProperties } from "./contacts.ts";

type Record_ = FactsView["records"][number];

/** A client's facts as a vCard 4.0 that `contactsIn` reads again, and how many it has no place for. */
export function cardOf(
  all: FactsView["records"],
  open: boolean,
): { text: string; taken: number; left: number } {
  // What is secret is shown as something else: it is not written.
  const records = all.map((record) => ({
    ...record,
    facts: record.facts.filter(({ secret }) => open || !secret),
  }));
  const client = records.find(({ kind }) => kind === "client");
  const facts = client?.facts ?? [];
  const value = (field: string): Json => facts.find((fact) => fact.field === field)?.value ?? null;
  const text = (field: string): string => {
    const found = value(field);
    return typeof found === "string" ? found : "";
  };
  const notes = records.filter(isNote).map(({ facts: [fact] }) => textOf(fact?.value));
  const lines = linesOf(value("address"));
  const [name, person] = [text("name"), text("person")];
  const own = Object.entries(ownProperties).map(([property, field]) => [property, text(field)]);
  const said: [string, string][] = [
    ["FN", escaped(person || name || text("email"))],
    ["ORG", person === "" ? "" : escaped(name)],
    ["EMAIL", escaped(text("email"))],
    ["TEL", escaped(text("phone"))],
    ["ADR", lines.length === 0 ? "" : `;;${lines.map(escaped).join(",")};;;;`],
    ...own.map(([property = "", found = ""]): [string, string] => [property, escaped(found)]),
    ...notes.map((note): [string, string] => ["NOTE", escaped(note)]),
  ];
  const written = new Set([
    "name",
    "person",
    "email",
    "phone",
    "address",
    ...Object.values(ownProperties),
  ]);
  const taken = facts.filter(
    ({ field, value: found }) => written.has(field) && found !== null,
  ).length;
  const count = all.reduce((sum, record) => sum + record.facts.length, 0);
  const card = [
    "BEGIN:VCARD",
    "VERSION:4.0",
    ...(client === undefined ? [] : [`UID:mainstay-${client.key}`]),
    ...said.filter(([, found]) => found !== "").map(([property, found]) => `${property}:${found}`),
    `REV:${stamp(Math.max(0, ...records.flatMap((each) => each.facts.map(({ validFrom }) => validFrom))))}`,
    "END:VCARD",
  ];
  const items = taken + notes.length;
  return { text: card.map(folded).join(""), taken: items, left: count - items };
}

const isNote = ({ kind, facts }: Record_): boolean =>
  kind === "note" && facts.length === 1 && typeof facts[0]?.value === "string";

function linesOf(address: Json): string[] {
  if (typeof address === "string") return [address];
  return Array.isArray(address) && !address.some(isObject) ? address.map(String) : [];
}

const escaped = (text: string): string =>
  text.replaceAll(/[\\,;]/g, "\\$&").replaceAll(/\r\n|\r|\n/g, "\\n");

/** To the second, and not before it. */
const stamp = (at: number): string =>
  new Date(Math.ceil(at / 1_000) * 1_000).toISOString().replaceAll(/[-:]|\.\d+/g, "");

/** In lines of at most 75 bytes; no character is cut. */
function folded(line: string): string {
  const lines: string[] = [];
  let now = "";
  for (const char of line) {
    if (Buffer.byteLength(now + char) > 74) {
      lines.push(now);
      now = "";
    }
    now += char;
  }
  return `${[...lines, now].join("\r\n ")}\r\n`;
}
