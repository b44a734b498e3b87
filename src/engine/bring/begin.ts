import { broughtInvoice } from "../../kernel/inbound.ts";
import { type Label, own } from "../../value/label.ts";
import * as date from "../../value/date.ts";
import type { Turn } from "../turn.ts";
import { inboundId } from "../intake/receive.ts";
import { offer } from "../intake/route.ts";
import type { Office } from "../office.ts";
import { inboundOf } from "../streams.ts";

export type Known = {
  number: string;
  name: string;
  gross: string;
  open: string;
  due: string;
  reference: string;
};

/**
 * Offers an open invoice that she brought to the processes that take such, like something that came.
 *
 * BB1 Once for each number, whose identity it is: brought again, also after a restore, it begins nothing
 *     that has begun.
 * BB2 Where no process takes any, nothing is offered; it can be later, when one does.
 * BB3 Her own list is her word (ST10): what it says is vouched for, and the client's alone.
 */
export function begin(turn: Turn, office: Office, invoice: Known, subject: string): void {
  const id = inboundId(office, broughtInvoice, invoice.number);
  if (!isTaken(office) || turn.get(inboundOf(id)).received) return;
  const hers: Label = { origins: ["operator"], clients: [subject], sensitivity: "internal" };
  const event = {
    value: { ...invoice, id, subject, known: true },
    labels: { "": hers, "/subject": own, "/known": own, "/id": own },
  };
  turn.emit(inboundOf(id), {
    type: "inbound.received",
    data: {
      id,
      source: broughtInvoice,
      type: broughtInvoice,
      subject,
      known: true,
      // Not when it was brought: that is another time after a restore (BB1).
      occurredAt: date.parse(invoice.due),
    },
    values: { event },
    subject,
  });
  offer(turn, office, { id, type: broughtInvoice, event, subject });
}

/** BB2. */
export function isTaken({ active }: Office): boolean {
  return Object.values(active.plans).some(({ triggers }) =>
    triggers.some((trigger) => trigger.on === "event" && trigger.type === broughtInvoice),
  );
}
