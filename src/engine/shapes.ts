import type { Upcasts } from "../ledger/upcast.ts";
import type { JsonObject } from "../value/json.ts";
import { ownText } from "../value/label.ts";

/** The shapes of events that this program knows, and how older ones are read. */
type Shape = Parameters<Upcasts[string][number]>[0];

/** What somebody typed stood in `data` once; it is content (EV1). */
const becameContent =
  (name: string) =>
  ({ data: before, values }: Shape): Shape => {
    const { [name]: content, ...data }: JsonObject = before;
    if (content === undefined || content === null) return { data, values };
    return { data, values: { ...values, [name]: ownText(content) } };
  };

const upcasts: Upcasts = {
  "run.cancelling": { 1: becameContent("reason") },
  "control.stopped": { 1: becameContent("reason") },
  "control.paused": { 1: becameContent("reason") },
  "inbound.received": { 1: becameContent("raw") },
};

const current = new Map(
  Object.entries(upcasts).map(([type, steps]) => [type, 1 + Object.keys(steps).length]),
);

export const shapes: { upcasts: Upcasts; schemaOf: (type: string) => number } = {
  upcasts,
  schemaOf: (type) => current.get(type) ?? 1,
};
