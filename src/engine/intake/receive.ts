import type { Arrival } from "../../connectors/contract.ts";
import { fromOutside, own, ownText } from "../../value/label.ts";
import type { Turn } from "../turn.ts";
import { canonical, isLeaving } from "../subject.ts";
import { type Office, opaque } from "../office.ts";
import { aliasOf, inboundOf, subjectOf } from "../streams.ts";
import { offer } from "./route.ts";

/**
 * Takes arrivals in, each once: its subject is found or minted, and its way decided, in the
 * transaction that records it (LG9, ST1).
 *
 * Answers the fate; "duplicate" for an arrival that was recorded before.
 */
export type Received = { fate: string; run: string | null; because: string };

export async function receive(office: Office, source: string, arrival: Arrival): Promise<Received> {
  const id = inboundId(office, source, arrival.externalId);
  const who = { actor: `connector:${source}`, cause: null, intent: null };
  const recording = await office.book.turn(who, (turn) => {
    if (turn.get(inboundOf(id)).received)
      return { fate: "duplicate", run: null, because: "it was read before" };
    return take(turn, office, source, arrival, id);
  });
  return recording.result;
}

export function inboundId(
  office: Pick<Office, "sealer">,
  source: string,
  externalId: string,
): string {
  return opaque(office, "inbound", source, externalId);
}

function take(turn: Turn, office: Office, source: string, arrival: Arrival, id: string): Received {
  const found = subjectOfArrival(turn, office, source, arrival);
  const subject = found?.subject ?? null;
  const known = subject === null ? false : turn.get(subjectOf(subject)).known;
  const content = fromOutside({ ...arrival.content, id, subject, known }, subject);
  // What the seam itself found out is not outside text.
  const event = {
    ...content,
    labels: { ...content.labels, "/subject": own, "/known": own, "/id": own },
  };
  turn.emit(inboundOf(id), {
    type: "inbound.received",
    data: {
      id,
      source,
      type: arrival.type,
      subject,
      known,
      occurredAt: arrival.occurredAt,
      ...(arrival.copyOf === undefined ? {} : { copy: true }),
    },
    values: { event, ...(arrival.raw === null ? {} : { raw: ownText(arrival.raw) }) },
    ...(subject === null ? {} : { subject }),
  });
  if (found?.minted === true) {
    turn.emit(subjectOf(found.subject), { type: "subject.minted", data: {} });
  }
  if (subject !== null) {
    // Whoever names a thread of a client's is not that client: only his message joins the thread.
    const addresses = found?.by === "thread" ? [] : arrival.addresses;
    assign(turn, office, subject, [...addresses, arrival.externalId]);
  }
  if (arrival.damaged !== undefined) {
    const way = { fate: "damaged", run: null, because: "it cannot be read", item: turn.number() };
    const values = { message: ownText(arrival.damaged) };
    turn.emit(inboundOf(id), { type: "inbound.routed", data: way, values });
    return way;
  }
  if (arrival.copyOf !== undefined) {
    const way = {
      fate: "duplicate",
      run: null,
      because: "the same mail was read before",
      item: null,
    };
    turn.emit(inboundOf(id), { type: "inbound.routed", data: way });
    return way;
  }
  return offer(turn, office, { id, type: arrival.type, event, subject });
}

/**
 * The thread it answers leads to its subject before its address does; a new address mints one, and so
 * does that of somebody who was forgotten: she is a stranger again (SU4).
 */
function subjectOfArrival(
  turn: Turn,
  office: Office,
  source: string,
  arrival: Arrival,
): { subject: string; minted: boolean; by: "thread" | "address" } | null {
  if (arrival.damaged !== undefined) return null;
  for (const by of ["thread", "address"] as const) {
    for (const alias of by === "thread" ? arrival.answers : arrival.addresses) {
      const { subject } = turn.get(aliasOf(opaque(office, "alias", alias)));
      if (subject !== null && !isLeaving(turn, subject))
        return { subject: canonical(turn, subject), minted: false, by };
    }
  }
  const [address] = arrival.addresses;
  if (address === undefined) return null;
  const before = turn.get(aliasOf(opaque(office, "alias", address))).subject;
  return { subject: mint(turn, office, [source, address], before), minted: true, by: "address" };
}

/** Her address alone would give the id that was forgotten, here or in the time that a restore has lost. */
export function mint(
  turn: Turn,
  office: Office,
  from: readonly string[],
  before: string | null,
): string {
  const subject = opaque(office, "subject", ...from, ...(before === null ? [] : [before]));
  return isLeaving(turn, subject) ? mint(turn, office, from, subject) : subject;
}

/** What leads to a subject from now on, where it does not lead to another already. */
export function assign(
  turn: Turn,
  office: Office,
  subject: string,
  aliases: readonly string[],
): void {
  for (const alias of aliases) {
    const stream = aliasOf(opaque(office, "alias", alias));
    const before = turn.get(stream).subject;
    if (before === null || isLeaving(turn, before)) {
      turn.emit(stream, { type: "alias.assigned", data: { subject } });
    }
  }
}
