import { rmSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { type Left, leftIn } from "../tour/left.ts";
import { booksAmiss } from "./books.ts";
import type { Calm } from "./calm.ts";
import { type Blow, Watched } from "./library.ts";
import { type Company, lineOf, openPiece, type Piece, playPiece, playRetries } from "./piece.ts";
import { strike, type Struck } from "./strike.ts";

/**
 * One cycle: a piece is begun in a process and struck, once or more often, gone on with undisturbed,
 * and what it left is looked at.
 *
 * CY1 Every event that was acknowledged stands in the ledger, the same in every part.
 * CY2 What is left is what the undisturbed play leaves: letters, books, records, jobs, items.
 * CY3 Rebuilding derives the same rows, and the doctor finds nothing that he does not always find.
 * CY4 Invoice numbers have no gap and no repeat, and the books balance.
 * CY5 A full disk is called full. A process that could not sync the ledger's log never writes it again.
 * CY6 After a short write nobody notices anything.
 */
export type Finding = { piece: number; blows: Blow[]; what: string };
export type Cycled = { findings: Finding[]; hits: string[] };

export async function cycle(
  calm: Calm,
  number: number,
  blows: Blow[],
  folder: string,
  loaded: { path: string },
): Promise<Cycled> {
  const disk = new Watched(folder);
  calm.copyTo(disk.data, number);
  const piece = calm.piece(number, disk.data);
  const acknowledged = new Set<string>();
  const amiss: string[] = [];
  const hits: string[] = [];
  try {
    for (const blow of blows) {
      const struck = await strike(piece, disk, loaded, blow);
      for (const line of struck.acknowledged) acknowledged.add(line);
      amiss.push(...behaved(struck, blow));
      hits.push(struck.operations.findLast(({ hit }) => hit)?.path ?? "");
    }
    amiss.push(...(await goOn(calm, piece, acknowledged)));
  } catch (error) {
    amiss.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  if (amiss.length === 0) rmSync(folder, { recursive: true, force: true });
  return { findings: amiss.map((what) => ({ piece: number, blows, what })), hits };
}

/** CY5, CY6. */
function behaved({ code, complaints, operations }: Struck, { fault }: Blow): string[] {
  const hit = operations.findLastIndex((operation) => operation.hit);
  const told = complaints.join("; ");
  switch (fault) {
    case "kill":
    case "forget":
    case "tear":
      if (complaints.length > 0) return [`It complains: ${told}`];
      return (code === null) === hit >= 0 || code === 0 ? [] : [`It ends with ${code}`];
    case "short":
      return code === 0 && told === "" ? [] : [`After a short write it ends with ${code}: ${told}`];
    case "enospc":
    case "full": {
      if (code !== 0 && code !== 1) return [`It ends with ${code}`];
      if (code === 1 && complaints.length === 0) return ["It ends without a word"];
      // Where one operation alone found no room, the disk is not full any more when it is asked.
      const clear =
        fault === "full"
          ? /disk is full; free/
          : /disk (is full; free|that holds .* reports an error)/;
      const unclear = complaints.filter((line) => !clear.test(line));
      return unclear.map((line) => `It does not say that the disk is full: ${line}`);
    }
    case "eio": {
      const log = /\/ledger\.db-wal$/;
      if (!log.test(operations[hit]?.path ?? ""))
        return code === 0 || code === 1 ? [] : [`It ends with ${code}`];
      const more = operations
        .slice(hit + 1)
        .filter(({ name, path: file }) => name === "write" && log.test(file));
      return more.length === 0
        ? []
        : [`It commits after a failed sync, and ends with ${code}: ${told}`];
    }
  }
}

async function goOn(
  calm: Calm,
  piece: Piece,
  acknowledged: ReadonlySet<string>,
): Promise<string[]> {
  const amiss: string[] = [];
  const complain = (error: unknown, doing = "writing"): void => {
    amiss.push(
      `Later it complains, ${doing}: ${error instanceof Error ? error.message : String(error)}`,
    );
  };
  const company = await openPiece(piece, { onFault: complain, onFailure: complain });
  const { data } = piece.places;
  try {
    amiss.push(...(await lost(company, acknowledged)));
    await playPiece(piece, company);
  } finally {
    await company.opened.close();
  }
  if (!isDeepStrictEqual(await leftIn(data), await calm.left(piece.number))) {
    const later = await openPiece(piece, { onFault: complain, onFailure: complain });
    await playPiece(piece, later);
    await playRetries(piece, later);
    await later.opened.close();
    amiss.push(...differing(await leftIn(data), await calm.later(piece.number)));
  }
  amiss.push(...(await derived(piece, complain)));
  amiss.push(...(await booksAmiss(data)));
  return amiss;
}

/** CY1. */
async function lost({ opened }: Company, acknowledged: ReadonlySet<string>): Promise<string[]> {
  if (acknowledged.size === 0) return [];
  const kept = new Set<string>();
  for (let from = 1; ; from += 500) {
    const events = await opened.owner.journal.readFrom(from, 500);
    for (const event of events) kept.add(lineOf(event));
    if (events.length < 500) break;
  }
  return [...acknowledged].filter((line) => !kept.has(line)).map((line) => `Lost: ${line}`);
}

/** CY3. */
async function derived(piece: Piece, complain: (error: unknown) => void): Promise<string[]> {
  const { opened } = await openPiece(piece, { onFault: complain, onFailure: complain });
  const { store, journal } = opened.owner;
  const before = await store.dump();
  await journal.rebuild();
  const after = await store.dump();
  const other = Object.keys(after).filter((table) => after[table] !== before[table]);
  const ill = (await opened.desk.doctor()).filter(({ ok }) => !ok);
  const damaged = await store.check();
  await opened.close();
  return [
    ...other.map((table) => `A rebuild derives other rows of "${table}"`),
    ...damaged,
    ...ill.map((finding) => `The doctor: ${JSON.stringify(finding)}`),
  ];
}

function differing(now: Left, calm: Left): string[] {
  return Object.entries(now).flatMap(([name, list]) => {
    const others = Object.entries(calm).find(([other]) => other === name)?.[1] ?? [];
    const more = list.filter((each) => !others.includes(each));
    const fewer = others.filter((each) => !list.includes(each));
    if (isDeepStrictEqual(list, others)) return [];
    return [`${name} differ: more ${JSON.stringify(more)}, missing ${JSON.stringify(fewer)}`];
  });
}
