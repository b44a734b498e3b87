import { entitiesIn } from "../../engine/memory/entities.ts";
import { memoryAlias } from "../../engine/memory/keep.ts";
import { keptMark, unmarked } from "../../engine/memory/kept-under.ts";
import { opaque } from "../../engine/office.ts";
import type { Owner } from "../../engine/owner.ts";
import { aliasOf, subjectOf } from "../../engine/streams.ts";
import type { Row } from "../../ledger/table.ts";
import { textOf } from "../../value/json.ts";
import { type Among, mostName } from "../contract/memory.ts";
import { Refused } from "../contract/refused.ts";
import { ambiguous } from "./ambiguous-client.ts";
import { formerNames } from "./memory/former-names.ts";
import { subjectBehind } from "./names.ts";
import { unknownClient, waysToWrite } from "./unknown-client.ts";

/**
 * Finds the client that she means: by the number of a job or item, by the name that passages were kept
 * under, to the byte, by an address, by another name that she gave them or somebody of theirs (EN2), by a
 * name, by one that they had where nobody is called so now, or by a part of one. More than one is no answer. A forgotten client is found by number or address
 * alone: her name is gone.
 */
export async function clientMeant(owner: Owner, text: string): Promise<string> {
  const wanted = text.trim();
  if (text.length > mostName) {
    throw new Refused({
      code: "client_unknown",
      message: `There is no client with a name of ${text.length} characters; give one of at most ${mostName}`,
    });
  }
  const kept = await keptUnder(owner, text);
  if (isNumber(wanted)) {
    const behind = subjectBehind(owner, Number(wanted));
    // A number that is nobody's job may still be what a client is called.
    const subject = kept === null ? await behind : await behind.catch(() => kept);
    return standingFor(await partiesOf(owner), subject);
  }
  const parties = await partiesOf(owner);
  if (kept !== null) return oneOf(owner, parties, text, kept);
  const marked = await keptMarked(owner, text);
  if (marked !== null) return marked;
  const like = (same: (word: string) => boolean) => [
    ...new Set(
      [...parties.values()]
        .filter((row) => [row["name"], row["sender"], row["address"]].some(isText(same)))
        .map((row) => standingFor(parties, String(row["subject"]))),
    ),
  ];
  const low = wanted.toLowerCase();
  const called = (await entitiesIn(owner.store, null))
    .filter(({ name, aliases }) => [name, ...aliases].some((each) => each.toLowerCase() === low))
    .map(({ subject }) => standingFor(parties, subject));
  const named = low === "" ? [] : like((word) => word.toLowerCase() === low);
  const exact = [...new Set([...named, ...(low === "" ? [] : called)])];
  const whole =
    exact.length > 0 || low === ""
      ? exact
      : await onceCalled(owner, parties, (name) => name.toLowerCase() === low);
  const found =
    whole.length > 0 || low === "" ? whole : like((word) => word.toLowerCase().includes(low));
  const [only, ...more] = found;
  if (only === undefined) {
    const known = await byAddress(owner, low);
    if (known !== null) return standingFor(parties, known);
    throw unknownClient(parties, wanted, await keptNear(owner, wanted));
  }
  if (more.length > 0) throw await ambiguous(owner, parties, wanted, found);
  const name = textOf(parties.get(only)?.["name"]);
  const twin = name.toLowerCase() === low ? await keptUnder(owner, name) : null;
  return twin === null ? only : oneOf(owner, parties, name, twin);
}

/** The one under whose name passages were kept, unless another is called so, too. */
async function oneOf(
  owner: Owner,
  parties: ReadonlyMap<string, Row>,
  name: string,
  kept: string,
): Promise<string> {
  const called = [...parties.values()]
    .filter((row) => row["name"] === name)
    .map((row) => standingFor(parties, String(row["subject"])));
  const others = [...new Set(called)].filter((each) => each !== kept);
  const isGone = typeof parties.get(kept)?.["forgotten"] === "number";
  const [only, ...more] = isGone ? others : [kept, ...others];
  if (only === undefined) return kept;
  if (more.length === 0) return only;
  throw await ambiguous(owner, parties, name, [only, ...more], isGone ? null : kept);
}

/** Of names under which passages were kept only a keyed hash is there: the usual ways to write this one are tried. */
async function keptNear(owner: Owner, wanted: string): Promise<string | null> {
  for (const way of waysToWrite(wanted)) {
    const subject = await keptUnder(owner, way);
    if (subject === null) continue;
    const { leaving } = await owner.office.book.read(subjectOf(subject));
    if (leaving === null) return way;
  }
  return null;
}

async function keptMarked(owner: Owner, text: string): Promise<string | null> {
  return text.startsWith(keptMark) ? keptUnder(owner, unmarked(text)) : null;
}

/** Those who had such a name. */
async function onceCalled(
  owner: Owner,
  parties: ReadonlyMap<string, Row>,
  same: (name: string) => boolean,
): Promise<string[]> {
  const had = (await formerNames(owner)).filter(({ name }) => same(name));
  return [...new Set(had.map(({ subject }) => standingFor(parties, subject)))];
}

