import type { Durable } from "./disk.ts";
import type { Evidence } from "./evidence.ts";

/** What became of an act, as the ledger tells it, beside what the outside knows. */
export type Told = {
  token: string;
  run: string;
  connector: string;
  /** Its events, in order. */
  events: Durable[];
};

/** By token, in the order of their proposals. */
export function actsOf({ events }: Evidence): Map<string, Told> {
  const acts = new Map<string, Told>();
  for (const event of events) {
    const run = event.stream.slice("run/".length);
    if (event.type === "step.proposed") {
      for (const { token, connector } of event.data["proposals"] as {
        token: string;
        connector: string;
      }[]) {
        acts.set(token, { token, run, connector, events: [event] });
      }
    }
    const token = event.data["token"] ?? event.data["about"];
    if (/^(?:effect|undo|approval)\./.test(event.type) && typeof token === "string") {
      acts.get(token)?.events.push(event);
    }
  }
  return acts;
}
