import { current } from "../../memory/record.ts";
import { entityKind } from "../../memory/entity.ts";
import { isObject, type JsonObject, textsIn } from "../../value/json.ts";
import { mint } from "../intake/receive.ts";
import { type Office, opaque } from "../office.ts";
import { aliasOf, recordOf } from "../streams.ts";
import { canonical, isLeaving } from "../subject.ts";
import type { Turn } from "../turn.ts";
import { ownRecord } from "./form.ts";
import { memoryAlias } from "./keep.ts";

/** What names the client under whose name passages were kept, where another is called so, too. */
export const keptMark = "kept:";

/** The name itself. */
export const unmarked = (text: string): string =>
  text.startsWith(keptMark) ? text.slice(keptMark.length) : text;

/** A client who was made by passages that were kept under that name; null where there is none. */
export function madeByPassages(turn: Turn, office: Office, name: string): string | null {
  const alias = memoryAlias(name);
  const { subject } = turn.get(aliasOf(opaque(office, "alias", alias)));
  if (subject === null || isLeaving(turn, subject)) return null;
  // One who was known before has an id of another making, and one who was merged is told by the other.
  const isOfThem = subject === mint(turn, office, ["memory", alias], null);
  return isOfThem && canonical(turn, subject) === subject ? subject : null;
}

/** The mail addresses that are on record of a client. */
export function addressesOf(turn: Turn, office: Office, subject: string): string[] {
  const { email } = valuesOf(turn, "client", opaque(office, "record", "client", subject));
  const { aliases } = valuesOf(turn, entityKind, ownRecord(office, entityKind, subject));
  const said = [email, ...(Array.isArray(aliases) ? aliases : [])];
  return said.flatMap((each) => textsIn(each ?? null)).filter((text) => text.includes("@"));
}

function valuesOf(turn: Turn, kind: string, key: string): JsonObject {
  const { value } = current(turn.get(recordOf(kind, key)), turn.at);
  return isObject(value) ? value : {};
}
