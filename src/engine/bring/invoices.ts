import * as record from "../../memory/record.ts";
import { inShape } from "../../memory/shape.ts";
import { isObject, type JsonObject, textOf } from "../../value/json.ts";
import type { Turn } from "../turn.ts";
import { assign } from "../intake/receive.ts";
import { type Office, opaque } from "../office.ts";
import { aliasOf, recordOf } from "../streams.ts";
import { canonical, isLeaving } from "../subject.ts";
import { begin, isTaken, type Known } from "./begin.ts";
import { namedAlias } from "./clients.ts";
import { type Fate, fitting, keep, takenOver } from "./record.ts";

/**
 * Takes over an invoice that she wrote before and that is still open.
 *
 * TI1 It belongs to a client who is known; whose it is is never guessed.
 * TI2 An invoice that is on record stays as it is there: what was paid of it since is not undone.
 * TI3 One that she brought is offered to her processes (BB1), also when it is brought again because none
 *     took it before; one that was written here has its process.
 * TI4 It is "brought" until its process makes it open, and open where there is none: cancelled, the
 *     process leaves none open that the books do not hold.
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
  const { schemas } = office.active;
  const there = inShape(turn.get(recordOf("invoice", key)), schemas["invoice"]);
  const now = record.current(there, turn.at).value;
  if (isObject(now) && now["number"] === number) {
    const same = now["gross"] === gross && now["due"] === due;
    if (!same) {
      return nobody(`invoice ${number} is on record already, with another amount or due date`);
    }
    if (now["stage"] === "open" && wasBrought(there)) begin(turn, office, knownOf(now), subject);
    return { fate: "known", dropped: [] };
  }
  const known = record.current(
    inShape(
      turn.get(recordOf("client", opaque(office, "record", "client", subject))),
      schemas["client"],
    ),
    turn.at,
  ).value;
  const name = isObject(known) && typeof known["name"] === "string" ? known["name"] : client;
  const { open } = invoice;
  const reference = invoice.reference === "" ? number : invoice.reference;
  const stage = isTaken(office) ? "brought" : "open";
  const wanted = { number, name, gross, open, due, reference, stage };
  const { set, dropped } = fitting(office, "invoice", wanted);
  if (dropped.includes("number")) {
    return nobody(`schemas/invoice.json is about something else: it has no place for a "number"`);
  }
  const fate = keep(turn, office, { kind: "invoice", id: number, subject, set });
  if (fate === "taken") {
    // A payment that names it is this client's.
    assign(turn, office, subject, [`rf:${reference}`]);
    begin(turn, office, { number, name, gross, open, due, reference }, subject);
  }
  return { fate, dropped };
}

/** TI3. */
function wasBrought({ facts }: record.RecordState): boolean {
  return facts["number"]?.some(({ reason }) => reason === takenOver) === true;
}

function knownOf(fields: JsonObject): Known {
  const text = (name: string) => textOf(fields[name]);
  const [number, name, gross] = [text("number"), text("name"), text("gross")];
  return {
    number,
    name,
    gross,
    open: text("open"),
    due: text("due"),
    reference: text("reference"),
  };
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
