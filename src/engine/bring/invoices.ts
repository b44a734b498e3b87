import * as record from "../../memory/record.ts";
import { isObject } from "../../value/json.ts";
import type { Turn } from "../book.ts";
import { assign } from "../intake/receive.ts";
import { type Office, opaque } from "../office.ts";
import { aliasOf, recordOf } from "../streams.ts";
import { canonical, isLeaving } from "../subject.ts";
import { namedAlias } from "./clients.ts";
import { type Fate, fitting, keep } from "./record.ts";

/**
 * Takes over an invoice that she wrote before and that is still open.
 *
 * TI1 It belongs to a client who is known; whose it is is never guessed.
 * TI2 An invoice that is on record stays as it is there: what was paid of it since is not undone.
 */
export type OpenInvoice = {
  number: string;
  client: string;
  gross: string;
  open: string;
  due: string;
  reference: string;
};

export function bringInvoice(
  turn: Turn,
  office: Office,
  invoice: OpenInvoice,
): { fate: Fate; dropped: string[] } {
  const { number, client, gross, due } = invoice;
  const nobody = (reason: string) => ({ fate: { reason }, dropped: [] });
  const subject = clientCalled(turn, office, client);
  if (subject === null) {
    return nobody(`there is no client "${client}"; take your clients over first`);
  }
  const key = opaque(office, "record", "invoice", number);
  const now = record.current(turn.get(recordOf("invoice", key))).value;
  if (isObject(now) && now["number"] === number) {
    const same = now["gross"] === gross && now["due"] === due;
    if (same) return { fate: "known", dropped: [] };
    return nobody(`invoice ${number} is on record already, with another amount or due date`);
  }
  const known = record.current(
    turn.get(recordOf("client", opaque(office, "record", "client", subject))),
  ).value;
  const name = isObject(known) && typeof known["name"] === "string" ? known["name"] : client;
  const { open } = invoice;
  const reference = invoice.reference === "" ? number : invoice.reference;
  const wanted = { number, name, gross, open, due, reference, stage: "open" };
  const { set, dropped } = fitting(office, "invoice", wanted);
  const fate = keep(turn, office, { kind: "invoice", id: number, subject, set });
  // A payment that names it is this client's.
  if (fate === "taken") assign(turn, office, subject, [`rf:${reference}`]);
  return { fate, dropped };
}

/** TI1. */
function clientCalled(turn: Turn, office: Office, client: string): string | null {
  const address = client.toLowerCase();
  const aliases = [...(address.includes("@") ? [`mailto:${address}`] : []), namedAlias(client)];
  for (const alias of aliases) {
    const { subject } = turn.get(aliasOf(opaque(office, "alias", alias)));
    if (subject !== null && !isLeaving(turn, subject)) return canonical(turn, subject);
  }
  return null;
}
