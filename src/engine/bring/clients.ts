import { withinCountry } from "../../value/address.ts";
import type { RecordState } from "../../memory/record.ts";
import { type JsonObject, textOf } from "../../value/json.ts";
import { shellWord } from "../../value/shell.ts";
import type { Turn } from "../turn.ts";
import { assign, mint } from "../intake/receive.ts";
import { addressesOf, keptMark, madeByPassages } from "../memory/kept-under.ts";
import { type Office, opaque } from "../office.ts";
import { aliasOf, recordOf, subjectOf } from "../streams.ts";
import { canonical, isLeaving } from "../subject.ts";
import { type Fate, fitting, keep } from "./record.ts";

/**
 * Takes over a client she has.
 *
 * TK1 A client is itself by the mail address, and without one by the name: whoever wrote from that
 *     address before is this client.
 * TK2 Where a stage is on record, it stays.
 * TK3 Letters within the company's own country do not name it below an address.
 * TK4 Passages that were kept under the name are this client's, unless whoever they are of has another
 *     address; where somebody is known by the address already, whether they are one is hers to say.
 */
export type Client = {
  name: string;
  person: string;
  email: string;
  address: readonly string[];
  vatId: string;
  country: string;
  private: boolean | null;
  reference: string;
  einvoice: string;
};

export type BroughtClient = {
  fate: Fate;
  dropped: string[];
  /** TK4: the passages that were kept under the name are theirs from now on. */
  joined: boolean;
};

export function bringClient(turn: Turn, office: Office, client: Client): BroughtClient {
  const alias = client.email === "" ? namedAlias(client.name) : `mailto:${client.email}`;
  const before = turn.get(aliasOf(opaque(office, "alias", alias))).subject;
  const there = before !== null && !isLeaving(turn, before) ? canonical(turn, before) : null;
  const kept = keptOf(turn, office, client);
  const isOther = there !== null && kept !== null && there !== kept;
  if (isOther && nameOf(turn, office, there) !== client.name) {
    return { fate: { reason: twoOf(client) }, dropped: [], joined: false };
  }
  const known = there ?? kept;
  const subject = known ?? mint(turn, office, ["taken", alias], before);
  const joined = there === null && kept !== null;
  const state = turn.get(subjectOf(subject));
  const { stage } = recorded(turn, office, subject);
  const wanted = { ...facts(office, client), ...(stage === undefined ? { stage: "active" } : {}) };
  const { set, dropped } = fitting(office, "client", wanted);
  const fate = keep(turn, office, { kind: "client", id: subject, subject, set }, () => {
    if (known === null) turn.emit(subjectOf(subject), { type: "subject.minted", data: {} });
    if (!state.known) turn.emit(subjectOf(subject), { type: "subject.met", data: {} });
    if (state.stage === "") {
      turn.emit(subjectOf(subject), { type: "subject.staged", data: { stage: "active" } });
    }
  });
  if (fate !== "taken" && !(fate === "known" && joined)) return { fate, dropped, joined: false };
  // By her name she is found again for her invoices, whatever address she writes from.
  assign(turn, office, subject, [alias, namedAlias(client.name)]);
  return { fate, dropped, joined };
}

/** TK4. */
function keptOf(turn: Turn, office: Office, { name, email }: Client): string | null {
  const kept = madeByPassages(turn, office, name);
  if (kept === null || email === "") return kept;
  const addresses = addressesOf(turn, office, kept).map((each) => each.toLowerCase());
  return addresses.length === 0 || addresses.includes(email.toLowerCase()) ? kept : null;
}

function twoOf({ name, email }: Client): string {
  const other = email === "" ? name : email;
  const merge = `mainstay merge ${shellWord(`${keptMark}${name}`)} ${shellWord(other)}`;
  return `"${name}" may be two clients: who is known as ${other} already, and the one whose passages were kept under this name; if they are one, say so with "${merge}", else give this one another name`;
}

function recorded(turn: Turn, office: Office, subject: string): RecordState["facts"] {
  return turn.get(recordOf("client", opaque(office, "record", "client", subject))).facts;
}

function nameOf(turn: Turn, office: Office, subject: string): string {
  return textOf(recorded(turn, office, subject)["name"]?.at(-1)?.value);
}

/** A name as a list of clients tells them apart: without regard to capitals and blanks. */
export function namedAlias(name: string): string {
  return `client:${name.normalize("NFKC").replaceAll(/\s+/gu, " ").trim().toLowerCase()}`;
}

function facts({ settings }: Office, { name, address: listed, ...texts }: Client): JsonObject {
  const address = withinCountry(listed, homeOf(settings.company));
  const { person, email, vatId, country, reference, einvoice, private: isPrivate } = texts;
  const said = Object.entries({ person, email, vatId, country, reference, einvoice });
  return {
    name,
    ...Object.fromEntries(said.filter(([, text]) => text !== "")),
    ...(isPrivate === null ? {} : { private: isPrivate }),
    ...(address.length === 0 ? {} : { address: [...address] }),
  };
}

/** As the books have it: where her account lies, if she does not say. */
function homeOf({ details }: Office["settings"]["company"]): string {
  return textOf(details["country"]) || textOf(details["iban"]).slice(0, 2);
}
