import { withinCountry } from "../../value/address.ts";
import { type JsonObject, textOf } from "../../value/json.ts";
import type { Turn } from "../turn.ts";
import { assign, mint } from "../intake/receive.ts";
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

export function bringClient(
  turn: Turn,
  office: Office,
  client: Client,
): { fate: Fate; dropped: string[] } {
  const alias = client.email === "" ? namedAlias(client.name) : `mailto:${client.email}`;
  const before = turn.get(aliasOf(opaque(office, "alias", alias))).subject;
  const there = before !== null && !isLeaving(turn, before);
  const subject = there ? canonical(turn, before) : mint(turn, office, ["taken", alias], before);
  const state = turn.get(subjectOf(subject));
  const stage = turn.get(recordOf("client", opaque(office, "record", "client", subject))).facts[
    "stage"
  ];
  const wanted = { ...facts(office, client), ...(stage === undefined ? { stage: "active" } : {}) };
  const { set, dropped } = fitting(office, "client", wanted);
  const fate = keep(turn, office, { kind: "client", id: subject, subject, set }, () => {
    if (!there) turn.emit(subjectOf(subject), { type: "subject.minted", data: {} });
    if (!state.known) turn.emit(subjectOf(subject), { type: "subject.met", data: {} });
    if (state.stage === "") {
      turn.emit(subjectOf(subject), { type: "subject.staged", data: { stage: "active" } });
    }
  });
  if (fate !== "taken") return { fate, dropped };
  // By her name she is found again for her invoices, whatever address she writes from.
  assign(turn, office, subject, [alias, namedAlias(client.name)]);
  return { fate, dropped };
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
