import { expect, test } from "vitest";
import { evolve, type Fate, type InboundEvent, initial } from "./inbound.ts";

const received: InboundEvent = {
  type: "inbound.received",
  data: {
    id: "i1",
    source: "inbox",
    type: "mail.received",
    subject: "s1",
    known: false,
    occurredAt: 1,
  },
};
const routed = (fate: Fate, item: number | null = null): InboundEvent => ({
  type: "inbound.routed",
  data: { fate, run: null, because: "", item },
});
const given = (...events: InboundEvent[]) =>
  events.reduce((state, event, i) => evolve(state, { ...event, at: i + 1 }), initial);

test("IB1: what never came was not received", () => {
  expect(given()).toMatchObject({ received: false, type: "", fate: null });
});

test("IB1: what was received has no fate until it is routed", () => {
  expect(given(received)).toEqual({
    received: true,
    at: 1,
    occurredAt: 1,
    type: "mail.received",
    subject: "s1",
    fate: null,
    item: null,
  });
});

test("IB1: what was set aside is open for the operator until she dismisses it", () => {
  expect(given(received, routed("suspicious", 4))).toMatchObject({ fate: "suspicious", item: 4 });
  const after = given(received, routed("suspicious", 4), routed("dismissed"));
  expect(after).toMatchObject({ received: true, fate: "dismissed", item: null });
});

test("IB2: what a run left is offered again, and its latest fate stands", () => {
  expect(given(received, routed("queued"), routed("started")).fate).toBe("started");
});
