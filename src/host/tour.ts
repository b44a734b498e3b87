import { existsSync } from "node:fs";
import path from "node:path";
import type { TourEvent, TourOptions } from "../cli/deps.ts";
import { VirtualClock } from "../engine/clock.ts";
import type { Owner } from "../engine/owner.ts";
import type { Settings } from "../workspace/release.ts";
import { type Opened, open } from "./open.ts";
import { type Places, tourPlaces } from "./places.ts";
import { lines } from "./tour/bundle.ts";
import { artifacts } from "./tour/artifacts.ts";
import { fileOf, mailFolder, play, played, type Stage } from "./tour/play.ts";
import { type Entry, readScript, type Script } from "./tour/script.ts";

/**
 * Plays the example company's first days, unattended: the real engine, desk and connectors, on a
 * clock of its own, with arrivals and the operator's answers from a script.
 *
 * TO1 The clock moves only when nothing is under way, to the next entry or timer, whichever is first.
 * TO2 It resumes where the ledger and the files that have appeared say it stood, so that an
 *     interrupted tour ends like an undisturbed one.
 * TO3 Nothing is told before it is committed, and nothing twice.
 */
const script = path.join("tour", "first-days.yaml");

type OnFault = (error: unknown, doing: string) => void;

export async function* tour(options: TourOptions, onFault: OnFault): AsyncGenerator<TourEvent> {
  const places = tourPlaces(options.place, process.cwd());
  const clock = new VirtualClock(0);
  const opened = await open({
    places,
    mode: "run",
    clock,
    watch: false,
    adjust: ownMailbox,
    onFault,
    onFailure: (error) => {
      onFault(error, "writing the ledger");
      process.exit(1);
    },
  });
  try {
    yield* playAll({ opened, places }, clock);
  } finally {
    await opened.close();
  }
}

async function* playAll(stage: Stage, clock: VirtualClock): AsyncGenerator<TourEvent> {
  const { opened, places } = stage;
  const { owner } = opened;
  const before = await owner.store.last();
  // Before anything is recorded: a first release would otherwise stand at the beginning of all time.
  clock.moveTo(before.at);
  const company = await activate(opened, clock, places);
  const { begins, ends, entries } = await readScript(places.workspace, script, company.timeZone);
  ...
}
