import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Desk } from "../../src/api/contract/desk.ts";
import { VirtualClock } from "../../src/engine/clock.ts";
import { type Opened, open } from "../../src/host/open.ts";
import { type Places, tourPlaces } from "../../src/host/places.ts";
import { tour } from "../../src/host/tour/tour.ts";

/** Every file of a data folder, by its path below it. */
export type Files = ReadonlyMap<string, Buffer>;

/** A company with weeks behind it, in the states that damage meets. */
export type Company = {
  places: Places;
  now: number;
  /** Closed in order: no log. */
  closed: Files;
  /** The same somewhat earlier, which is where stale pages come from. */
  earlier: Files;
  /** As a process leaves it that was killed: with a log. */
  killed: Files;
};

/** Plays the example's first weeks below `folder`, then changes some more. */
export async function play(folder: string): Promise<Company> {
  const place = { workspace: null, data: path.join(folder, "data") };
  const places = tourPlaces(place, folder);
  for await (const told of tour({ place }, fail)) void told;
  const now = Date.UTC(2031, 0, 1);
  await lookFirst(places, now);
  const earlier = await filesIn(places.data);
  const opened = await openAt(places, now, "record");
  const killed = await meanwhile(opened, places);
  await opened.close();
  return { places, now, earlier, killed, closed: await filesIn(places.data) };
}

/** The doctor's first look makes the repository of her site: it belongs to every state of the company. */
async function lookFirst(places: Places, now: number): Promise<void> {
  const { desk, close } = await openAt(places, now, "read");
  await desk.doctor();
  await close();
}

/** Enough for a log of several commits, and for pages of most tables to change. */
async function meanwhile({ desk }: Opened, { data }: Places): Promise<Files> {
  for (let i = 0; i < 4; i += 1) {
    await desk.pause({ kind: "everything" }, `pause ${i}`);
    await desk.resume({ kind: "everything" });
  }
  const { lines } = await desk.inbox();
  for (const { number } of lines.slice(0, 3)) {
    const { digest } = await desk.item(number);
    await desk.answer(number, { answer: "no", digest, reason: "Not now" });
  }
  return filesIn(data);
}

export async function openAt(
  places: Places,
  now: number,
  mode: "read" | "record",
  onFault: (error: unknown, doing: string) => void = fail,
): Promise<Opened> {
  return open({
    places,
    mode,
    clock: new VirtualClock(now),
    watch: false,
    onFault,
    onFailure: fail,
  });
}

function fail(error: unknown): never {
  throw error;
}

export async function filesIn(
  folder: string,
  wanted: (name: string) => boolean = () => true,
): Promise<Files> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    // The log's index is made anew; who held the lock is of no interest.
    if (!entry.isFile() || /^owner|-shm$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file);
    if (wanted(name)) files.set(name, await readFile(file));
  }
  return files;
}

/**
 * Puts exactly these files into the folder. Those of `before`, which lay there last, are left where
 * nobody writes: only the ledger's own files and the checkpoints are ever changed by looking. The lock
 * stays the same file, by which the folder knows that it is no copy.
 */
export async function lay(folder: string, files: Files, before: Files = new Map()): Promise<void> {
  const changing = (name: string) => !name.includes("/") || name.startsWith("checkpoints/");
  const there = await filesIn(folder, before.size === 0 ? undefined : changing);
  for (const name of [...before.keys(), ...there.keys(), "ledger.db-shm", "keys.db-shm"]) {
    if (!files.has(name)) await rm(path.join(folder, name), { force: true });
  }
  await writeFile(path.join(folder, "owner.db"), files.get("owner.db") ?? "");
  for (const [name, bytes] of files) {
    if (!changing(name) && before.get(name) === bytes) continue;
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), bytes, { mode: 0o600 });
  }
}

/** The questions that show everything there is to see. */
export async function questions(desk: Desk): Promise<string[]> {
  const items = (await desk.inbox()).lines.map(({ number }) => `item ${number}`);
  const runs = (await desk.runs({ limit: 1000 })).map(({ number }) => `run ${number}`);
  return ["status", "inbox", "runs", "arrivals", "ledger", "doctor", ...items, ...runs];
}

export async function ask(desk: Desk, question: string): Promise<unknown> {
  const [what, number] = question.split(" ");
  switch (what) {
    case "status":
      return desk.status();
    case "inbox":
      return desk.inbox();
    case "runs":
      return desk.runs({ limit: 1000 });
    case "arrivals":
      return desk.arrivals({ limit: 1000 });
    case "ledger":
      return desk.ledger({ limit: 10_000 });
    case "item":
      return desk.item(Number(number));
    case "run":
      return desk.run(Number(number));
    default:
      // The disk's space and what was mended are of the day, not of the company.
      return (await desk.doctor()).filter(({ name }) => !/^(?:disk|file)$/.test(name));
  }
}
