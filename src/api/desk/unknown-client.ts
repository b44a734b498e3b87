import type { Row } from "../../ledger/table.ts";
import { nearest } from "../../value/nearest.ts";
import { Refused } from "../contract/refused.ts";

/** So many are named where nobody is near enough to be meant. */
const mostNamed = 10;

/** Nobody is called so: who may be meant, or who there is; `kept`: passages were kept under that name. */
export function unknownClient(
  parties: ReadonlyMap<string, Row>,
  wanted: string,
  kept: string | null,
): Refused {
  return new Refused({
    code: "client_unknown",
    message: `There is no client "${wanted}"; ${kept === null ? insteadOf(parties, wanted) : write(kept)}. An address or the number of a job says whose, too, and a name under which passages were kept, as it was written there; who was forgotten is not known by name any more`,
  });
}

/** A name in small letters, in capitals and with capital initials. */
export function waysToWrite(wanted: string): ReadonlySet<string> {
  const low = wanted.replaceAll(/\s+/gu, " ").toLowerCase();
  const raised = (text: string, at: RegExp) => text.replace(at, (first) => first.toUpperCase());
  return new Set([
    wanted,
    low,
    low.toUpperCase(),
    raised(low, /^./u),
    raised(low, /(?<=^| )[^ ]/gu),
    raised(wanted, /(?<=^| )[^ ]/gu),
  ]);
}

function insteadOf(parties: ReadonlyMap<string, Row>, wanted: string): string {
  const now = [...parties.values()].filter(
    ({ into, leaving, forgotten }) => into === null && leaving === null && forgotten === null,
  );
  const near = nearName(wanted, now.flatMap(({ name, sender }) => [name, sender]).filter(isText));
  if (near !== null) return write(near);
  const names = [...new Set(now.map(({ name }) => name).filter(isText))].toSorted();
  if (names.length === 0)
    return 'nobody has a name on record yet; bring your clients with "mainstay bring clients"';
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : "";
  return `there are: ${names.slice(0, mostNamed).join(", ")}${more}`;
}

const write = (name: string): string => `write "${name}", if that is meant`;

/** By the whole name, or by one word of it that says something. */
function nearName(wanted: string, names: readonly string[]): string | null {
  const called = new Map<string, string>();
  for (const name of names) {
    for (const word of [name, ...name.split(/\s+/)]) {
      if (word.length > 3 && !called.has(word)) called.set(word, name);
    }
  }
  const word = nearest(wanted, [...called.keys()]);
  return word === null ? null : (called.get(word) ?? null);
}

const isText = (cell: Row[string] | undefined): cell is string =>
  typeof cell === "string" && cell !== "";
