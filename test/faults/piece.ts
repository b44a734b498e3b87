import path from "node:path";
import { VirtualClock } from "../../src/engine/clock.ts";
import { type Opened, open } from "../../src/host/open.ts";
import type { Places } from "../../src/host/places.ts";
import { play, played } from "../../src/host/tour/play.ts";
import { type Entry, readScript, type Script } from "../../src/host/tour/script.ts";
import type { Recorded } from "../../src/ledger/event.ts";
import { ofBytes } from "../../src/value/digest.ts";

/**
 * The example company's first weeks in pieces: one for the beginning, then one for each thing that
 * happens, from where the piece before left the data folder. A piece is small enough to be begun in a
 * process of its own, struck at any operation, and gone on with.
 */
export type Piece = { number: number; script: Script; places: Places };

/** Without what is played in tours of older versions alone. */
export async function scriptOf(workspace: string): Promise<Script> {
  const file = path.join("tour", "first-month.yaml");
  const script = await readScript(workspace, file, "Europe/Berlin");
  return { ...script, entries: script.entries.filter(({ without }) => without === undefined) };
}

/** The beginning, each entry, and what falls due behind the last. */
export function countOf({ entries }: Script): number {
  return entries.length + 2;
}

export type Told = {
  /** What the company complains about and goes on. */
  onFault: (error: unknown, doing: string) => void;
  /** The ledger cannot be written: nothing more may follow. */
  onFailure: (error: unknown) => void;
};

export type Company = { opened: Opened; clock: VirtualClock };

export async function openPiece(piece: Piece, told: Told): Promise<Company> {
  const clock = new VirtualClock(from(piece));
  const opened = await open({
    places: piece.places,
    mode: "run",
    clock,
    watch: false,
    inStep: true,
    fileNow: () => Number.POSITIVE_INFINITY,
    ...told,
  });
  clock.begin((await opened.owner.store.last()).at);
  return { opened, clock };
}

/** Plays it, or what a blow left of it; ends when nothing is under way. */
export async function playPiece(piece: Piece, company: Company): Promise<void> {
  const { opened } = company;
  if (piece.number === 0 || opened.owner.office.active.id === "") {
    const view = await opened.desk.apply({ dryRun: false, runs: "finish" });
    if (!view.ok) throw new Error(JSON.stringify(view.problems));
  }
  await opened.owner.start();
  await opened.owner.quiet();
  await until(to(piece), company);
  const entry = entryOf(piece);
  const stage = { opened, places: piece.places };
  if (entry !== null && !(await played(stage, entry))) await play(stage, entry);
  await opened.owner.quiet();
}

/** Whatever is to be tried again within the hour is tried again. */
export async function playRetries(piece: Piece, company: Company): Promise<void> {
  await until(to(piece) + 3_600_000, company);
}

async function until(at: number, { opened, clock }: Company): Promise<void> {
  for (let due = clock.next(); due !== null && due <= at; due = clock.next()) {
    clock.moveTo(due);
    await opened.owner.quiet();
  }
  clock.moveTo(at);
  await opened.owner.quiet();
}

function entryOf({ number, script }: Piece): Entry | null {
  return script.entries[number - 1] ?? null;
}

function from(piece: Piece): number {
  return piece.number === 0 ? piece.script.begins : to({ ...piece, number: piece.number - 1 });
}

function to(piece: Piece): number {
  if (piece.number === 0) return piece.script.begins;
  return entryOf(piece)?.at ?? piece.script.ends;
}

/** One recorded event as one line: two that are equal say the same. */
export function lineOf({ seq, stream, version, type, data }: Recorded): string {
  return `${seq} ${stream} ${version} ${type} ${ofBytes(JSON.stringify(data)).slice(0, 16)}`;
}
