import type { RebuildView } from "../cli/deps.ts";
import { open } from "./open.ts";
import type { Places } from "./places.ts";
import { systemClock } from "./system-clock.ts";

/** Derives every projection again from the ledger, and compares with what stood there (LG3). */
export async function rebuild(
  places: Places,
  onFault: (error: unknown, doing: string) => void,
): Promise<RebuildView> {
  const opened = await open({
    places,
    mode: "record",
    clock: systemClock(),
    onFault,
    onFailure: (error) => onFault(error, "writing the ledger"),
  });
  try {
    const { store, journal } = opened.owner;
    const before = await store.dump();
    await journal.rebuild();
    const after = await store.dump();
    const { seq } = await store.last();
    const tables = Object.keys(after).map((name) => ({ name, equal: before[name] === after[name] }));
    return { events: seq, tables };
  } finally {
    await opened.close();
  }
}