/** The same, but a name under which passages were kept comes before the number of a job. */
export async function clientRecalled(owner: Owner, text: string): Promise<string> {
  const kept = isNumber(text.trim()) ? await keptUnder(owner, text) : null;
  return kept ?? clientMeant(owner, text);
}

/** As `clientMeant`; null where nobody is meant, or who is forgotten. A number that is nobody's job is refused as elsewhere. */
export async function clientNamed(owner: Owner, text: string): Promise<string | null> {
  try {
    const subject = await clientMeant(owner, text);
    const { leaving } = await owner.office.book.read(subjectOf(subject));
    return leaving === null ? subject : null;
  } catch (error) {
    const isNew = error instanceof Refused && error.code === "client_unknown";
    if (isNew && !isNumber(text.trim())) return null;
    throw error;
  }
}

/** Whose passages were kept under exactly this name. */
export async function keptUnder(owner: Owner, name: string): Promise<string | null> {
  const kept = await byAlias(owner, memoryAlias(name));
  return kept === null ? null : standingFor(await partiesOf(owner), kept);
}

/**
 * The one client of hers with exactly that name, to the byte, or that address, or who had that name where
 * nobody is called so now; null where there is none. A name that two had is refused.
 */
export async function clientCalled(owner: Owner, text: string): Promise<string | null> {
  if ((await keptUnder(owner, text)) !== null) return null;
  const parties = await partiesOf(owner);
  const known = await byAddress(owner, text.trim().toLowerCase());
  if (known !== null) return standingFor(parties, known);
  const called = (await entitiesIn(owner.store, null)).filter(({ name, aliases }) =>
    [name, ...aliases].includes(text),
  );
  const named = [...parties.values()].filter((row) => row["name"] === text);
  const found = [
    ...named.map((row) => String(row["subject"])),
    ...called.map((each) => each.subject),
  ];
  const now = [...new Set(found.map((subject) => standingFor(parties, subject)))];
  if (now.length > 1) throw await ambiguous(owner, parties, text, now);
  if (now[0] !== undefined) return now[0];
  const [before = null, ...others] = await onceCalled(owner, parties, (name) => name === text);
  if (before !== null && others.length > 0) {
    throw await ambiguous(owner, parties, text, [before, ...others]);
  }
  return before;
}

/** The first of them that is a client's: an address of theirs, or their whole name; null where none is. */
export async function clientAmong(owner: Owner, among: Among): Promise<string | null> {
  let several: Refused | null = null;
  for (const text of among) {
    try {
      const found = (await keptUnder(owner, text)) ?? (await clientCalled(owner, text));
      if (found !== null) return found;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      several ??= error;
    }
  }
  if (several !== null) throw several;
  return null;
}

/**
 * What leads to exactly this client by `clientAmong`: the address that she typed, else their name, an
 * address, the name that she typed or another of theirs.
 */
export async function leadTo(owner: Owner, subject: string, typed: string): Promise<string> {
  const members = await owner.forgetting.membersOf(subject);
  const parties = await partiesOf(owner);
  const own = [subject, ...members].flatMap((each) => {
    const row = parties.get(each);
    return [row?.["name"], row?.["sender"], row?.["address"]];
  });
  const others = (await entitiesIn(owner.store, members))
    .filter(({ kind }) => kind === "client")
    .flatMap(({ aliases }) => aliases);
  const names = [...(typed.includes("@") ? [typed] : []), ...own, typed, ...others];
  for (const name of names) {
    if (typeof name !== "string") continue;
    // What several were called leads to none of them.
    const found = await clientAmong(owner, [name]).catch(asNobody);
    if (found === subject) return name;
  }
  return typed;
}

/** Said where `clientAmong` finds nobody. */
export function nobodyAmong(among: Among): string {
  const named = among.slice(0, 3).map((text) => `"${text}"`);
  const more = among.length > named.length ? ` and ${among.length - named.length} more` : "";
  return `nobody known is called ${named.join(" or ")}${more}; say whose it is with --client, or bring them with "mainstay bring clients"`;
}

function asNobody(error: unknown): null {
  if (error instanceof Refused) return null;
  throw error;
}

const isNumber = (text: string): boolean => /^[1-9]\d{0,8}$/.test(text);

const isText =
  (same: (word: string) => boolean) =>
  (cell: Row[string] | undefined): boolean =>
    typeof cell === "string" && same(cell);

export async function partiesOf(owner: Owner): Promise<Map<string, Row>> {
  const rows = await owner.store.find({ table: "party" });
  return new Map(rows.map((row) => [String(row["subject"]), row]));
}

/** Who a subject was found to be. */
export function standingFor(parties: ReadonlyMap<string, Row>, subject: string): string {
  const into = parties.get(subject)?.["into"];
  return typeof into === "string" ? standingFor(parties, into) : subject;
}

/** By the keyed hash that was kept of it, which outlives what it was made of. */
export async function byAddress(owner: Owner, address: string): Promise<string | null> {
  return address.includes("@") ? byAlias(owner, `mailto:${address}`) : null;
}

async function byAlias({ office }: Owner, alias: string): Promise<string | null> {
  return (await office.book.read(aliasOf(opaque(office, "alias", alias)))).subject;
}
