import { existsSync } from "node:fs";
import path from "node:path";
import type { TourEvent, TourOptions } from "../../cli/deps/tour.ts";
import { VirtualClock } from "../../engine/clock.ts";
import type { Owner } from "../../engine/owner.ts";
import type { Env } from "../../models/door.ts";
import { dayOf } from "../../value/locale.ts";
import { read } from "../../workspace/read.ts";
import type { Settings } from "../../workspace/release.ts";
import { kinds } from "../kinds.ts";
import { open } from "../open.ts";
import { type Places, tourPlaces } from "../places.ts";
import { artifacts, fromHere } from "./artifacts.ts";
import { bundled } from "./bundle.ts";
import { type Line, tell } from "./diary.ts";
import { fileOf, ownMailbox, play, played, type Stage } from "./play.ts";
import { type Entry, readScript, type Script } from "./script.ts";

/**
 * Plays the example company's first month, unattended: the real engine, desk and connectors, on a
 * clock of its own, with arrivals and the operator's answers from a script.
 *
 * TO1 The clock moves only when nothing is under way, to the next entry or timer, whichever is first.
 * TO2 It resumes where the ledger, and the files that have appeared, say that it stood: an interrupted
 *     tour ends like an undisturbed one.
 * TO3 Nothing is told before it is committed, and nothing twice.
 */
const file = path.join("tour", "first-month.yaml");

type OnFault = (error: unknown, doing: string) => void;

/** `env`: where addresses of models stand; the process's own. */
export async function* tour(
  options: TourOptions,
  onFault: OnFault,
  env: Env = process.env,
): AsyncGenerator<TourEvent> {
  const places = tourPlaces(options.place, process.cwd());
  const { timeZone, locale } = await companyOf(places);
  const script = await readScript(places.workspace, file, timeZone);
  const clock = new VirtualClock(script.begins);
  const opened = await open({
    places,
    mode: "run",
    clock,
    watch: false,
    inStep: true,
    // Files of the tour are put where they belong whole, and count at once.
    fileNow: () => Number.POSITIVE_INFINITY,
    adjust: ownMailbox,
    env,
    onFault,
    onFailure: (error) => {
      onFault(error, "writing the ledger");
      process.exit(1);
    },
  });
  try {
    const last = await opened.owner.store.last();
    clock.moveTo(Math.max(last.at, appeared(places, script)));
    await opened.desk.apply({ dryRun: false, runs: "finish" });
    await opened.owner.start();
    await opened.owner.quiet();
    const stage = { opened, places };
    const rest = await restOf(stage, script, clock.now());
    const due = clock.next();
    const finished = last.seq > 0 && rest.length === 0 && (due === null || due > script.ends);
    const { name } = opened.owner.office.settings.company;
    const folder = fromHere(places.data);
    const resumed = last.seq > 0 && !finished;
    const { models } = await opened.desk.status();
    yield { kind: "opened", company: name, timeZone, locale, folder, models, resumed, finished };
    yield* playAll(stage, { ...script, entries: rest }, clock, last.seq);
    yield await ending(stage, clock.now(), dayOf(script.begins, timeZone).slice(0, 7));
  } finally {
    await opened.close();
  }
}

async function* playAll(
  stage: Stage,
  script: Script,
  clock: VirtualClock,
  toldBefore: number,
): AsyncGenerator<TourEvent> {
  const { owner } = stage.opened;
  const diary = new Diary(owner, toldBefore);
  yield* await diary.news();
  for (const [n, entry] of script.entries.entries()) {
    for (let due = clock.next(); due !== null && due < entry.at; due = clock.next()) {
      clock.moveTo(due);
      await owner.quiet();
      yield* await diary.news();
    }
    clock.moveTo(entry.at);
    await owner.quiet();
    await play(stage, entry);
    await owner.quiet();
    // What lay in the mailbox at one moment is told together.
    if (script.entries[n + 1]?.at !== entry.at) yield* await diary.news();
  }
  for (let due = clock.next(); due !== null && due <= script.ends; due = clock.next()) {
    clock.moveTo(due);
    await owner.quiet();
    yield* await diary.news();
  }
}

/**
 * What is still to be played: entries are played in order, so it is everything from one on. What she
 * brings along belongs to the beginning: a tour that was begun without it ends without it, and without
 * what needs it.
 */
async function restOf(stage: Stage, { entries }: Script, now: number): Promise<readonly Entry[]> {
  const missed = new Set<string>();
  const fits = ({ needs, without }: Entry) =>
    (needs === undefined || !missed.has(needs)) && (without === undefined || missed.has(without));
  for (const [n, entry] of entries.entries()) {
    if (!fits(entry) || (await played(stage, entry))) continue;
    if ("bring" in entry && entry.at < now) missed.add(entry.id);
    else return entries.slice(n).filter(fits);
  }
  return [];
}

/** Lines for everything committed since the last look, in order. */
class Diary {
  readonly #owner: Owner;
  #told: number;

  constructor(owner: Owner, told: number) {
    this.#owner = owner;
    this.#told = told;
  }

  async news(): Promise<TourEvent[]> {
    const lines: Line[] = [];
    for (;;) {
      const events = await this.#owner.journal.readFrom(this.#told + 1, 500);
      const last = events.at(-1);
      if (last === undefined) break;
      for (const event of events) {
        const line = await tell(this.#owner, event);
        if (line !== null) lines.push(line);
      }
      this.#told = last.seq;
    }
    return bundled(lines).map(({ at, verb, client, line }) => ({
      kind: "entry",
      at,
      verb,
      client,
      line,
    }));
  }
}

/** TO2: a file was there before its arrival was recorded, and shows how far the clock had come. */
function appeared(places: Places, { begins, entries }: Script): number {
  const there = entries.filter((entry) => existsSync(fileOf(places, entry) ?? ""));
  return Math.max(begins, ...there.map(({ at }) => at));
}

async function companyOf(places: Places): Promise<Settings["company"]> {
  const found = await read(places.workspace, kinds);
  if (found.ok) return found.workspace.settings.company;
  const [problem] = found.problems;
  throw new Error(`Cannot play the tour: ${problem?.file ?? ""} ${problem?.message ?? ""}`);
}

async function ending({ opened, places }: Stage, at: number, month: string): Promise<TourEvent> {
  const { waiting, spentMicros, currency } = await opened.desk.status();
  const found = await artifacts(opened.owner.office.settings, places.data);
  const report = await opened.desk.report({ month });
  return {
    kind: "ended",
    at,
    artifacts: found,
    report,
    waiting: waiting.items,
    spentMicros,
    currency,
  };
}
