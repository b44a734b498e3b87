import { rm } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../../connectors/folder.ts";
import { VirtualClock } from "../../engine/clock.ts";
import type { Sandbox } from "../../agent/sandbox.ts";
import { MemoryKeys } from "../../store/memory/memory-keys.ts";
import { MemoryStore } from "../../store/memory/memory-store.ts";
import { instantOf } from "../../value/local-time.ts";
import { tables } from "../../views/tables.ts";
import type { Workspace } from "../../workspace/release.ts";
import type { Placed } from "../../workspace/scenario/file.ts";
import { openOn } from "../open.ts";
import { executors } from "./agents.ts";
import type { Miss } from "./expect.ts";
import { layOut, setUp } from "./given.ts";
import { judge } from "./judge.ts";
import { movedSettings, standIns } from "./outside.ts";
import { play, type Stage } from "./play.ts";
import { story, type StoryLine } from "./story.ts";

/** Everything that cases share, made once. */
export type Theatre = {
  /** The company's folder; only read. */
  workspace: string;
  company: Workspace;
  /** Each case gets a folder of its own in it, and leaves none. */
  scratch: string;
  sandbox: Sandbox;
  /** How long a case may take to come to rest. */
  restMs: number;
};

export type Played = { misses: Miss[]; story: StoryLine[] };

/**
 * Plays one scenario from beginning to end and judges it.
 *
 * CS1 The engine, the ledger and the company's release are the real ones; the store and its keys are in
 *     memory, the clock is moved by hand, and everything outside is a stand-in (FM1).
 * CS2 A case that does not come to rest fails after a while, and the next one runs.
 * CS3 A fault of ours during a case fails it, whatever came of it.
 */
export async function perform(theatre: Theatre, placed: Placed, tell: boolean): Promise<Played> {
  const data = path.join(theatre.scratch, placed.scenario.scenario);
  await makeFolder(data);
  try {
    return await within(theatre.restMs, performIn(theatre, placed, data, tell));
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

async function performIn(
  { workspace, company, sandbox }: Theatre,
  { scenario }: Placed,
  data: string,
  tell: boolean,
): Promise<Played> {
  const { given } = scenario;
  const places = { workspace, data };
  const clock = new VirtualClock(instantOf(given.at, company.settings.company.timeZone));
  const conducts = new Map(copied(given.connectors ?? {}));
  const faults: Miss[] = [];
  await layOut(given, places);
  const store = new MemoryStore();
  await store.prepare(tables);
  // Ids are the same each time.
  await store.setMeta("workspace-key", "5c".repeat(32));
  const opened = await openOn(
    {
      places,
      mode: "run",
      clock,
      watch: false,
      inStep: true,
      fileNow: () => Number.POSITIVE_INFINITY,
      // No key and no address of any model.
      env: {},
      standIns: {
        connect: (settings, times) => standIns(settings, places, times, conducts),
        executors: executors(new Map(copied(given.agents ?? {})), sandbox),
      },
      onFault: (error, doing) => faults.push(faulty(error, doing)),
      onFailure: (error) => faults.push(faulty(error, "writing the ledger")),
    },
    { store, keys: new MemoryKeys() },
    () => {},
  );
  try {
    const settings = movedSettings(company.settings, scenario);
    await opened.owner.activate({ ...company, settings }, { runs: "finish", back: false });
    await setUp(given, opened);
    await opened.owner.start();
    const stage: Stage = { opened, places, clock, arrived: 0 };
    const halted = await playAll(stage, scenario.when);
    const misses = halted === null ? await judge(opened, scenario) : [halted];
    const told = tell || misses.length > 0 ? await story(opened) : [];
    return { misses: [...faults, ...misses], story: told };
  } finally {
    await opened.close();
  }
}

/** PE2. */
async function playAll(stage: Stage, entries: Placed["scenario"]["when"]): Promise<Miss | null> {
  for (const [i, entry] of entries.entries()) {
    try {
      await play(stage, entry);
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      const message = `Cannot play this: ${found}`;
      return { pointer: `/when/${i}`, message, expected: "that it can be played", found };
    }
  }
  return null;
}

function faulty(error: unknown, doing: string): Miss {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    pointer: "",
    message: `While ${doing}: ${reason}`,
    expected: "no fault",
    found: reason,
  };
}

/** Each case takes answers from a list of its own. */
function copied<T>(lists: Readonly<Record<string, readonly T[]>>): [string, T[]][] {
  return Object.entries(lists).map(([name, list]) => [name, [...list]]);
}

/** CS2. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`it does not come to rest within ${ms / 1000} s`)),
    ms,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
