import { Refused } from "../../api/contract/refused.ts";
import type { RebuildView } from "../../cli/deps/format.ts";
import { open } from "../open.ts";
import type { Places } from "../places.ts";
import { reach } from "../session.ts";
import { systemClock } from "../system-clock.ts";

/** Derives every projection again from the ledger, and compares with what stood there (LG3). */
export async function rebuild(
  places: Places,
  onFault: (error: unknown, doing: string) => void,
): Promise<RebuildView> {
  const owner = await reach(places.data);
  if (owner !== null) {
    owner.close();
    throw new Refused({
      code: "already_up",
      message: `Cannot rebuild: the company is running; end it with Ctrl-C where it runs, then try again`,
    });
  }
  const opened = await open({
    places,
    mode: "record",
    clock: systemClock(),
    onFault,
    // Whoever waits for the commit is told.
    onFailure: () => {},
  });
  try {
    const { store, journal } = opened.owner;
    const before = await store.dump();
    await journal.rebuild();
    const after = await store.dump();
    const { seq } = await store.last();
    const tables = Object.keys(after).map((name) => ({
      name,
      equal: before[name] === after[name],
    }));
    return { events: seq, tables };
  } finally {
    await opened.close();
  }
}
