import { open } from "../../src/host/open.ts";
import type { Places } from "../../src/host/places.ts";
import { rebuild } from "../../src/host/ledger/rebuild.ts";
import { systemClock } from "../../src/host/system-clock.ts";
import type { Recorded } from "../../src/ledger/event.ts";
import { booksAmiss } from "../faults/books.ts";

/** Everything that was recorded there. */
export async function eventsIn(places: Places): Promise<readonly Recorded[]> {
  const onFault = (error: unknown) => {
    throw error;
  };
  const opened = await open({
    places,
    mode: "read",
    clock: systemClock(),
    onFault,
    onFailure: onFault,
    env: {},
  });
  try {
    const events = await opened.owner.journal.readFrom(1, Number.MAX_SAFE_INTEGER);
    // Values are opened when they are asked for, which is now: later the keys are closed.
    return events.map((event) => ({ ...event }));
  } finally {
    await opened.close();
  }
}

/** Acts that a blow left in doubt, by what looking them up said. */
export type Doubts = { done: number; notDone: number };

export function doubtsIn(events: readonly Recorded[]): Doubts {
  const sent = events.filter(({ type }) => type === "effect.sent");
  const once = new Set(sent.map(({ data }) => data["token"]));
  const found = ({ type, data }: Recorded) => type === "effect.applied" && data["found"] === true;
  return { done: events.filter(found).length, notDone: sent.length - once.size };
}

/** What is wrong in itself: invoice numbers, the books, tables that are not what the history says. */
export async function amissIn(places: Places): Promise<string[]> {
  const faults: string[] = [];
  const { tables } = await rebuild(places, (error, doing) =>
    faults.push(`While ${doing}: ${String(error)}`),
  );
  const unequal = tables.filter(({ equal }) => !equal).map(({ name }) => name);
  const derived = unequal.length === 0 ? [] : [`Not what the history says: ${unequal.join(", ")}`];
  return [...faults, ...derived, ...(await booksAmiss(places.data))];
}
