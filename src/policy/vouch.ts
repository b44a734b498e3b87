import * as iban from "../value/iban.ts";
import { canonical as canonicalText, isObject, type Json } from "../value/json.ts";
import * as label from "../value/label.ts";
import * as money from "../value/money.ts";
import * as pointer from "../value/pointer.ts";
import { type ArgumentKind, sensitive } from "../value/argument-kind.ts";

/**
 * Who stands behind the arguments of an act.
 *
 * VO1 An argument is vouched for if everything that was read for it was, or if it equals a whole value
 *     of the same kind that is known: of this client's records, the operator's inputs or the runbook.
 *     An amount is known only of the records that the act names, or of what the client's own says of the same.
 * VO2 Two values are compared in the canonical form of their kind, whole: never a part of a text, never
 *     a bare number. What has no canonical form equals nothing.
 * VO3 A text that is not vouched for is searched for links, and each is judged by itself.
 * VO4 Every label of the arguments is accounted for, so that nothing of another client goes unseen.
 */
export type Known = { kind: ArgumentKind; value: Json };

/** What is known of one argument. Plain JSON, since rules read it. */
export type Grounds = {
  kind: ArgumentKind;
  origins: label.Origin[];
  clients: string[];
  vouched: boolean;
};

/** By JSON pointer; a link within a text stands under the text's pointer, "#" and the link. */
export type Provenance = Record<string, Grounds>;

export function vouch(
  args: label.Labelled,
  kinds: Readonly<Record<string, ArgumentKind>>,
  known: readonly Known[],
  linksIn: (text: string) => readonly string[] = () => [],
): Provenance {
  const trusted = new Set<string>();
  for (const { kind, value } of known) {
    const form = canonical(kind, value);
    if (form !== null) trusted.add(`${kind} ${form}`);
  }
  const found: Provenance = {};
  const judge = (value: Json, at: string, kind: ArgumentKind): void => {
    if (value === null || value === "") return;
    if (Array.isArray(value)) {
      return value.forEach((item, i) => judge(item, pointer.join(at, i), kind));
    }
    const read = label.whole(args.labels, at);
    const equals = (of: ArgumentKind, form: string | null) =>
      sensitive(of) && form !== null && trusted.has(`${of} ${form}`);
    const vouched = label.vouched(read);
    found[at] = grounds(kind, read, vouched || equals(kind, canonical(kind, value)));
    if (kind !== "text" || vouched || typeof value !== "string") return;
    for (const link of linksIn(value)) {
      found[`${at}#${link}`] = grounds("link", read, equals("link", canonical("link", link)));
    }
  };
  for (const [pattern, kind] of Object.entries(kinds)) {
    for (const { value, at } of matching(args.value, pattern)) judge(value, at, kind);
  }
  for (const [at, own] of Object.entries(args.labels)) {
    found[at] ??= grounds("plain", own, label.vouched(own));
  }
  return found;
}

/** The form in which two values of a kind are compared; null where a value has none (VO2). */
export function canonical(kind: ArgumentKind, value: Json): string | null {
  if (kind === "file" && isObject(value)) {
    return typeof value["digest"] === "string" ? value["digest"] : null;
  }
  if (typeof value !== "string" || value.trim() === "") return null;
  switch (kind) {
    case "recipient":
      return address(value);
    case "amount":
      return amount(value);
    case "account":
      return iban.valid(value) ? iban.normalise(value) : null;
    case "link":
      return link(value);
    case "file":
    case "command":
      return value;
    case "text":
    case "plain":
      return canonicalText(value);
  }
}

function address(text: string): string | null {
  // Only A to Z: a letter that merely looks or folds like another makes another address.
  const plain = text.trim().replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const bare = plain.replace(/^mailto:/, "");
  return /^[^\s@:<>,;"]+@[^\s@:<>,;"]+$/.test(bare) ? bare : null;
}

function amount(text: string): string | null {
  const bare = text.trim();
  // Most texts are none, and to be refused takes longer than all else here.
  if (!/ [A-Z]{3}$/.test(bare)) return null;
  try {
    return money.format(money.parse(bare));
  } catch {
    return null;
  }
}

const linkProtocols: ReadonlySet<string> = new Set(["http:", "https:", "mailto:"]);

function link(text: string): string | null {
  const url = URL.parse(text);
  return url !== null && linkProtocols.has(url.protocol) ? url.href : null;
}

function grounds(kind: ArgumentKind, read: label.Label, vouched: boolean): Grounds {
  return { kind, origins: [...read.origins], clients: [...read.clients], vouched };
}

/** Every place in the value that a pointer with "*" for any item or key names. */
function matching(value: Json, pattern: string): { value: Json; at: string }[] {
  let places = [{ value, at: "" }];
  for (const key of pointer.parse(pattern)) {
    places = places.flatMap((place) =>
      children(place.value)
        .filter(([name]) => key === "*" || key === name)
        .map(([name, child]) => ({ value: child, at: pointer.join(place.at, name) })),
    );
  }
  return places;
}

function children(value: Json): [string, Json][] {
  if (Array.isArray(value)) return value.map((item, i) => [String(i), item]);
  return isObject(value) ? Object.entries(value) : [];
}
