import type { Connector } from "../../connectors/contract.ts";
import { type LastNumber, lastNumbers } from "../../engine/last-numbers.ts";
import type { Takeover } from "../../engine/quarantine.ts";
import * as series from "../../kernel/series.ts";
import type { EventStore } from "../../ledger/store.ts";
import { placeOf } from "../files/check.ts";
import { kinds } from "../kinds.ts";
import type { Places } from "../places.ts";
import { activeSettings } from "./settings.ts";

/** The numbers that may come again in a restored company, which nobody has opened yet. */
export async function restoredNumbers(
  store: Pick<EventStore, "readStream" | "getBlob">,
  places: Places,
  takeover: Takeover,
): Promise<LastNumber[]> {
  const settings = await activeSettings(store);
  if (settings === null) return [];
  const now = () => takeover.at;
  const place = placeOf(settings, places, { now, fileNow: now });
  const connectors = new Map<string, Connector>();
  for (const [name, { use, settings: own }] of Object.entries(settings.connectors)) {
    try {
      const made = await kinds[use]?.make(own, place);
      if (made !== undefined) connectors.set(name, made);
    } catch {
      // One that cannot be set up here, as without its password, is told of when the company is opened.
    }
  }
  const office = { connectors, settings };
  const control = { takeover: { ...takeover, admittedAt: null } };
  return lastNumbers(office, control, (stream) => seriesIn(store, stream.name), takeover.at);
}

async function seriesIn(
  store: Pick<EventStore, "readStream">,
  stream: string,
): Promise<series.Series> {
  const events = await store.readStream(stream);
  return events
    .map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)) as series.SeriesEvent)
    .reduce(series.evolve, series.initial);
}
