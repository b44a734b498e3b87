/**
 * What arrived from outside, each under a keyed hash of its identity at the source: the same arrival
 * is recorded once (ST1), and its way is recorded to the end.
 *
 * IB1 An arrival is never dropped: it starts a run, is delivered to a wait, queues for a run, is set
 *     aside for the operator, or is ignored by a rule that gives its reason.
 * IB2 What a run left in its mailbox when it ended is offered again, in order (ST8).
 */
export type Fate =
  | "started"
  | "delivered"
  | "queued"
  | "ignored"
  | "suspicious"
  | "parked"
  | "damaged"
  | "duplicate"
  | "dismissed";

/** What no connector brings: an open invoice of before, by the operator's own list. */
export const broughtInvoice = "invoice.brought";

export type Inbound = {
  readonly received: boolean;
  /** When it was recorded; epoch ms. */
  readonly at: number;
  /** When it happened, as its source says; 0 where it does not. */
  readonly occurredAt: number;
  readonly type: string;
  readonly subject: string | null;
  readonly fate: Fate | null;
  readonly item: number | null;
};

export type InboundEvent =
  | {
      type: "inbound.received";
      data: {
        id: string;
        source: string;
        type: string;
        subject: string | null;
        known: boolean;
        occurredAt: number;
        /** It repeats one that came before: nothing begins with it, and it says nothing new. */
        copy?: true;
      };
    }
  | {
      type: "inbound.routed";
      data: {
        fate: Fate;
        run: string | null;
        because: string;
        item: number | null;
        /** The item that she read and put away. */
        dismissed?: number;
        /** By her word, otherwise than it was taken before. */
        said?: true;
      };
    };

export const initial: Inbound = {
  received: false,
  at: 0,
  occurredAt: 0,
  type: "",
  subject: null,
  fate: null,
  item: null,
};

export function evolve(inbound: Inbound, event: InboundEvent & { at: number }): Inbound {
  if (event.type === "inbound.received") {
    const { type, subject, occurredAt } = event.data;
    return { ...inbound, received: true, at: event.at, occurredAt, type, subject };
  }
  const { fate, item } = event.data;
  return { ...inbound, fate, item };
}
