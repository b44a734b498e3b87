import type { EventStore } from "../../ledger/store.ts";
import { type Entity, entityKind, misnamed, mostAliases } from "../../memory/entity.ts";
import { current } from "../../memory/record.ts";
import { type EntityKind, entityKinds } from "../../value/entity-kind.ts";
import { equal, isObject, type Json, textOf } from "../../value/json.ts";
import { fromOperator } from "../../value/label.ts";
import { done, no, type Said } from "../answer/outcome.ts";
import type { Turn } from "../turn.ts";
import { assign } from "../intake/receive.ts";
import { type Office, opaque } from "../office.ts";
import { aliasOf } from "../streams.ts";
import { canonical, isLeaving } from "../subject.ts";
import { type About, amend, byHer, recordAbout } from "./amend.ts";
import { ownRecord, unreadable } from "./form.ts";

/** Other names of an entity: which are given and taken, for which the others were looked through. */
export type Renaming = {
  subject: string;
  /** Something of theirs by its name; null: the client itself. */
  of: string | null;
  as: EntityKind;
  add: readonly string[];
  remove: readonly string[];
};

/** A client's own names stand in a record of theirs, those of what is theirs in one each. */
export function entityKey(office: Office, subject: string, of: string | null): string {
  return of === null
    ? ownRecord(office, entityKind, subject)
    : opaque(office, "record", entityKind, subject, of);
}

/** Everybody who has names on record, of these clients or of all; the client's own name is not among them. */
export async function entitiesIn(
  store: EventStore,
  members: readonly string[] | null,
): Promise<Entity[]> {
  const where = { kind: entityKind, ...(members === null ? {} : { subject: members }) };
  const rows = await store.find({ table: "fact", where });
  return [...Map.groupBy(rows, (row) => String(row["id"]))].map(([key, fields]) => {
    const said = (field: string): Json => {
      const value = fields.find((row) => row["field"] === field)?.["value"];
      return typeof value === "string" ? (JSON.parse(value) as Json) : null;
    };
    const subject = textOf(fields[0]?.["subject"]);
    const kind = entityKinds.find((each) => each === said("kind")) ?? "client";
    return { subject, key, kind, name: textOf(said("name")), aliases: textsIn(said("aliases")) };
  });
}

/** EN1 is judged before, by whoever knows all names. */
export function rename(turn: Turn, office: Office, renaming: Renaming): Said {
  const subject = canonical(turn, renaming.subject);
  const { of, as, add, remove } = renaming;
  const key = entityKey(office, subject, of);
  const about: About = { subject, kind: entityKind, key, own: of === null };
  if (isLeaving(turn, subject))
    return no("client_forgotten", "Cannot name them: they are forgotten");
  const { value } = current(turn.get(recordAbout(about)), turn.at);
  const now = isObject(value) ? textsIn(value["aliases"] ?? null) : [];
  for (const name of of === null ? add : [of, ...add]) {
    const wrong = unreadable(name) ?? misnamed(name);
    if (wrong !== null) return no("alias_form", `Cannot call them "${visible(name)}": ${wrong}`);
  }
  const absent = remove.find((name) => !now.includes(name));
  if (absent !== undefined) {
    const names = now.length === 0 ? "there is none" : `there are ${now.join(", ")}`;
    return no(
      "alias_unknown",
      `Cannot take away "${absent}": it is no other name of theirs; ${names}`,
    );
  }
  const next = [...new Set([...now, ...add])].filter((name) => !remove.includes(name));
  if (next.length > mostAliases) {
    return no(
      "alias_many",
      `Cannot give them more than ${mostAliases} names; take some away with --remove`,
    );
  }
  const known = isObject(value) ? value : {};
  const wanted = { ...(of === null ? {} : { name: of, kind: as }), aliases: next };
  const changed = Object.entries(wanted).filter(
    ([field, said]) => !equal(known[field] ?? null, said),
  );
  if (changed.length === 0) return done("They are called so already");
  for (const [field, said] of changed) {
    const change = { field, value: fromOperator(said), why: null };
    amend(turn, office, about, { ...change, ...byHer(turn, "named") });
  }
  for (const name of add) if (name.includes("@")) lead(turn, office, subject, name);
  for (const name of remove) if (name.includes("@")) leadNowhere(turn, office, subject, name);
  return done("Noted: they are found by these names from now on");
}

const mailto = (address: string): string => `mailto:${address.toLowerCase()}`;

/** Mail from there is theirs from now on; the name of the stream is a keyed hash. */
function lead(turn: Turn, office: Office, subject: string, address: string): void {
  assign(turn, office, subject, [mailto(address)]);
}

function leadNowhere(turn: Turn, office: Office, subject: string, address: string): void {
  const stream = aliasOf(opaque(office, "alias", mailto(address)));
  const now = turn.get(stream).subject;
  if (now !== null && canonical(turn, now) === subject) {
    turn.emit(stream, { type: "alias.freed", data: {} });
  }
}

function textsIn(value: Json): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** Of a name that steers a terminal nothing is repeated. */
const visible = (name: string): string =>
  name.replaceAll(/[^\p{L}\p{N}\p{P} ]/gu, "?").slice(0, 60);
